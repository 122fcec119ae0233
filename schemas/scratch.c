/* schemas/scratch.c - what grows while a program runs, kept for the next run. */
#include "base/mem.h"
#include "schemas/evaluate.h"

#include <stdlib.h>

struct schema_scratch *schema_scratch_new(void)
{
    struct schema_scratch *scratch = mem_new(1, sizeof *scratch);

    scratch->copy = (struct document)DOCUMENT_INIT;
    return scratch;
}

void schema_scratch_free(struct schema_scratch *scratch)
{
    if (!scratch)
        return;
    free(scratch->marks);
    free(scratch->scope);
    free(scratch->rows.items);
    value_set_release(&scratch->set);
    free(scratch->memo);
    document_release(&scratch->copy);
    pattern_scratch_release(&scratch->patterns);
    free(scratch);
}

void scratch_begin(struct schema_scratch *scratch, const struct schema *schema,
                   const struct value *root)
{
    scratch->schema = schema;
    scratch->root = root;
    scratch->memo_begun = false;
    scratch->stack = __builtin_frame_address(0);
    scratch->mark_count = 0;
    scratch->scope_count = 0;
    scratch->depth = 0;
    scratch->work = 0;
    scratch->work_max = EVALUATE_WORK_LEAST + (uint64_t)EVALUATE_WORK_EACH * root->span;
    scratch->patterns.work = 0;
    scratch->undecided = false;
}

static size_t words_of(const struct value *container)
{
    return ((size_t)container->size + 63) / 64;
}

uint32_t marks_push(struct schema_scratch *scratch, const struct value *container)
{
    size_t words = words_of(container);
    size_t from = scratch->mark_count;

    while (scratch->mark_capacity < from + words) {
        scratch->mark_capacity = scratch->mark_capacity ? 2 * scratch->mark_capacity : 64;
        scratch->marks =
            mem_resize(scratch->marks, scratch->mark_capacity, sizeof *scratch->marks);
    }
    for (size_t i = 0; i < words; i++)
        scratch->marks[from + i] = 0;
    scratch->mark_count += words;
    return (uint32_t)from + 1;
}

void marks_drop(struct schema_scratch *scratch, uint32_t marks)
{
    scratch->mark_count = marks - 1;
}

void marks_merge(struct schema_scratch *scratch, uint32_t into, uint32_t from,
                 const struct value *container)
{
    for (size_t i = 0; i < words_of(container); i++)
        scratch->marks[into - 1 + i] |= scratch->marks[from - 1 + i];
}

void marks_set(struct schema_scratch *scratch, uint32_t marks, uint32_t index)
{
    scratch->marks[marks - 1 + index / 64] |= (uint64_t)1 << index % 64;
}

bool marks_has(const struct schema_scratch *scratch, uint32_t marks, uint32_t index)
{
    return scratch->marks[marks - 1 + index / 64] >> index % 64 & 1;
}

uint32_t marks_before(struct schema_scratch *scratch, uint32_t label, const struct op *op,
                      const struct value *value)
{
    uint32_t marks = marks_push(scratch, value);
    const struct op *at = &scratch->schema->ops[scratch->schema->labels[label].start];

    for (; at < op; at++)
        op_runs[at->code](scratch, at, value, marks);
    return marks;
}

/* schemas/scratch.c - what grows while a program runs, kept for the next run. */
#include "base/mem.h"
#include "schemas/evaluate.h"

#include <stdlib.h>

enum {
    MATCH_LIMIT = 1000000,
    MATCH_DEPTH_LIMIT = 1000,
    MATCH_HEAP_KIB = 8 * 1024,
    JIT_STACK_FIRST = 32 * 1024,
    JIT_STACK_MAX = 1024 * 1024
};

struct schema_scratch *schema_scratch_new(void)
{
    struct schema_scratch *scratch = mem_new(1, sizeof *scratch);

    scratch->copy = (struct document)DOCUMENT_INIT;
    scratch->match = pcre2_match_data_create(1, NULL);
    scratch->match_context = pcre2_match_context_create(NULL);
    scratch->jit_stack = pcre2_jit_stack_create(JIT_STACK_FIRST, JIT_STACK_MAX, NULL);
    pcre2_set_match_limit(scratch->match_context, MATCH_LIMIT);
    pcre2_set_depth_limit(scratch->match_context, MATCH_DEPTH_LIMIT);
    pcre2_set_heap_limit(scratch->match_context, MATCH_HEAP_KIB);
    pcre2_jit_stack_assign(scratch->match_context, NULL, scratch->jit_stack);
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
    pcre2_match_data_free(scratch->match);
    pcre2_match_context_free(scratch->match_context);
    pcre2_jit_stack_free(scratch->jit_stack);
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

/* schemas/compile_check.c - references that lead back to themselves. */
#include "schemas/compile_check.h"

#include "base/mem.h"

#include <stdlib.h>

/* The labels that an op applies to the value it is applied to itself: 0 to 3 in `few`,
 * or many in the pool. */
static const uint32_t *same_value_labels(const struct schema *schema, const struct op *op,
                                         uint32_t few[3], uint32_t *count)
{
    few[0] = op->a;
    few[1] = op->b;
    few[2] = op->c;
    *count = 0;
    switch (op->code) {
    case OP_REF:
    case OP_NOT:
        *count = 1;
        return few;
    case OP_IF:
        *count = 3;
        return few;
    case OP_ALL_OF:
    case OP_ANY_OF:
    case OP_ONE_OF:
    case OP_DEPENDENT_SCHEMAS:
        *count = op->b;
        return schema->pool + op->a;
    default:
        return few;
    }
}

static void entries_add(const struct schema *schema, const struct label *label,
                        uint32_t *entries)
{
    for (const struct op *op = &schema->ops[label->start]; op->code != OP_END; op++) {
        uint32_t few[3], count;
        const uint32_t *labels = same_value_labels(schema, op, few, &count);

        for (uint32_t i = 0; i < count; i++)
            if (labels[i] != LABEL_NONE)
                entries[labels[i]]++;
    }
}

/* Takes the label out: those it leads to lose an entry, and wait when it was their last.
 */
static void entries_take(const struct schema *schema, const struct label *label,
                         uint32_t *entries, uint32_t *waiting, size_t *count)
{
    for (const struct op *op = &schema->ops[label->start]; op->code != OP_END; op++) {
        uint32_t few[3], size;
        const uint32_t *labels = same_value_labels(schema, op, few, &size);

        for (uint32_t i = 0; i < size; i++)
            if (labels[i] != LABEL_NONE && --entries[labels[i]] == 0)
                waiting[(*count)++] = labels[i];
    }
}

static int loop_fail(const struct schema *schema, const uint32_t *entries,
                     struct error *err)
{
    for (size_t i = 0; i < schema->label_count; i++) {
        const struct op *op = &schema->ops[schema->labels[i].start];

        for (; entries[i] && op->code != OP_END; op++)
            if (op->code == OP_REF && entries[op->a])
                return source_error(schema->labels[i].source, op->at, "N0166", err,
                                    "this reference leads back to itself without going "
                                    "into the value");
    }
    return error_set(err, ERROR_INPUT, "N0166", "references lead back to themselves");
}

/* What is left when labels without entries are taken out one after the other (Kahn 1962)
 * are the loops and what they lead to. */
int compile_check_loops(const struct schema *schema, struct error *err)
{
    uint32_t *entries = mem_new(schema->label_count, sizeof *entries);
    uint32_t *waiting = mem_new(schema->label_count, sizeof *waiting);
    size_t count = 0, taken = 0;
    int rc = 0;

    for (size_t i = 0; i < schema->label_count; i++)
        entries_add(schema, &schema->labels[i], entries);
    for (uint32_t i = 0; i < schema->label_count; i++)
        if (entries[i] == 0)
            waiting[count++] = i;
    for (; taken < count; taken++)
        entries_take(schema, &schema->labels[waiting[taken]], entries, waiting, &count);
    if (taken < schema->label_count)
        rc = loop_fail(schema, entries, err);
    free(entries);
    free(waiting);
    return rc;
}

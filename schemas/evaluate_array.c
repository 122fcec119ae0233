/* schemas/evaluate_array.c - running a program over arrays. */
#include "schemas/evaluate.h"

/* Shorter arrays are compared pair by pair. */
enum { UNIQUE_PAIRS_MAX = 15 };

bool run_array(struct schema_scratch *scratch, const struct op *op,
               const struct value *value, uint32_t marks)
{
    const struct value *item = value + 1;

    if (value->type != VALUE_ARRAY)
        return true;
    for (uint32_t i = 0; i < value->size; i++, item = value_next(item)) {
        uint32_t label = i < op->b ? scratch->schema->pool[op->a + i] : op->c;

        if (label == LABEL_NONE)
            break;
        if (!evaluate(scratch, label, item, 0))
            return false;
        if (marks)
            marks_set(scratch, marks, i);
    }
    return true;
}

bool run_contains(struct schema_scratch *scratch, const struct op *op,
                  const struct value *value, uint32_t marks)
{
    const struct value *item = value + 1;
    uint32_t count = 0;

    if (value->type != VALUE_ARRAY)
        return true;
    if (!op->marks)
        marks = 0;
    for (uint32_t i = 0; i < value->size; i++, item = value_next(item)) {
        if (!evaluate(scratch, op->a, item, 0))
            continue;
        count++;
        if (marks)
            marks_set(scratch, marks, i);
        else if (count > op->c || (count >= op->b && op->c == UINT32_MAX))
            break;
    }
    return count >= op->b && count <= op->c && !scratch->undecided;
}

static bool unique_by_pairs(struct schema_scratch *scratch, const struct value *value)
{
    const struct value *a = value + 1;

    for (uint32_t i = 0; i < value->size; i++, a = value_next(a)) {
        const struct value *b = value_next(a);

        for (uint32_t k = i + 1; k < value->size; k++, b = value_next(b))
            if (value_equal_with(a, b, &scratch->rows))
                return false;
    }
    return true;
}

/* Equal rows have equal hashes, so that only runs of one hash are compared. */
bool run_unique_items(struct schema_scratch *scratch, const struct op *op,
                      const struct value *value, uint32_t marks)
{
    const struct value *at = value + 1;
    uint64_t work;

    (void)op, (void)marks;
    if (value->type != VALUE_ARRAY)
        return true;
    if (value->size <= UNIQUE_PAIRS_MAX)
        return unique_by_pairs(scratch, value);
    if (!work_add(scratch, value->span))
        return false;
    work = scratch->work_max - scratch->work;
    value_set_begin(&scratch->set, value->size);
    for (uint32_t i = 0; i < value->size; i++, at = value_next(at)) {
        const struct value *found =
            value_set_add(&scratch->set, at, &scratch->rows, &work);

        if (!found)
            scratch->undecided = true;
        if (found != at)
            return false;
    }
    scratch->work = scratch->work_max - work;
    return true;
}

bool run_unevaluated_items(struct schema_scratch *scratch, const struct op *op,
                           const struct value *value, uint32_t marks)
{
    const struct value *item = value + 1;

    if (value->type != VALUE_ARRAY)
        return true;
    for (uint32_t i = 0; i < value->size; i++, item = value_next(item)) {
        if (marks_has(scratch, marks, i))
            continue;
        if (!evaluate(scratch, op->a, item, 0))
            return false;
        marks_set(scratch, marks, i);
    }
    return true;
}

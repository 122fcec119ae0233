/* schemas/evaluate_array.c - running a program over arrays. */
#include "schemas/evaluate.h"
#include "schemas/string_hash.h"

/* Shorter arrays are compared pair by pair. */
enum { UNIQUE_PAIRS_MAX = 15, UNIQUE_RUN_MAX = 2000 };

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

/* Equal values have equal hashes: numbers by their nearest double, objects regardless of
 * order. Runs over the subtree flat. */
static uint32_t value_hash(const struct value *value)
{
    const struct value *end = value_next(value);
    uint32_t hash = value->size;

    if (value_is_number(value))
        hash = 0;
    for (const struct value *at = value; at < end; at++) {
        if (value_is_number(at)) {
            double number = value_double(at) + 0.0; /* -0 becomes 0 */

            hash += string_hash((const char *)&number, sizeof number);
        } else if (at->type == VALUE_STRING) {
            hash += at->as.string.hash * 31;
        } else {
            hash += 0x9e3779b1u * (at->type + 1u) + at->size;
        }
    }
    return hash;
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
static bool unique_by_hash(struct schema_scratch *scratch, size_t first)
{
    struct value_rows *rows = &scratch->rows;
    const size_t end = rows->count;

    for (size_t i = first + 1, from = first; i < end; i++) {
        if (rows->items[from].hash != rows->items[i].hash)
            from = i;
        /* So many different values with one hash are made to be slow. */
        if (i - from > UNIQUE_RUN_MAX)
            scratch->undecided = true;
        for (size_t k = from; k < i && !scratch->undecided; k++)
            if (value_equal_with(rows->items[k].value, rows->items[i].value, rows))
                return false;
    }
    return !scratch->undecided;
}

bool run_unique_items(struct schema_scratch *scratch, const struct op *op,
                      const struct value *value, uint32_t marks)
{
    const size_t first = scratch->rows.count;
    const struct value *at = value + 1;
    bool unique;

    (void)op, (void)marks;
    if (value->type != VALUE_ARRAY)
        return true;
    if (value->size <= UNIQUE_PAIRS_MAX)
        return unique_by_pairs(scratch, value);
    for (uint32_t i = 0; i < value->size; i++, at = value_next(at))
        rows_push(&scratch->rows, value_hash(at), at);
    rows_sort(&scratch->rows, first);
    unique = unique_by_hash(scratch, first);
    scratch->rows.count = first;
    return unique;
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

/* values/value_set.c - values found by what they are: uniqueItems, large enums. */
#include "values/value_set.h"

#include "base/mem.h"
#include "values/number.h"
#include "values/string_hash.h"

#include <stdlib.h>

enum { ROWS_MIN = 32, DIGITS_TOLD_APART = 15 };

/* Where the nearest double tells little, digits and exponent do: it must hang on what the
 * number is, not on how it is written. */
static uint32_t number_hash(const struct value *value)
{
    double number = value_double(value) + 0.0; /* -0 becomes 0 */
    uint32_t hash = string_hash((const char *)&number, sizeof number);
    bool told = number != 0 && number - number == 0;
    struct decimal decimal;

    if (told && value->size <= DIGITS_TOLD_APART)
        return hash;
    decimal = decimal_of(value);
    if (told && decimal.count <= DIGITS_TOLD_APART)
        return hash;
    hash += (uint32_t)decimal.point;
    for (size_t i = 0; i < decimal.count; i++)
        hash = hash * 31 + decimal_digit(&decimal.digits);
    return hash;
}

/* Equal values have equal hashes: numbers by their nearest double, objects regardless of
 * order. Runs over the subtree flat. */
static uint32_t value_hash(const struct value *value)
{
    const struct value *end = value_next(value);
    uint32_t hash = value_is_number(value) ? 0 : value->size;

    for (const struct value *at = value; at < end; at++) {
        if (value_is_number(at)) {
            hash += number_hash(at);
        } else if (at->type == VALUE_STRING) {
            hash += at->as.string.hash * 31;
        } else {
            hash += 0x9e3779b1u * (at->type + 1u) + at->size;
        }
    }
    return hash;
}

void value_set_begin(struct value_set *set, size_t count)
{
    size_t size = ROWS_MIN;

    while (size < 2 * count)
        size *= 2;
    if (set->capacity < size) {
        free(set->rows);
        set->rows = mem_new(size, sizeof *set->rows);
        set->capacity = size;
    }
    set->mask = (uint32_t)(size - 1);
    for (size_t i = 0; i < size; i++)
        set->rows[i].value = NULL;
}

/* The row that holds an equal one, or where it would be; NULL: too much work. Anyone can
 * make values that all begin at one row, so each step counts. */
static struct value_row *row_find(const struct value_set *set, const struct value *value,
                                  uint32_t hash, struct value_rows *rows, uint64_t *work)
{
    for (uint32_t at = hash & set->mask;; at = (at + 1) & set->mask) {
        struct value_row *row = &set->rows[at];
        uint64_t cost = 1;

        if (!row->value)
            return row;
        if (row->hash == hash) {
            if (value_equal_with(row->value, value, rows))
                return row;
            cost += value->span;
        }
        if (*work <= cost) {
            *work = 0;
            return NULL;
        }
        *work -= cost;
    }
}

const struct value *value_set_add(struct value_set *set, const struct value *value,
                                  struct value_rows *rows, uint64_t *work)
{
    uint32_t hash = value_hash(value);
    struct value_row *row = row_find(set, value, hash, rows, work);

    if (row && !row->value)
        *row = (struct value_row){.value = value, .hash = hash};
    return row ? row->value : NULL;
}

const struct value *value_set_find(const struct value_set *set, const struct value *value,
                                   struct value_rows *rows, uint64_t *work)
{
    const struct value_row *row = row_find(set, value, value_hash(value), rows, work);

    return row ? row->value : NULL;
}

void value_set_release(struct value_set *set)
{
    free(set->rows);
    *set = (struct value_set){0};
}

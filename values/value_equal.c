/* values/value_equal.c - JSON's equality. */
#include "values/member_order.h"
#include "values/value_rows.h"

#include <stdlib.h>

/* From so many members on, objects in different order are compared sorted. */
enum { MEMBERS_SORTED_FROM = 16 };

static bool arrays_equal(const struct value *a, const struct value *b,
                         struct value_rows *rows)
{
    const struct value *at_a = a + 1;
    const struct value *at_b = b + 1;

    for (uint32_t i = 0; i < a->size; i++) {
        if (!value_equal_with(at_a, at_b, rows))
            return false;
        at_a = value_next(at_a);
        at_b = value_next(at_b);
    }
    return true;
}

/* The index of the first one. */
static size_t keys_push(struct value_rows *rows, const struct value *object)
{
    const size_t from = rows->count;
    const struct value *key = object + 1;

    for (uint32_t i = 0; i < object->size; i++, key = value_next(key + 1))
        rows_push(rows, key->as.string.hash, key);
    rows_sort(rows, from);
    return from;
}

static bool objects_equal_sorted(const struct value *a, const struct value *b,
                                 struct value_rows *rows)
{
    const size_t keys_a = keys_push(rows, a);
    const size_t keys_b = keys_push(rows, b);
    bool equal = true;

    for (uint32_t i = 0; equal && i < a->size; i++) {
        const struct value *key_a = rows->items[keys_a + i].value;
        const struct value *key_b = rows->items[keys_b + i].value;

        equal = member_keys_equal(key_a, key_b) &&
                value_equal_with(key_a + 1, key_b + 1, rows);
    }
    rows->count = keys_a;
    return equal;
}

static bool objects_equal(const struct value *a, const struct value *b,
                          struct value_rows *rows)
{
    const struct value *key_a = a + 1;
    const struct value *key_b = b + 1;

    for (uint32_t i = 0; i < a->size; i++) {
        const struct value *other = key_b + 1;

        if (!member_keys_equal(key_a, key_b)) {
            if (a->size >= MEMBERS_SORTED_FROM)
                return objects_equal_sorted(a, b, rows);
            other = value_member_n(b, key_a->text, key_a->size);
        }
        if (!other || !value_equal_with(key_a + 1, other, rows))
            return false;
        key_a = value_next(key_a + 1);
        key_b = value_next(key_b + 1);
    }
    return true;
}

bool value_equal_with(const struct value *a, const struct value *b,
                      struct value_rows *rows)
{
    if (a == b)
        return true;
    if (value_is_number(a))
        return value_is_number(b) && value_compare_numbers(a, b) == 0;
    if (a->type != b->type || a->size != b->size)
        return false;
    switch (a->type) {
    case VALUE_STRING:
        return member_keys_equal(a, b);
    case VALUE_ARRAY:
        return arrays_equal(a, b, rows);
    case VALUE_OBJECT:
        return objects_equal(a, b, rows);
    default:
        return true;
    }
}

bool value_equal(const struct value *a, const struct value *b)
{
    struct value_rows rows = {0};
    bool equal = value_equal_with(a, b, &rows);

    free(rows.items);
    return equal;
}

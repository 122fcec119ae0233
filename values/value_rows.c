/* values/value_rows.c - values in an order that finds equal ones. */
#include "values/value_rows.h"

#include "base/mem.h"

#include <string.h>

void rows_push(struct value_rows *rows, uint32_t hash, const struct value *value)
{
    MEM_GROW(rows->items, rows->count, rows->capacity);
    rows->items[rows->count++] = (struct value_row){hash, value};
}

static bool is_before(const struct value_row *a, const struct value_row *b)
{
    const struct value *left = a->value;
    const struct value *right = b->value;
    int order = 0;

    if (a->hash != b->hash)
        return a->hash < b->hash;
    if (left->type != right->type)
        return left->type < right->type;
    if (left->type == VALUE_STRING) {
        if (left->size != right->size)
            return left->size < right->size;
        order = left->size ? memcmp(left->text, right->text, left->size) : 0;
    }
    return order ? order < 0 : left < right; /* neighbours in one array */
}

static void sift(struct value_row *rows, size_t at, size_t count)
{
    const struct value_row row = rows[at];

    for (size_t child; (child = 2 * at + 1) < count; at = child) {
        if (child + 1 < count && is_before(&rows[child], &rows[child + 1]))
            child++;
        if (!is_before(&row, &rows[child]))
            break;
        rows[at] = rows[child];
    }
    rows[at] = row;
}

/* qsort() allocates from some size on, and an unlucky quicksort is quadratic: a heap. */
void rows_sort(struct value_rows *rows, size_t from)
{
    struct value_row *first = rows->items + from;
    const size_t count = rows->count - from;

    for (size_t at = count / 2; at-- > 0;)
        sift(first, at, count);
    for (size_t last = count; last-- > 1;) {
        const struct value_row greatest = first[0];

        first[0] = first[last];
        first[last] = greatest;
        sift(first, 0, last);
    }
}

/* values/value_rows.h - values in an order that finds equal ones, in memory that is used
 * again; private to schemas. */
#ifndef NOWORSE_VALUES_VALUE_ROWS_H
#define NOWORSE_VALUES_VALUE_ROWS_H

#include "values/value.h"

struct value_row {
    uint32_t hash; /* equal values have equal ones */
    const struct value *value;
};

/* A stack: who pushes takes off again by setting `count` back, and holds indices, since a
 * push moves the rows. All zero is empty. */
struct value_rows {
    struct value_row *items; /* owned; for free() */
    size_t count, capacity;
};

void rows_push(struct value_rows *rows, uint32_t hash, const struct value *value);

/* The rows from `from` on: by hash, then so that equal strings are neighbours, then in
 * document order. In place, n log n whatever the values. */
void rows_sort(struct value_rows *rows, size_t from);

/* value_equal() that allocates nothing once the rows have grown. */
bool value_equal_with(const struct value *a, const struct value *b,
                      struct value_rows *rows);

#endif

/* values/value_set.h - values found by what they are: uniqueItems, large enums. */
#ifndef NOWORSE_VALUES_VALUE_SET_H
#define NOWORSE_VALUES_VALUE_SET_H

#include "values/value_rows.h"

struct value_set {
    struct value_row *rows; /* owned; probed in order; without a value: empty */
    size_t capacity;
    uint32_t mask;
};

/* Empty, with room for so many; reuses the memory. */
void value_set_begin(struct value_set *set, size_t count);

/* The one in the set that is equal, which may be `value` itself, added now; NULL: `work`,
 * which goes down with each comparison, is used up. `rows` is memory for comparing. */
const struct value *value_set_add(struct value_set *set, const struct value *value,
                                  struct value_rows *rows, uint64_t *work);

/* The one in the set that is equal, or NULL; *work ends at 0 where it did not suffice. */
const struct value *value_set_find(const struct value_set *set, const struct value *value,
                                   struct value_rows *rows, uint64_t *work);

void value_set_release(struct value_set *set);

#endif

/* values/member_order.h - the members of an object in an order that finds equal keys. */
#ifndef NOWORSE_VALUES_MEMBER_ORDER_H
#define NOWORSE_VALUES_MEMBER_ORDER_H

#include "values/value.h"

#include <string.h>

/* BY_HASH is the quickest that puts equal keys side by side; BY_BYTES is for people and
 * digests. Equal keys stay in document order. */
enum member_order { MEMBERS_BY_HASH, MEMBERS_BY_BYTES };

/* The keys of the object, sorted; the caller's; object->size of them. */
const struct value **member_order_new(const struct value *object,
                                      enum member_order order);

/* Most keys are so short that a call of memcmp() is most of the work: two words that may
 * overlap cover 4 to 16 bytes. */
static inline bool bytes_equal(const char *a, const char *b, size_t size)
{
    uint64_t first_a, first_b, last_a, last_b;
    uint32_t front_a, front_b, back_a, back_b;

    if (size > 16 || size < 4)
        return size == 0 || !memcmp(a, b, size);
    if (size >= 8) {
        memcpy(&first_a, a, 8);
        memcpy(&first_b, b, 8);
        memcpy(&last_a, a + size - 8, 8);
        memcpy(&last_b, b + size - 8, 8);
        return first_a == first_b && last_a == last_b;
    }
    memcpy(&front_a, a, 4);
    memcpy(&front_b, b, 4);
    memcpy(&back_a, a + size - 4, 4);
    memcpy(&back_b, b + size - 4, 4);
    return front_a == front_b && back_a == back_b;
}

/* Both strings of documents: keys, or values. */
static inline bool member_keys_equal(const struct value *a, const struct value *b)
{
    return a->as.string.hash == b->as.string.hash && a->size == b->size &&
           bytes_equal(a->text, b->text, a->size);
}

#endif

/* schemas/member_order.h - the members of an object in an order that finds equal keys. */
#ifndef NOWORSE_SCHEMAS_MEMBER_ORDER_H
#define NOWORSE_SCHEMAS_MEMBER_ORDER_H

#include "schemas/value.h"

/* BY_HASH is the quickest that puts equal keys side by side; BY_BYTES is for people and
 * digests. Equal keys stay in document order. */
enum member_order { MEMBERS_BY_HASH, MEMBERS_BY_BYTES };

/* The keys of the object, sorted; the caller's; object->size of them. */
const struct value **member_order_new(const struct value *object,
                                      enum member_order order);

bool member_keys_equal(const struct value *a, const struct value *b);

#endif

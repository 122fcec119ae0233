/* values/member_order.c - the members of an object in an order that finds equal keys. */
#include "values/member_order.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

static int compare_bytes(const struct value *a, const struct value *b)
{
    uint32_t both = a->size < b->size ? a->size : b->size;
    int order = both ? memcmp(a->text, b->text, both) : 0;

    if (order)
        return order;
    if (a->size != b->size)
        return a->size < b->size ? -1 : 1;
    return a < b ? -1 : a > b; /* neighbours in one array */
}

static int by_bytes(const void *a, const void *b)
{
    return compare_bytes(*(const struct value *const *)a,
                         *(const struct value *const *)b);
}

static int by_hash(const void *a, const void *b)
{
    const struct value *key_a = *(const struct value *const *)a;
    const struct value *key_b = *(const struct value *const *)b;

    if (key_a->as.string.hash != key_b->as.string.hash)
        return key_a->as.string.hash < key_b->as.string.hash ? -1 : 1;
    return compare_bytes(key_a, key_b);
}

const struct value **member_order_new(const struct value *object, enum member_order order)
{
    const struct value **keys = mem_new(object->size, sizeof *keys);
    const struct value *key = object + 1;

    for (uint32_t i = 0; i < object->size; i++, key = value_next(key + 1))
        keys[i] = key;
    qsort(keys, object->size, sizeof *keys,
          order == MEMBERS_BY_HASH ? by_hash : by_bytes);
    return keys;
}

/* schemas/schema_location.h - where a keyword stands; private to schemas/explain*.c and
 * annotate*.c. */
#ifndef NOWORSE_SCHEMAS_SCHEMA_LOCATION_H
#define NOWORSE_SCHEMAS_SCHEMA_LOCATION_H

#include "schemas/program.h"

/* Where the parts of large objects and lists begin, once they were asked for: else each
 * of many errors would go over all siblings. Begin with SCHEMA_WAYS_INIT; it is of values
 * that stay where they are. */
struct schema_ways {
    struct way_parts *slots; /* owned; by the container's hash */
    size_t count, slot_count;
};
#define SCHEMA_WAYS_INIT                                                                 \
    {                                                                                    \
        NULL, 0, 0                                                                       \
    }
void schema_ways_release(struct schema_ways *ways);

/* "https://example.com/order#/properties/a%20b/type": the URI of the schema resource that
 * the label is in, and the way from its root to the keyword ("": to the label's schema),
 * as a URI's fragment. Appends. */
void schema_location(struct schema_ways *ways, struct buf *out,
                     const struct schema *schema, uint32_t label, const char *keyword,
                     size_t length);

/* Appends the JSON Pointer from a value to one that it holds. */
void schema_way(struct schema_ways *ways, struct buf *out, const struct value *from,
                const struct value *target);

#endif

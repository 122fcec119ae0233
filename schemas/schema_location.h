/* schemas/schema_location.h - where a keyword stands; private to schemas/explain*.c and
 * annotate*.c. */
#ifndef NOWORSE_SCHEMAS_SCHEMA_LOCATION_H
#define NOWORSE_SCHEMAS_SCHEMA_LOCATION_H

#include "schemas/program.h"

/* "https://example.com/order#/properties/a%20b/type": the URI of the schema resource that
 * the label is in, and the way from its root to the keyword ("": to the label's schema),
 * as a URI's fragment. Appends. */
void schema_location(struct buf *out, const struct schema *schema, uint32_t label,
                     const char *keyword, size_t length);

/* Appends the JSON Pointer from a value to one that it holds. */
void schema_way(struct buf *out, const struct value *from, const struct value *target);

#endif

/* schemas/shape.h - whether a keyword has a value that it may have.
 *
 * What is refused here is what the metaschema of the draft refuses, formats aside, and
 * nothing else: a test compares the two. So an official metaschema never has to be run.
 */
#ifndef NOWORSE_SCHEMAS_SHAPE_H
#define NOWORSE_SCHEMAS_SHAPE_H

#include "schemas/keywords.h"
#include "schemas/registry.h"

/* Both: an N0163 at the place, -1. Subschemas in the value are not looked at. */
int shape_check(const struct source *source, enum draft draft,
                const struct keyword *keyword, const struct value *value,
                struct error *err);

/* A schema as a whole: an object; from draft 6 on also true and false. */
int shape_check_schema(const struct source *source, enum draft draft,
                       const struct value *schema, struct error *err);

#endif

/* providers/strict_schema.h - what OpenAI's strict mode wants of a response_schema.
 *
 * A schema may be good JSON Schema and be refused by the vendor, with status 400 for each
 * sample: this says so before. Facts: the vendor's guide to structured outputs, read
 * 2026-11. Root: an object without anyOf; every object lists all its properties as
 * required and has additionalProperties false; no allOf, oneOf, not, if, dependent…; at
 * most 5,000 properties, 10 levels of objects, 1,000 enum values, 120,000 characters of
 * names and values, 15,000 of an enum of more than 250 values.
 */
#ifndef NOWORSE_PROVIDERS_STRICT_SCHEMA_H
#define NOWORSE_PROVIDERS_STRICT_SCHEMA_H

#include "base/error_list.h"
#include "suites/suite.h"

/* One warning for each rule that the schema breaks, at the first place where it does;
 * where the schema is a file, at what names it. source: what response_schema stands in;
 * its pointer there is `pointer`. */
void strict_schema_check(const json_t *schema, const struct source *source,
                         const char *pointer, struct error_list *errors);

#endif

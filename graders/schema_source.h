/* graders/schema_source.h - the schema of a `json_schema` grader: from a file, the
 * options, or the model's response_schema. */
#ifndef NOWORSE_GRADERS_SCHEMA_SOURCE_H
#define NOWORSE_GRADERS_SCHEMA_SOURCE_H

#include "graders/grader.h"
#include "schemas/schema.h"

/* *out is the caller's. References lead to files inside the root alone, and all that is
 * read goes into the context's digest. What is wrong goes to errors, as do warnings, with
 * the place in the schema's file, or in the suite where the schema stands there. */
int schema_source_compile(const json_t *options, const struct grader_context *context,
                          struct schema **out, struct error_list *errors);

#endif

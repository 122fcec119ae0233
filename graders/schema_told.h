/* graders/schema_told.h - what is wrong with an answer: in one line for the reason, and
 * error by error for the details. */
#ifndef NOWORSE_GRADERS_SCHEMA_TOLD_H
#define NOWORSE_GRADERS_SCHEMA_TOLD_H

#include "graders/grader.h"
#include "schemas/schema.h"

/* "/amount: expected number, got string; /id: …", at most `max` of them; the caller's. */
char *schema_errors_told(const struct schema_errors *errors, size_t max);

/* [{"pointer", "group", "line", "column", "keyword", "message", "hint"}], at most `max`
 * of them and about 48 KiB; line and column are of the reply, and null where the answer
 * is not from it. *more: there are others. The caller's. */
json_t *schema_errors_json(const struct schema_errors *errors, size_t max,
                           const struct sample *sample, bool *more);

/* Appends the pointer of what an error is about, with "*" for the indices of arrays, so
 * that errors of many answers fall into groups. For an unknown or a missing key it is
 * that key's. */
void schema_error_group(const struct value *instance, const struct schema_error *error,
                        struct buf *out);

/* What was repaired, with places; the caller's. */
char *repairs_told(const struct sample *sample);

/* [{"what", "line", "column"}], the first REPAIRS_KEPT; the caller's. */
json_t *repairs_json(const struct sample *sample);

#endif

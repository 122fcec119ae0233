/* reports/json_cases.h - one case of a run as JSON, and the values JSON has no word for.
 */
#ifndef NOWORSE_REPORTS_JSON_CASES_H
#define NOWORSE_REPORTS_JSON_CASES_H

#include "reports/case_results.h"

#include <jansson.h>

/* All return a new reference. */
json_t *json_number(double number);                 /* null where it is not finite */
json_t *json_text(const char *text, size_t length); /* bytes that are no UTF-8 become
                                                       U+FFFD */
json_t *case_json(const struct run_plan *plan, const struct judgement *judgement,
                  const struct case_result *result);

/* Writes the value on one line. 1: the stream takes no more, which is for its owner to
 * tell. */
int json_line_write(const json_t *value, FILE *out);

#endif

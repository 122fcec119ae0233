/* reports/json_errors.h - where answers do not fit their schema, as JSON. */
#ifndef NOWORSE_REPORTS_JSON_ERRORS_H
#define NOWORSE_REPORTS_JSON_ERRORS_H

#include "reports/error_groups.h"

/* `schema_errors` of the JSON report; a new reference. */
json_t *error_groups_json(const struct error_groups *groups, const struct run_plan *plan);

#endif

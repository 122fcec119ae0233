/* reports/json_plan.h - what a run set out to do, as JSON. */
#ifndef NOWORSE_REPORTS_JSON_PLAN_H
#define NOWORSE_REPORTS_JSON_PLAN_H

#include "store/run_plan.h"

#include <jansson.h>

/* A new reference. */
json_t *plan_json(const struct run_plan *plan);

#endif

/* reports/json_judgement.h - what was decided and on what figures, as JSON. */
#ifndef NOWORSE_REPORTS_JSON_JUDGEMENT_H
#define NOWORSE_REPORTS_JSON_JUDGEMENT_H

#include "gate/gate.h"

#include <jansson.h>

/* A new reference. */
json_t *judgement_json(const struct run_plan *plan, const struct judgement *judgement);

/* {lower, upper}; null where there is none; the caller's reference. */
json_t *interval_json(double lower, double upper);

#endif

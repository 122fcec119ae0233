/* runner/plan_of_suite.h - a suite as the run file tells it: variants, cohorts and gate
 * rules. */
#ifndef NOWORSE_RUNNER_PLAN_OF_SUITE_H
#define NOWORSE_RUNNER_PLAN_OF_SUITE_H

#include "runner/prepare.h"
#include "store/run_plan.h"

/* The variants and cohorts that `prepared` selects. The caller's. Graders and counts are
 * empty: pass 1 finds them. */
struct run_plan *plan_of_suite(const struct prepared *prepared);

/* The rules of a gate as the suite writes it; rules: nothing given. */
void gate_rules_read(const json_t *gate, struct gate_rules *rules);

#endif

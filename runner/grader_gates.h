/* runner/grader_gates.h - the gates of graders, and what gates say of labels and fields,
 * as the plan tells it. */
#ifndef NOWORSE_RUNNER_GRADER_GATES_H
#define NOWORSE_RUNNER_GRADER_GATES_H

#include "runner/prepare.h"

/* Variants, cohorts and the other gates are in the plan. */
void grader_gates_fill(struct run_plan *plan, const struct prepared *prepared);

#endif

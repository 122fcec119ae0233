/* runner/budget_end.h - how a run ends that met its budget. */
#ifndef NOWORSE_RUNNER_BUDGET_END_H
#define NOWORSE_RUNNER_BUDGET_END_H

#include "runner/runner.h"

/* Sets end->status (RUN_SPENT, or where the rounds that are complete are to be judged
 * RUN_SPENT_JUDGED) and end->reason. -1: the run file could not be read. */
int budget_tell(const struct prepared *prepared, const struct budget *budget,
                struct run_end *end, struct error *err);

#endif

/* runner/budget_check.h - whether a budget can be kept: a limit on what nobody knows
 * protects nobody (suite-format 7.10). */
#ifndef NOWORSE_RUNNER_BUDGET_CHECK_H
#define NOWORSE_RUNNER_BUDGET_CHECK_H

#include "runner/prepare.h"

/* Sets prepared->budget from the suite's `budget` and `--max-cost` (0: none); a model
 * that is asked and whose calls have no bound is told at its place, with the key to add.
 */
void budget_prepare(struct prepared *prepared, int64_t max_cost,
                    struct error_list *errors);

#endif

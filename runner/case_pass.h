/* runner/case_pass.h - pass 1: every selected case is read, checked and rendered once.
 *
 * Mistakes that many cases share are told once, with the first place and the count.
 */
#ifndef NOWORSE_RUNNER_CASE_PASS_H
#define NOWORSE_RUNNER_CASE_PASS_H

#include "base/error_list.h"
#include "runner/prepare.h"

/* Opens the datasets, fills the run file's case table and the plan's counts and
 * asked_digest. -1: an error was added. */
int case_pass(struct prepared *prepared, struct error_list *errors);

#endif

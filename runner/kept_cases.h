/* runner/kept_cases.h - the first cases that pass 1 read, so that pass 2 need not read
 * them again: all of a small run, and never more than a few MB.
 */
#ifndef NOWORSE_RUNNER_KEPT_CASES_H
#define NOWORSE_RUNNER_KEPT_CASES_H

#include "suites/dataset.h"

struct kept_cases;
enum { KEPT_CASES_BYTES = 4 * 1024 * 1024 };

struct kept_cases *kept_cases_new(void);
void kept_cases_free(struct kept_cases *kept); /* takes NULL */

/* In order of their numbers, from 0. Takes over what the row holds, which is empty then,
 * as long as there is room; what does not fit stays where it is, as all that follows. */
void kept_cases_add(struct kept_cases *kept, int cohort, struct eval_case *row);

/* Once each. False: it is not here, and the cleared row stays as it is. */
bool kept_cases_take(struct kept_cases *kept, int64_t number, struct eval_case *row,
                     int *cohort);

#endif

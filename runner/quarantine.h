/* runner/quarantine.h - which cases of a suite are in quarantine, and still are.
 *
 * Entries name cases as cohort/id or by the id alone. Pass 1 shows every case it reads,
 * selected or not; what no case fits is a mistake, for a quarantine of nothing hides that
 * a case was renamed.
 */
#ifndef NOWORSE_RUNNER_QUARANTINE_H
#define NOWORSE_RUNNER_QUARANTINE_H

#include "base/error_list.h"
#include "store/run_plan.h"
#include "suites/suite.h"

struct quarantine;
struct quarantine *quarantine_new(const struct suite *suite); /* borrows the suite */
void quarantine_free(struct quarantine *quarantine);          /* NULL is none */

void quarantine_see(struct quarantine *quarantine, const char *cohort, const char *id);

/* After the last case: the entries go into the plan, those whose last day (UTC) is over
 * marked and warned of. Entries of a cohort that was not selected are left out. */
int quarantine_finish(struct quarantine *quarantine, int64_t now_ms,
                      struct run_plan *plan, struct error_list *errors);

#endif

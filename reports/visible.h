/* reports/visible.h - which cases may be shown: the one place that decides it.
 *
 * Held-out cohorts are aggregates only, in every sink. No report reads samples from the
 * run file itself; all do it through here, and a held-out case never comes out.
 */
#ifndef NOWORSE_REPORTS_VISIBLE_H
#define NOWORSE_REPORTS_VISIBLE_H

#include "reports/report.h"

/* Every sample that may be shown, by case, then variant, then repeat. */
int visible_each_sample(const struct report_input *input, run_file_sample_fn *fn,
                        void *context, struct error *err);

/* "enterprise (held out)", or "angry"; the caller's. */
char *visible_cohort_name(const struct plan_cohort *cohort);

#endif

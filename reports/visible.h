/* reports/visible.h - which cases may be shown: the one place that decides it.
 *
 * Held-out cohorts are aggregates only, in every sink. No report reads samples from the
 * run file itself; all do it through here, and a held-out case never comes out.
 */
#ifndef NOWORSE_REPORTS_VISIBLE_H
#define NOWORSE_REPORTS_VISIBLE_H

#include "reports/report.h"
#include "store/run_file_scan.h"

/* Whether the cases of the plan's cohort with this index may be shown one by one. */
bool visible_cohort(const struct run_plan *plan, int cohort);

/* Every sample that may be shown, by case, then variant, then repeat. */
int visible_each_sample(const struct report_input *input, run_file_sample_fn *fn,
                        void *context, struct error *err);

/* Those of the case with this number; none where it may not be shown. */
int visible_case_samples(const struct report_input *input, int64_t number,
                         run_file_sample_fn *fn, void *context, struct error *err);

/* The unscored of them. */
int visible_each_unscored(const struct report_input *input, run_file_sample_fn *fn,
                          void *context, struct error *err);

/* Cases of which a sample failed, and the grades of samples where some details hold a
 * word: as in store/run_file_scan.h. */
int visible_each_failing(const struct report_input *input, run_file_outcome_fn *fn,
                         void *context, struct error *err);
int visible_each_grades(const struct report_input *input, const char *word,
                        run_file_grades_fn *fn, void *context, struct error *err);

/* Why samples of one variant are unscored: how many for each failure, FAILURE_NONE for
 * those that got an answer which a grader could not judge. */
struct unscored_counts {
    int64_t by_failure[FAILURE_COUNT];
};

/* Fills counts[variant_count of the plan], over all cohorts: figures alone, so the held
 * out ones are in them. */
int visible_unscored(const struct report_input *input, struct unscored_counts *counts,
                     struct error *err);

/* Whether what is unscored may be scored where the same run is made again: a sample has
 * no answer, or a grader that asks somebody, or is not ours, could not judge one. What
 * the others cannot judge they never can. Over all cohorts. */
int visible_unscored_may_change(const struct report_input *input, bool *may,
                                struct error *err);

/* "enterprise (held out)", or "angry"; the caller's. */
char *visible_cohort_name(const struct plan_cohort *cohort);

/* The number of a cohort's case by its id; -1: there is none, or it is held out. */
int visible_case_number(const struct report_input *input, const char *cohort,
                        const char *id, int64_t *number, struct error *err);

#endif

/* runner/case_sample.h - a part of the cases, drawn by a seeded hash of their names.
 *
 * Whether a case is drawn depends on the seed and on the names of cases, never on where
 * they stand: the same seed draws the same cases of a dataset that was sorted anew, and a
 * few new cases change little. Cases of one `group` are drawn together or not at all.
 */
#ifndef NOWORSE_RUNNER_CASE_SAMPLE_H
#define NOWORSE_RUNNER_CASE_SAMPLE_H

#include "suites/dataset.h"
#include "suites/suite.h"

struct case_sample;

/* For so many cohorts. */
struct case_sample *case_sample_new(const struct suite_sample *wanted,
                                    size_t cohort_count);
void case_sample_free(struct case_sample *sample); /* NULL is none */

/* First every case that could be drawn. cohort: 0 to cohort_count − 1. */
void case_sample_see(struct case_sample *sample, size_t cohort, const char *cohort_name,
                     const struct eval_case *row);

/* Then, once: of each cohort at least `at_least` cases, then of all together until there
 * are `cases`; a group that is begun is taken whole, so it may be a few more. */
void case_sample_draw(struct case_sample *sample);

/* Then whether a case is drawn. */
bool case_sample_takes(const struct case_sample *sample, size_t cohort,
                       const char *cohort_name, const struct eval_case *row);

#endif

/* store/run_file_scan.h - what few columns of all samples tell, for what is shown at the
 * end of a run: a small part of the cost of run_file_each_sample().
 *
 * Reports do not call these but reports/visible.h. The plan is that of the file, and
 * borrowed for the call, as are all texts. Not 0 from a function ends its walk, which
 * then returns that.
 */
#ifndef NOWORSE_STORE_RUN_FILE_SCAN_H
#define NOWORSE_STORE_RUN_FILE_SCAN_H

#include "store/run_file.h"

/* How many samples of a variant are unscored for this failure; called once for each of
 * both that has any. */
typedef int run_file_unscored_fn(void *context, int variant, enum failure failure,
                                 int64_t count);
int run_file_count_unscored(struct run_file *file, const struct run_plan *plan,
                            run_file_unscored_fn *fn, void *context, struct error *err);

/* Those of the samples of run_file_each_sample() that are unscored. */
int run_file_each_unscored(struct run_file *file, run_file_sample_fn *fn, void *context,
                           struct error *err);

/* Each case of which a sample failed, in order: the outcome of each variant over all that
 * was asked, whatever of it is judged. */
int run_file_each_failing(struct run_file *file, const struct run_plan *plan,
                          run_file_outcome_fn *fn, void *context, struct error *err);

/* The grades of one sample. */
struct sample_grades {
    int cohort, variant; /* indexes in the plan */
    const struct grade_record *grades;
    size_t count;
};
typedef int run_file_grades_fn(void *context, const struct sample_grades *sample);

/* Those of every sample, in the order of run_file_each_sample(); but nothing where no
 * grade holds this word (a plain one: no quotes, no backslashes), in its details or
 * elsewhere. */
int run_file_each_grades(struct run_file *file, const struct run_plan *plan,
                         const char *word, run_file_grades_fn *fn, void *context,
                         struct error *err);

#endif

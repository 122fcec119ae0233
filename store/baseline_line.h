/* store/baseline_line.h - what an entry made of one case: a line of a baseline's file, or
 * a case of a run that is compared with. */
#ifndef NOWORSE_STORE_BASELINE_LINE_H
#define NOWORSE_STORE_BASELINE_LINE_H

#include "store/run_file_baseline.h"

struct baseline_line {
    struct baseline_result result; /* its entry: index in the file; 0 of a run */
    const double *scores;          /* result.score_count of them, by repeat */
    const char *graders; /* of a run: JSON, indexes in its plan; NULL of a file */
    unsigned line;       /* of a file; 0 of a run */
};

/* All borrowed, during the call. Not 0 ends the walk, which then returns that. */
typedef int baseline_line_fn(void *context, const struct baseline_line *line);

/* What else is to be read of a run: each grader's part takes longer than all the rest. */
enum line_detail { LINES_OF_CASES, LINES_WITH_GRADES };

/* Every case of a variant that was asked at least once: by name of the cohort, then by
 * id; held-out cohorts by digest, without ids. Nothing is held in memory. A file of a
 * schema before 3 does not tell what judged its cases: N0640. */
int run_file_each_line(struct run_file *file, const struct run_plan *plan, int variant,
                       enum line_detail detail, baseline_line_fn *fn, void *context,
                       struct error *err);

#endif

/* runner/baseline_source.h - one baseline, opened: a file or a run. */
#ifndef NOWORSE_RUNNER_BASELINE_SOURCE_H
#define NOWORSE_RUNNER_BASELINE_SOURCE_H

#include "base/error_list.h"
#include "store/baseline_file.h"
#include "suites/suite.h"

struct baseline_source {
    struct plan_source told; /* owned: as the plan will tell it */
    char *suite;             /* of the results */
    struct baseline_file *file;
    struct run_file *run; /* NULL: a file */
    struct run_plan *run_plan;
    int *run_variants;                     /* of each entry */
    const struct baseline_entry **entries; /* owned array */
    struct baseline_entry *made;           /* of a run: owned, what `entries` points to */
    size_t entry_count;
};

/* Of the suite: its baseline, or what --baseline says. Always to be closed. */
int baseline_source_open(const struct suite *suite, struct baseline_source *out,
                         struct error *err);
/* The suite's anchor. */
int baseline_anchor_open(const struct suite *suite, struct baseline_source *out,
                         struct error *err);
void baseline_source_close(struct baseline_source *source);

/* Every line of all entries; result.entry is an index into `entries`. A file's has each
 * grader's part, whatever is asked for, where the file tells it. */
int baseline_source_each(const struct baseline_source *source, enum line_detail detail,
                         baseline_line_fn *fn, void *context, struct error *err);

#endif

/* cli/diff/diff_sides.h - what `noworse diff` compares: two variants, their cases brought
 * together, the new one judged against the old.
 */
#ifndef NOWORSE_CLI_DIFF_SIDES_H
#define NOWORSE_CLI_DIFF_SIDES_H

#include "cli/option.h"
#include "reports/run_diff.h"
#include "store/baseline_file.h"

/* What of both sides is compared. Empty: all. */
struct diff_scope {
    const struct texts *prompts; /* one for both sides, or the old one's and the new one's
                                    (name@version, version or name) */
    const struct texts *models;  /* likewise, ids */
    const struct texts *cohorts;
    const struct texts *cases; /* ids, or cohort/id */
};

/* Where a side comes from: a run, or a baseline's file. Borrowed; the other is NULL. */
struct diff_source {
    struct run_file *run;
    struct baseline_file *baseline;
    const char *state; /* where runs are kept that this one names (--state) */
};

/* A side, opened. */
struct diff_run {
    struct diff_source from;
    struct run_file *file; /* from.run, where the side has samples of its own; NULL: a
                              baseline, in a file or copied into the run */
    struct run_plan *plan; /* owned: of the run; of a baseline one with a variant for each
                              of its entries */
    const struct plan_entry *entry; /* of a baseline, with a variant chosen: what it cost;
                                       NULL */
    struct run_info info;           /* owned; of a run */
    struct run_file *answers; /* owned: where `file` is NULL and the baseline was read
                                 from a run, that one; NULL */
    struct run_plan *answers_plan; /* owned */
    int answers_variant;
    char *source; /* owned: the run's id, or the file's path */
};

struct diff_sides {
    struct diff_run runs[2]; /* by enum pair_side; both may have the same file */
    int variants[2];         /* in their plans */
    struct run_plan *plan;   /* of the comparison: see run_diff.h */
    struct judgement judgement;
    struct case_pairs *pairs;
    int64_t counts[CHANGE_COUNT];
    int64_t flaky_worse, flaky_better;
    bool differ;        /* in the outcome of a case */
    struct texts notes; /* owned texts */
    char *labels[2];    /* owned */
};

/* Begin *out zeroed; release it whatever is returned. Both may be the same run: then its
 * candidate is compared with its baseline. */
int diff_sides_open(const struct diff_source *old_side,
                    const struct diff_source *new_side, const struct diff_scope *scope,
                    struct diff_sides *out, struct error *err);
void diff_sides_release(struct diff_sides *sides);

#endif

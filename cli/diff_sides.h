/* cli/diff_sides.h - what `noworse diff` compares: two variants, their cases brought
 * together, the new one judged against the old.
 */
#ifndef NOWORSE_CLI_DIFF_SIDES_H
#define NOWORSE_CLI_DIFF_SIDES_H

#include "cli/option.h"
#include "reports/run_diff.h"

/* What of both sides is compared. Empty: all. */
struct diff_scope {
    const struct texts *prompts; /* one for both sides, or the old one's and the new one's
                                    (name@version, version or name) */
    const struct texts *models;  /* likewise, ids */
    const struct texts *cohorts;
    const struct texts *cases; /* ids, or cohort/id */
};

/* A run that is compared, or half of one. */
struct diff_run {
    struct run_file *file; /* borrowed */
    struct run_plan *plan; /* owned */
    struct run_info info;  /* owned */
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

/* Begin *out zeroed; release it whatever is returned. old_run and new_run may be the same
 * file: then its candidate is compared with its baseline. */
int diff_sides_open(struct run_file *old_run, struct run_file *new_run,
                    const struct diff_scope *scope, struct diff_sides *out,
                    struct error *err);
void diff_sides_release(struct diff_sides *sides);

#endif

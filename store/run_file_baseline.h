/* store/run_file_baseline.h - what a run is compared with is copied into its file.
 *
 * When a run has been prepared, its cases are in the file and the plan names the entries
 * of the baseline that variants are compared with. Then the entries' results are imported
 * here, case by case, and it is decided once what pairs (suite-format 7.6). From then on
 * `noworse gate RUN` needs the run file alone: run_file_each_outcome() tells each case
 * with its partner.
 */
#ifndef NOWORSE_STORE_RUN_FILE_BASELINE_H
#define NOWORSE_STORE_RUN_FILE_BASELINE_H

#include "store/grader_digests.h"
#include "store/run_file.h"

/* What one of a case's graders made of it: repeats; one for which it was not asked
 * (`when: passed`) is in no count. Borrowed. */
struct baseline_grade {
    int grader; /* index in the graders of the file, or of the run, it stands in */
    const char *digest; /* the grader's, hex */
    unsigned passed, failed, unscored;
    const double *scores; /* score_count of them, by repeat */
    unsigned score_count;
};

/* What a baseline's entry made of a case. Borrowed texts. */
struct baseline_result {
    int entry;                            /* index in the plan's baseline_entries */
    const char *cohort;                   /* its name */
    const char *id;                       /* NULL: it was held out, and is found by its
                                             digest; of several alike each is found once */
    const char *digest;                   /* of the case, hex */
    const struct grader_digests *graders; /* what judged it */
    unsigned passed, failed, unscored, missing; /* repeats */
    double score_sum;
    unsigned score_count;
    const struct baseline_grade *grades; /* one for each of its graders; NULL: the
                                            baseline does not tell */
    size_t grade_count;
    /* Of the case then; what counts is as it is now. */
    double weight;
    bool must_pass;
};

struct baseline_import;

/* In an open turn. file and plan are borrowed: cases, grader sets and the plan's entries
 * must be complete; the plan need not be written yet. What was imported before goes. */
int baseline_import_begin(struct run_file *file, const struct run_plan *plan,
                          struct baseline_import **out, struct error *err);
/* Any order. 1: the entry had this case before. A case that the run has not is *gone*,
 * unless the run is a selection: then nobody knows (7.14). */
int baseline_import_add(struct baseline_import *import,
                        const struct baseline_result *result, struct error *err);
/* Of what was added so far: a case weighs otherwise now, or need not pass any more. */
bool baseline_import_has_other_rules(const struct baseline_import *import);
void baseline_import_end(struct baseline_import *import); /* takes NULL */

/* The results of a variant and cohort, by enum pairing; of new cases there are none. */
struct pairing_counts {
    int64_t by_pass[PAIRING_GRADERS + 1], by_score[PAIRING_GRADERS + 1];
};
/* Those of the anchor are left out. out: plan->cohort_count for each variant, zeroed. */
int run_file_count_pairings(struct run_file *file, const struct run_plan *plan,
                            struct pairing_counts *out, struct error *err);

/* What a gate of graders compares: cases that are watched and have such a grader, and how
 * they stand to the baseline by it; of new ones there is no pairing. */
struct grader_pairings {
    int64_t cases;
    int64_t pairings[PAIRING_GRADERS + 1];
};
/* out: one for each variant and gate, of the baseline or of the anchor; zeroed. */
int run_file_count_grader_pairings(struct run_file *file, const struct run_plan *plan,
                                   bool of_anchor, struct grader_pairings *out,
                                   struct error *err);

/* A case of the baseline that is not there any more, once for each variant that is
 * compared with it. */
struct gone_case {
    int variant;
    bool is_anchor;                    /* it is gone since the anchor */
    int cohort;                        /* index in the plan; -1: the cohort is gone too */
    const char *cohort_name;           /* borrowed */
    const char *id;                    /* borrowed; NULL: it was held out */
    unsigned passed, failed, unscored; /* repeats */
};
/* Not 0 ends the walk, which then returns that. */
typedef int run_file_gone_fn(void *context, const struct gone_case *gone);
/* By variant, then cohort and id as the baseline has them. */
int run_file_each_gone(struct run_file *file, run_file_gone_fn *fn, void *context,
                       struct error *err);

#endif

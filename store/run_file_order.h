/* store/run_file_order.h - the cases of a run that may stop early, cluster by cluster in
 * the order of their turns (cluster_turn.h).
 *
 * The order is worked out from the plan and the case table, for this process alone (a
 * temporary table): nothing of it is in the run file, and memory does not grow with it.
 */
#ifndef NOWORSE_STORE_RUN_FILE_ORDER_H
#define NOWORSE_STORE_RUN_FILE_ORDER_H

#include "store/run_file.h"

/* What it comes to. End with run_order_release(). */
struct run_order {
    int64_t clusters;
    /* Of each cohort, owned: what a case's weight is multiplied by in the mean over all
     * cohorts that are watched; 0: this one is not. */
    double *scales;
    double cluster_weight_max; /* the largest of a cluster, so multiplied; 1: none */
    bool has_must_pass;        /* some case must pass */
};
void run_order_release(struct run_order *order);

/* Works it out. No turn may be open. The plan is borrowed for the call. */
int run_file_order(struct run_file *file, const struct run_plan *plan,
                   struct run_order *out, struct error *err);

/* The case at a place from 0, and its cluster's turn: cases of one cluster are side by
 * side. As run_file_case(), also for what it lends. */
int run_file_case_at(struct run_file *file, int64_t place, struct case_record *out,
                     int64_t *turn, struct error *err);

/* How many clusters each cohort has, and all of them together: out has one more than the
 * plan has cohorts. Cases without a group are clusters of their own. */
int run_file_clusters(struct run_file *file, const struct run_plan *plan, int64_t *out,
                      struct error *err);

/* The group of each planned case, in the order of cases. Not 0 from fn ends the walk,
 * which then returns that. Texts are lent for the call. */
typedef int run_file_group_fn(void *context, int cohort, const char *group); /* or NULL */
int run_file_each_group(struct run_file *file, run_file_group_fn *fn, void *context,
                        struct error *err);

/* What the samples of single cases add up to, those included that this process has not
 * committed yet. It borrows the file and the plan. */
struct outcome_reader;
int outcome_reader_new(struct run_file *file, const struct run_plan *plan,
                       struct outcome_reader **out, struct error *err);
void outcome_reader_free(struct outcome_reader *reader); /* takes NULL */

/* The outcome of each variant of case `number`, as run_file_each_outcome() gives them. */
int outcome_reader_read(struct outcome_reader *reader, int64_t number,
                        run_file_outcome_fn *fn, void *context, struct error *err);

#endif

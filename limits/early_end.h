/* limits/early_end.h - whether a run may end because its comparison has decided. Pure.
 *
 * Fed with the outcomes of a run's cases, cluster by cluster in the order of their turns
 * (store/run_file_order.h), each cluster complete; the runner feeds it while it asks, the
 * gate feeds it again from the run file, and both come to the same to the last digit.
 *
 * Each candidate is compared over all watched cohorts, on the suite's measure and margin
 * (statistics/early_stop.h). Repeats without a result are taken for what speaks against a
 * decision: for REGRESSION, the candidate's for passed and the baseline's for failed; for
 * PASS the other way round. A case that does not pair is left out.
 *
 * With judges whose errors are known the margin is multiplied by the share of a true
 * difference that they show (limits/judge_trust.h). Which of them a case has is not known
 * here: for PASS all count as if each were needed, for REGRESSION each by itself.
 *
 * REGRESSION may always end a run. PASS only where nothing else is gated: no cohort (nor
 * several that are watched), no anchor, no threshold, no case that must pass; for these
 * need the whole suite.
 */
#ifndef NOWORSE_LIMITS_EARLY_END_H
#define NOWORSE_LIMITS_EARLY_END_H

#include "statistics/early_stop.h"
#include "store/run_file_order.h"

struct early_end;

/* What was decided of a candidate. */
struct early_decision {
    enum early_verdict verdict;
    double log_evidence; /* of the verdict: it is as likely as 1 in exp() of this if the
                            contrary holds; 0 without one */
    int64_t cases;       /* that were compared until then, or so far */
    double difference;   /* of these: candidate minus baseline; 0: none yet */
    double margin;       /* what is bet against for PASS: that of the suite, times what
                            its judges show */
};

/* Whether anything can be decided early: the plan says stop_early, and a candidate is
 * compared with a margin. */
bool early_end_applies(const struct run_plan *plan);

/* Both borrowed. N0820: the margin is no share between 0 and 1. */
int early_end_new(const struct run_plan *plan, const struct run_order *order,
                  struct early_end **out, struct error *err);
void early_end_free(struct early_end *end); /* takes NULL */

/* One variant's outcome of a case of the cluster that is being fed. */
void early_end_add(struct early_end *end, const struct case_outcome *outcome);
/* The cluster is complete. */
int early_end_close_cluster(struct early_end *end, struct error *err);

/* Every candidate that is compared is decided; what is fed then changes nothing. */
bool early_end_is_decided(const struct early_end *end);
/* EARLY_NONE too for a baseline, and a candidate that is compared with nothing. */
struct early_decision early_end_decision(const struct early_end *end, int variant);

#endif

/* early_stop.h - whether a run's answer is clear before its end.
 *
 * Fed cluster by cluster, in an order that was drawn before the run and does not depend
 * on what is found; a case without a cluster is its own. For cluster g let S_g be the sum
 * of its cases' differences (candidate minus stored baseline, each in [-1,1]), n_g its
 * cases (or their weight) and n_max the largest n_g, known beforehand. For each bet c of
 * bets.h
 *
 *   drop : wealth *= 1 - c * S_g / n_max
 *   ok   : wealth *= 1 + c * (S_g + margin*n_g) / (n_max * (1 - margin))
 *
 * Evidence is the mean over the bets. Without a drop the first exceeds 1/a with
 * probability a at most over the whole run; with a drop of the margin or more, so does
 * the second (Ville 1939; Waudby-Smith and Ramdas 2024). A cluster costs 32 logarithms
 * and exponentials, some 0.3 us, and no memory.
 *
 * The budget is split: EARLY_STOP_ALPHA of the one-sided 0.025 for stopping, the rest for
 * the test at the end of a run that was not stopped, so the whole keeps 0.025.
 *
 * What the caller must see to: an early PASS is off where a cohort is gated or an anchor
 * is set, and with a judge the margin is the margin times J.
 */
#ifndef NOWORSE_STATISTICS_EARLY_STOP_H
#define NOWORSE_STATISTICS_EARLY_STOP_H

#include "base/error.h"
#include "statistics/bets.h"
#include "statistics/sum.h"

#include <stddef.h>

#define EARLY_STOP_ALPHA 0.005
/* What is left of 0.025 for the test at the end: its interval is one of 96 %. */
#define EARLY_STOP_ALPHA_LEFT 0.020

enum early_verdict { EARLY_NONE, EARLY_REGRESSION, EARLY_PASS };

struct early_stop {
    double margin;        /* from 0 to 1 */
    double largest;       /* n_max */
    double log_threshold; /* log(1/alpha) */
    double log_drop[BET_COUNT], log_ok[BET_COUNT];
    struct sum sum;  /* of the differences */
    double cases;    /* fed so far, or their weight */
    size_t clusters; /* fed so far */
};

/* alpha: the share of error for stopping, as a rule EARLY_STOP_ALPHA. largest_cluster:
 * the cases of the largest cluster, 1 where there are none. N0820 unless margin and alpha
 * are between 0 and 1 and largest_cluster is above 0. */
int early_stop_init(struct early_stop *stop, double margin, double alpha,
                    double largest_cluster, struct error *err);

/* The next cluster, complete: the sum of its differences and its cases. N0820 or N0822,
 * and nothing is changed, where |sum| > cases or cases > largest_cluster (both but for
 * rounding). */
int early_stop_add(struct early_stop *stop, double sum, double cases, struct error *err);

/* The logarithm of the evidence so far: against "no drop", and against "a drop of the
 * margin or more". exp() of it is the N of "evidence 1 in N". */
double early_stop_log_drop(const struct early_stop *stop);
double early_stop_log_ok(const struct early_stop *stop);

/* Mean difference so far; 0 before the first cluster. */
double early_stop_mean(const struct early_stop *stop);

/* What may be concluded now. EARLY_REGRESSION needs a mean of -margin or lower besides
 * its evidence: a real but tolerable drop does not end a run. */
enum early_verdict early_stop_verdict(const struct early_stop *stop);

#endif

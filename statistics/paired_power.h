/* paired_power.h - what the comparison of paired.h will say, before a run: the chance
 * that a drop is called real, that it is a REGRESSION, that a run PASSes.
 *
 * The cases of a suite are drawn from a population as case_change.h models it, and the
 * decision itself is computed for each outcome, not a formula of it: with L the losses
 * from 1 to 0, K the other cases that changed,
 *
 *   binary road   the sum over L and the gains of the trinomial's terms where mid-p and
 *                 Tango's limits say so: exact
 *   general road  the sum over L and K; given both, the sum of the differences is
 *                 normal, that of their squares (so SE) as expected. The t test,
 *                 both lower limits and PAIRED_FEWEST_CHANGED are those of paired.h.
 *
 * A design effect of 2 halves the cases: a drop is shared as noise is. With clusters of
 * the cases that are left, SE is spread as chi-squared with its df, the imaginary cluster
 * has their size, and the clusters that changed are as many as expected. Where L or K may
 * be hundreds of numbers, every so many of them is taken: within 0.2 points of the whole
 * sum, and at most some tenths of a millisecond, however many cases there are.
 *
 * power_plan.h holds the closed formulas of the same questions: quicker, for any v0, and
 * up to 10 points too modest or 20 too bold (docs/statistics.md).
 */
#ifndef NOWORSE_STATISTICS_PAIRED_POWER_H
#define NOWORSE_STATISTICS_PAIRED_POWER_H

#include "statistics/case_change.h"
#include "statistics/student_t.h"

#include <stdbool.h>

struct paired_power {
    int64_t cases;        /* 1 to PAIRED_POWER_CASES_MAX */
    int64_t clusters;     /* as many as cases where each is its own */
    double design_effect; /* 1 or more, as in power_plan.h: so many cases count as one */
    bool general; /* real scores or weights. More repeats than one a side, clusters, or a
                     design effect above 1 mean it too */
    struct case_noise_model noise;
    double margin;             /* between 0 and 1 */
    double alpha;              /* one-sided, above 0, below 0.5 */
    struct t_table *quantiles; /* borrowed; NULL: none. With one, many questions about few
                                  cases take a fifth of the time, for the same answers */
};

#define PAIRED_POWER_CASES_MAX 1000000000

/* What is said of a candidate; all from 0 to 1. regression + pass is what is decided. */
struct paired_chances {
    double found;      /* the drop is called real: REGRESSION, or PASS with a note */
    double regression; /* … and a drop beyond the margin is not ruled out */
    double pass;       /* a drop beyond the margin is ruled out */
};

/* Each answers N0820 for numbers out of range. */

/* Of a candidate with this drop, from 0 (nothing has changed) to the mean. */
int paired_power(const struct paired_power *asked, double drop,
                 struct paired_chances *chances, struct error *err);

/* Its chance to pass alone, to the same digit, for a part of the work: what is found and
 * is a regression is not looked at. */
int paired_power_pass(const struct paired_power *asked, double drop, double *pass,
                      struct error *err);

/* The smallest drop that is found with this power, between 0 and 1, to a hundredth of a
 * point; 0 where even a drop to nothing is not. */
int paired_power_drop(const struct paired_power *asked, double power, double *drop,
                      struct error *err);

/* What a plan may want: that a candidate with this drop is told by this chance. */
enum paired_verdict { PAIRED_FOUND, PAIRED_PASSED };
struct paired_goal {
    enum paired_verdict verdict;
    double drop;   /* as above */
    double chance; /* between 0 and 1 */
};

/* The fewest cases, clustered as those asked for, that reach it. More cases may, here and
 * there, have a chance a little smaller: outcomes go in steps. 0 where
 * PAIRED_POWER_CASES_MAX do not reach it. */
int paired_power_cases(const struct paired_power *asked, const struct paired_goal *goal,
                       int64_t *cases, struct error *err);

/* The same, as the first of round numbers (each up to 128, then within 3%) that reaches
 * it: a larger margin never asks for more of them. */
int paired_power_cases_first(const struct paired_power *asked,
                             const struct paired_goal *goal, int64_t *cases,
                             struct error *err);

/* The fewest repeats of the candidate, from 1 to POWER_PLAN_REPEATS_MAX, that reach it;
 * asked->noise.repeats plays no part. with_baseline: the baseline gets as many. More may
 * have a smaller chance here too: fewer cases change. 0 where the most do not reach it.
 */
int paired_power_repeats(const struct paired_power *asked, const struct paired_goal *goal,
                         bool with_baseline, unsigned *repeats, struct error *err);

#endif

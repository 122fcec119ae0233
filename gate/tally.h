/* gate/tally.h - what the cases of one variant and cohort add up to, and what follows for
 * a scope.
 *
 * A case in quarantine is counted apart: it is shown, and gates nothing.
 *
 * A case counts by its weight; its pass share is passed / (passed + failed) repeats. A
 * case without a scored repeat has none and is left out of the rate, never out of the
 * counts. Every rate stands between two bounds: what it would be if each repeat that has
 * no result (unscored, or never asked) had failed, and if each had passed.
 */
#ifndef NOWORSE_GATE_TALLY_H
#define NOWORSE_GATE_TALLY_H

#include "gate/case_kinds.h"
#include "gate/gate.h"
#include "gate/latencies.h"
#include "statistics/sum.h"

/* Weighted sums over cases. */
struct measure_sums {
    double found, found_weight; /* over cases with a result */
    double low, high;           /* over all cases */
};

struct must_pass_tally {
    int64_t cases, failed,
        unknown; /* unknown: no failed repeat, but one without result */
};

/* Cases by their outcome, and their repeats. */
struct outcome_counts {
    int64_t cases, cases_passed, cases_failed, cases_flaky, cases_unscored;
    int64_t passed, failed, unscored, missing;
};

/* What answers cost, without the judge: the sum of those whose cost is known. */
struct cost_sum {
    struct sum usd;
    int64_t known, answers;
};

struct tally {
    struct outcome_counts counts, quarantined;
    int64_t of_baseline; /* cases that it has too, whether they pair or not */
    double weight;       /* of all cases */
    struct measure_sums pass, score;
    struct must_pass_tally
        must_pass; /* flagged cases, and those of the cohort's filter */
    struct must_pass_tally must_pass_of_suite; /* of the suite's filter */
    struct case_states states, held;           /* held: of those in quarantine alone */
    struct case_kinds kinds, anchor_kinds;     /* against the baseline, the anchor */
    struct cost_sum cost;
    struct latencies latencies;
};

void tally_release(struct tally *tally);
/* What of it is gated: the counts, rates, costs and times. */
void tally_add(struct tally *tally, const struct case_outcome *outcome);
void tally_add_quarantined(struct tally *tally, const struct case_outcome *outcome);
void must_pass_add(struct must_pass_tally *tally, const struct case_outcome *outcome);

/* A rate with its bounds; NaN where nothing was scored. */
struct measure {
    double found, low, high;
    double lower, upper;    /* the interval of what was found */
    double lowest, highest; /* its lower limit of the low, its upper of the high */
};

/* One variant over one cohort, or over all that are watched. */
struct scope_figures {
    int64_t cases, cases_passed, cases_failed, cases_flaky, cases_unscored;
    int64_t passed, failed, unscored, missing; /* of what is gated */
    int64_t of_baseline;
    struct outcome_counts quarantined;
    struct measure pass, score, all_repeats;
    struct must_pass_tally must_pass;
    struct case_states states, held;
    struct cost_sum cost;
    struct scope_latencies latencies; /* borrowed from tallies */
};

void figures_of_cohort(const struct tally *tally, struct scope_figures *out);

/* tallies: one a cohort of the plan. Cohorts that are not watched are left out. */
void figures_of_all(const struct run_plan *plan, const struct tally *tallies,
                    struct scope_figures *out);
void scope_figures_release(struct scope_figures *figures);

#endif

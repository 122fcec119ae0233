/* gate/tally.h - what the cases of one variant and cohort add up to, and what follows for
 * a scope.
 *
 * A case counts by its weight; its pass share is passed / (passed + failed) repeats. A
 * case without a scored repeat has none and is left out of the rate, never out of the
 * counts. Every rate stands between two bounds: what it would be if each repeat that has
 * no result (unscored, or never asked) had failed, and if each had passed.
 */
#ifndef NOWORSE_GATE_TALLY_H
#define NOWORSE_GATE_TALLY_H

#include "gate/gate.h"

/* Weighted sums over cases. */
struct measure_sums {
    double found, found_weight; /* over cases with a result */
    double low, high;           /* over all cases */
};

struct must_pass_tally {
    int64_t cases, failed,
        unknown; /* unknown: no failed repeat, but one without result */
};

struct tally {
    int64_t cases, cases_passed, cases_failed, cases_flaky, cases_unscored;
    int64_t passed, failed, unscored, missing; /* repeats */
    double weight;                             /* of all cases */
    struct measure_sums pass, score;
    struct must_pass_tally
        must_pass; /* flagged cases, and those of the cohort's filter */
    struct must_pass_tally must_pass_of_suite; /* of the suite's filter */
    struct case_states states;
    double *latencies_ms; /* owned */
    size_t latency_count, latency_capacity;
};

void tally_release(struct tally *tally);
void tally_add(struct tally *tally, const struct case_outcome *outcome);
void must_pass_add(struct must_pass_tally *tally, const struct case_outcome *outcome);

/* A rate with its bounds; NaN where nothing was scored. */
struct measure {
    double found, low, high;
};

/* One variant over one cohort, or over all that are watched. */
struct scope_figures {
    int64_t cases, cases_passed, cases_failed, cases_flaky, cases_unscored;
    int64_t passed, failed, unscored, missing;
    struct measure pass, score;
    struct must_pass_tally must_pass;
    struct case_states states;
    double *latencies_ms; /* owned, sorted */
    size_t latency_count;
};

void figures_of_cohort(const struct tally *tally, struct scope_figures *out);

/* tallies: one a cohort of the plan. Cohorts that are not watched are left out. */
void figures_of_all(const struct run_plan *plan, const struct tally *tallies,
                    struct scope_figures *out);
void scope_figures_release(struct scope_figures *figures);

/* The nearest-rank percentile: the smallest value that at least 95% of all values do not
 * exceed. `below` more values are taken to be faster and `above` more to be slower than
 * any that is known. NaN: there is no value; infinite: it is one of those. */
double latency_p95(const double *sorted, size_t count, int64_t below, int64_t above);

#endif

/* mcnemar.h - pass/fail on both sides, one attempt each: tests on the cases that changed.
 *
 * gains: the baseline failed, the candidate passed; losses: the other way round. With X ~
 * binomial(gains + losses, 1/2) (McNemar 1947; the mid-p form: Lancaster 1961; Fagerland,
 * Lydersen and Laake 2013): exact_drop = P(X >= losses),  midp_drop = P(X >= losses) -
 * P(X = losses)/2 Counts below 0: N0820. Where nothing changed, each p is 1.
 */
#ifndef NOWORSE_STATISTICS_MCNEMAR_H
#define NOWORSE_STATISTICS_MCNEMAR_H

#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

struct mcnemar {
    double midp_drop; /* the gate's test: never above its nominal error */
    double exact_drop;
    double midp_two_sided;
    double exact_two_sided;
};

int mcnemar_test(int64_t gains, int64_t losses, struct mcnemar *test, struct error *err);

/* (|losses - gains| - c)^2 / (losses + gains), c = 1 with Edwards' correction (1948),
 * else 0; p from the chi-squared distribution of one degree of freedom. Nothing changed:
 * N0822. */
int mcnemar_chi2(int64_t gains, int64_t losses, bool corrected, double *statistic,
                 double *p, struct error *err);

#endif

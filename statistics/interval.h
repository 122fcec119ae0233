/* interval.h - two limits; and Wilson's interval of a share, the default, with three
 * others.
 *
 * In all: k of n, n above 0, level between 0 and 1 (N0820), k not above n (N0822); limits
 * within [0, 1].
 */
#ifndef NOWORSE_STATISTICS_INTERVAL_H
#define NOWORSE_STATISTICS_INTERVAL_H

#include "base/error.h"

#include <stdint.h>

struct interval {
    double lower, upper;
};

/* Wilson 1927; Brown, Cai and DasGupta 2001. The share k/n as it is, of an effective
 * number n that may be a fraction: with z the normal quantile, centre = (share + z^2/2n)
 * / (1 + z^2/n) half   = z * sqrt(share(1-share)/n + z^2/4n^2) / (1 + z^2/n) */
int wilson_interval(double share, double n, double level, struct interval *interval,
                    struct error *err);
int wilson_of_count(int64_t k, int64_t n, double level, struct interval *interval,
                    struct error *err);

/* Clopper and Pearson 1934: quantiles of beta(k, n-k+1) and beta(k+1, n-k); never below
 * its level, wider. */
int clopper_pearson(int64_t k, int64_t n, double level, struct interval *interval,
                    struct error *err);

/* Brown, Cai and DasGupta 2001: quantiles of beta(k+1/2, n-k+1/2); 0 where k = 0, 1 where
 * k = n. */
int jeffreys(int64_t k, int64_t n, double level, struct interval *interval,
             struct error *err);

/* Agresti and Coull 1998: z^2/2 successes and as many failures added, then share -/+ z
 * SE. */
int agresti_coull(int64_t k, int64_t n, double level, struct interval *interval,
                  struct error *err);

#endif

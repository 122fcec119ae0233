/* binomial.h - the binomial distribution: n tries, each a success with probability p.
 *
 * Single terms by point_mass.h, tails by the incomplete beta function (Abramowitz and
 * Stegun 1964, 26.5.24): as quick and as right for a million tries as for ten. n from 0
 * to 1e12, k from 0 to n, p from 0 to 1: else N0820.
 */
#ifndef NOWORSE_STATISTICS_BINOMIAL_H
#define NOWORSE_STATISTICS_BINOMIAL_H

#include "base/error.h"

#include <stdint.h>

int binomial_pmf(int64_t k, int64_t n, double p, double *probability, struct error *err);

/* P(X <= k) and P(X > k). */
int binomial_cdf(int64_t k, int64_t n, double p, double *probability, struct error *err);
int binomial_sf(int64_t k, int64_t n, double p, double *probability, struct error *err);

/* The smallest k with P(X <= k) >= q; q from 0 to 1. */
int binomial_quantile(double q, int64_t n, double p, int64_t *k, struct error *err);

#endif

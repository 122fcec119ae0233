/* normal.h - the standard normal distribution.
 *
 * Right to some 1e-13 of the value down to probabilities of 1e-300. Tails by erfc() of
 * the C library; the quantile begins with formula 26.2.23 of Abramowitz and Stegun (1964)
 * and is made exact by Halley's method on the distribution itself.
 */
#ifndef NOWORSE_STATISTICS_NORMAL_H
#define NOWORSE_STATISTICS_NORMAL_H

#include "base/error.h"

/* P(Z <= x) and P(Z > x), for any x but NaN (N0820). */
int normal_cdf(double x, double *probability, struct error *err);
int normal_sf(double x, double *probability, struct error *err);

/* The x with P(Z <= x) = probability, which lies between 0 and 1, both left out (N0820).
 */
int normal_quantile(double probability, double *x, struct error *err);

/* z: the quantile at 1 - alpha where level = 1 - 2 * alpha; 1.96 for 0.95. */
int normal_z(double level, double *z, struct error *err);

#endif

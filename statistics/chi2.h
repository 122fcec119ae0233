/* chi2.h - the chi-squared distribution: the regularised incomplete gamma function.
 *
 * The power series 8.11.4 of the NIST Digital Library of Mathematical Functions below the
 * mean, the continued fraction 8.9.2 above it (Lentz 1976); quantiles by bisection.
 */
#ifndef NOWORSE_STATISTICS_CHI2_H
#define NOWORSE_STATISTICS_CHI2_H

#include "base/error.h"

/* P(X <= x) and P(X > x): x from 0, df above 0 (N0820). */
int chi2_cdf(double x, double df, double *probability, struct error *err);
int chi2_sf(double x, double df, double *probability, struct error *err);

/* The x with P(X <= x) = probability, from 0, below 1 (N0820). */
int chi2_quantile(double probability, double df, double *x, struct error *err);

#endif

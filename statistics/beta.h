/* beta.h - the beta distribution: the regularised incomplete beta function and its
 * inverse.
 *
 * The continued fraction 8.17.22 of the NIST Digital Library of Mathematical Functions,
 * evaluated by the method of Lentz (1976), on the side of the mean where it converges: at
 * most some sqrt(max(a, b)) steps. The smaller tail is right to some 1e-13 of its value,
 * or 1e-16 * (a + b) where that is more; the quantile is found by bisection.
 */
#ifndef NOWORSE_STATISTICS_BETA_H
#define NOWORSE_STATISTICS_BETA_H

#include "base/error.h"

/* P(X <= x) and P(X > x), together 1, the smaller one exact. */
struct tails {
    double lower, upper;
};

/* a and b above 0, x from 0 to 1 (N0820). */
int beta_tails(double x, double a, double b, struct tails *tails, struct error *err);

/* The same at x = 1 - y where 1 - x would lose what y knows. */
int beta_tails_split(double x, double y, double a, double b, struct tails *tails,
                     struct error *err);

/* The x with P(X <= x) = probability, from 0 to 1 (N0820). */
int beta_quantile(double probability, double a, double b, double *x, struct error *err);

#endif

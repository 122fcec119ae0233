/* point_mass.h - single terms of the binomial and Poisson distributions, at real
 * arguments.
 *
 * Loader 2000, Fast and accurate computation of binomial probabilities: the term is
 * written as its deviance from the most likely one, with the error of Stirling's formula
 * as a series, so that no large logarithms of gamma functions cancel. Right to some 1e-14
 * of the value, at n = 10 and at n = 1e9. The functions of beta.h and gamma.h begin with
 * one such term.
 *
 * Arguments are not checked: those who call have done it.
 */
#ifndef NOWORSE_STATISTICS_POINT_MASS_H
#define NOWORSE_STATISTICS_POINT_MASS_H

/* Gamma(n+1) / (Gamma(x+1) Gamma(n-x+1)) * p^x * q^(n-x): 0 <= x, 0 <= rest, n = x +
 * rest. q is 1 - p, given apart because it may be tiny; so is `rest`, n - x. */
double point_mass_binomial(double x, double rest, double p, double q);

/* mean^x * exp(-mean) / Gamma(x+1): 0 <= x, 0 < mean. */
double point_mass_poisson(double x, double mean);

#endif

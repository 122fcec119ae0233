/* student_t.h - Student's t distribution; degrees of freedom may be fractional.
 *
 * P(|T| > t) = I_x(df/2, 1/2) at x = df / (df + t^2) (Abramowitz and Stegun 1964, 26.7.1
 * and 26.5.27): tails through beta.h, right to some 1e-10 of their value and better;
 * above ten million degrees of freedom through the normal at (8 df + 1) / (8 df + 3) *
 * sqrt(df log(1 + t^2 / df)) (Wallace 1959), which is as right there. Quantiles by
 * bisection.
 */
#ifndef NOWORSE_STATISTICS_STUDENT_T_H
#define NOWORSE_STATISTICS_STUDENT_T_H

#include "base/error.h"

/* P(T <= x) and P(T > x), for any x but NaN and df above 0 (N0820). */
int student_t_cdf(double x, double df, double *probability, struct error *err);
int student_t_sf(double x, double df, double *probability, struct error *err);

/* The x with P(T <= x) = probability, between 0 and 1, both left out (N0820). It may be
 * beyond what a double holds where df is far below 1: then N0820 too. */
int student_t_quantile(double probability, double df, double *x, struct error *err);

/* How many standard errors an interval of this level (0 to 1, both left out) reaches to
 * each side, and no more than 1e100. (Where df is far below 1, as of clusters of which
 * one is nearly all, it may be more than a double holds; nothing bounded spans even
 * this.) */
int student_t_limit(double level, double df, double *t, struct error *err);

/* Quantiles that were found: all 0 at first, for one thread, and as long as the caller
 * likes. It holds those of one alpha at 1 to T_TABLE_DF whole degrees of freedom. */
enum { T_TABLE_DF = 64 };
struct t_table {
    double alpha;
    double t[T_TABLE_DF];
};

/* The x with P(T > x) = alpha, as student_t_quantile() finds it at 1 - alpha: from the
 * table (NULL: there is none) where it is there, and put into it where it has room. */
int student_t_upper(double alpha, double df, struct t_table *table, double *x,
                    struct error *err);

#endif

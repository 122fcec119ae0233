/* tango.h - pass/fail on both sides, one attempt each: intervals for the difference
 * candidate - baseline.
 *
 * n cases, of which `gains` and `losses` changed: n from 1, counts from 0, a level
 * between 0 and 1 (N0820), gains + losses not above n (N0822).
 */
#ifndef NOWORSE_STATISTICS_TANGO_H
#define NOWORSE_STATISTICS_TANGO_H

#include "statistics/interval.h"

/* The gate's: Tango's score interval (Tango 1998), all D0 with |T| <= z,
 *   T(D0) = (gains - losses - n D0) / sqrt(n (2q + D0(1-D0)))
 *   q     = (sqrt(B^2 - 4AC) - B) / (2A),  A = 2n,  B = -gains - losses + (2n - gains +
 * losses) D0, C = -losses D0 (1-D0) by bisection, to the last digit. */
int tango_interval(int64_t gains, int64_t losses, int64_t n, double level,
                   struct interval *interval, struct error *err);

/* q of above for counts that need not be whole: what a plan expects (gains = losses =
 * v0/2, n = 1). */
double tango_q(double gains, double losses, double n, double d0);

/* T(D0) of above: the lower limit is at least D0 where it is z at least. NaN or infinite
 * where nothing varies. */
double tango_score(double gains, double losses, double n, double d0);

/* Bonett and Price 2012: Wald's with one case added to each count of changes; clipped to
 * [-1, 1]. */
int bonett_price(int64_t gains, int64_t losses, int64_t n, double level,
                 struct interval *interval, struct error *err);

/* Newcombe 1998, method 10: square-and-add of Wilson's intervals, with the phi
 * coefficient corrected for continuity. */
struct paired_counts {
    int64_t both_pass, gains, losses, both_fail;
};
int newcombe_paired(const struct paired_counts *counts, double level,
                    struct interval *interval, struct error *err);

#endif

/* paired_growth.h - a comparison that is undecided: what that of paired.h will say where
 * its suite grows by cases like those it has.
 *
 * The units (clusters; cases where each is its own) stay as they were found, and those
 * that are added have the same variance, the same share of changes and a difference of
 * their own: that which was found, or none. With k times as many, in terms of paired.h,
 *
 *   D(k) = (D + (k - 1) D_added) / k,  SE(k)^2 = SE^2 / k,  G_eff(k) = k G_eff
 *
 * and each limit, the imaginary cluster's too, is computed anew; on the binary road
 * Tango's score and mid-p of k times as many changes, which need not be whole. (What
 * added cases do to a trend: Lan and Wittes 1988, The B-value; Lachin 2005, A review of
 * methods for futility stopping based on conditional power.)
 */
#ifndef NOWORSE_STATISTICS_PAIRED_GROWTH_H
#define NOWORSE_STATISTICS_PAIRED_GROWTH_H

#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

struct paired_growth {
    bool binary;
    int64_t gains, losses; /* binary: cases */
    int64_t units;         /* from 1 */
    double effective; /* G_eff, from 1 to units; how many of one size count as much */
    double changed;   /* units whose difference is not 0 */
    double difference, added; /* from -1 to 1 */
    double error;             /* SE; binary: plays no part */
    double margin;            /* between 0 and 1 */
    double alpha;             /* one-sided, above 0, below 0.5 */
    double alpha_drop; /* that of the test for a drop: smaller among several cohorts */
};

/* Whether it says PASS, or REGRESSION, with `factor` (1 or more) times as many. Numbers
 * out of range: N0820. */
int paired_growth_decides(const struct paired_growth *growth, double factor,
                          bool *decided, struct error *err);

/* The smallest factor with which it is decided, to a millionth: the smaller of those
 * of the two verdicts. A larger margin never makes it larger. INFINITY where 10^9 units
 * do not decide. */
int paired_growth_factor(const struct paired_growth *growth, double *factor,
                         struct error *err);

#endif

/* mcnemar_power.h - the power of the paired test of pass/fail, one attempt a side.
 *
 * Of n cases a share `discordance` differs between the two sides, and `drop` is the share
 * lost minus the share gained. One-sided level alpha:
 *
 *   power = Phi( (drop * sqrt(n) - z(1-alpha) * sqrt(discordance))
 *                / sqrt(discordance - drop^2) )
 *
 * (Miettinen 1968; Connor 1987; Lachin 1992); exact: the probability that the one-sided
 * mid-p of McNemar's test is alpha at most, by enumeration.
 */
#ifndef NOWORSE_STATISTICS_MCNEMAR_POWER_H
#define NOWORSE_STATISTICS_MCNEMAR_POWER_H

#include "base/error.h"

#include <stdint.h>

struct mcnemar_power {
    int64_t cases;      /* 1 or more */
    double discordance; /* above 0, at most 1 */
    double drop;        /* at most the discordance either way */
    double alpha;       /* between 0 and 1 */
};

/* Each answers N0820 for a number out of range, N0822 for a drop beyond the discordance.
 */

/* By the normal approximation. */
int mcnemar_power(const struct mcnemar_power *asked, double *power, struct error *err);

/* Numbers of differing cases with tails below 1e-16 are left out. A million cases: 30 ms.
 */
int mcnemar_power_exact(const struct mcnemar_power *asked, double *power,
                        struct error *err);

/* The fewest cases with which the approximate power is at least `power`; asked->cases
 * plays no part. 0 where the drop is not above 0, or it would take more than 10^15. */
int mcnemar_power_cases(const struct mcnemar_power *asked, double power, uint64_t *cases,
                        struct error *err);

#endif

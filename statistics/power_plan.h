/* power_plan.h - before a run: what a suite of this size and noise can see.
 *
 * v0 is the variance of a case's difference when nothing has changed (case_noise.h). The
 * smallest drop D that is found with a power solves the paired sample-size formula
 * (Miettinen 1968; Connor 1987; Lachin 1992), the noise and the drop itself being the
 * share of cases that differ:
 *
 *   z(1-alpha) * sqrt(v0 + D) + z(power) * sqrt(v0 + D - D^2) = D * sqrt(n)
 *
 * and the chance of PASS when nothing has changed follows from the variance of Tango's
 * test at the margin (Nam 1997; Tango 1998):
 *
 *   Phi( (margin * sqrt(n) - z(1-alpha) * sqrt(v)) / sqrt(v0) ),
 *   v = 2q - margin * (1 + margin), q as in tango.h at n = 1, b = c = v0/2, D0 = -margin
 *
 * The chance is within 4 points of exact enumeration from n * v0 = 4 on: below that,
 * print it in tenths. The drop errs on the safe side (true power 0.81 to 0.86 for 0.8).
 */
#ifndef NOWORSE_STATISTICS_POWER_PLAN_H
#define NOWORSE_STATISTICS_POWER_PLAN_H

#include "base/error.h"

#include <stdint.h>

/* The repeats that power_plan_pass_repeats() tries, and what "can see" means. */
enum { POWER_PLAN_REPEATS_MAX = 10 };
#define POWER_PLAN_POWER 0.8

struct power_plan {
    double cases;         /* above 0; n, or the total weight */
    double design_effect; /* 1 or more; how many cases of a cluster count as one: SE^2
                             with clusters over SE^2 without, as seen in the baseline */
    double v0;            /* from 0 to 1 */
    double margin;        /* between 0 and 1 */
    double alpha;         /* one-sided, between 0 and 1 */
};

/* Each answers N0820 for a plan, or a number beside it, out of range. */

/* The smallest drop that is found with this power; 0 where no drop is. */
int power_plan_drop(const struct power_plan *plan, double power, double *drop,
                    struct error *err);

/* The power against a given drop, from 0 to 1 - v0; the margin plays no part. */
int power_plan_power(const struct power_plan *plan, double drop, double *power,
                     struct error *err);

/* The chance of PASS when nothing has changed. */
int power_plan_pass_chance(const struct power_plan *plan, double *chance,
                           struct error *err);

/* The fewest cases, clustered as these are, with which that chance is at least `chance`;
 * plan->cases plays no part. 0 where that would be more than 10^15. */
int power_plan_pass_cases(const struct power_plan *plan, double chance, uint64_t *cases,
                          struct error *err);

/* The fewest repeats from 1 to POWER_PLAN_REPEATS_MAX with which that chance is at least
 * `chance`, from the variance of one attempt within its case; 0 where none reaches it.
 * baseline_repeats: as the stored baseline has them; 0 where it will have as many as the
 * candidate. plan->v0 plays no part. */
int power_plan_pass_repeats(const struct power_plan *plan, double within,
                            int64_t baseline_repeats, double chance, unsigned *repeats,
                            struct error *err);

#endif

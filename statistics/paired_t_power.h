/* paired_t_power.h - the power of the paired t test against a standardised difference.
 *
 * The noncentral t distribution (Cohen 1988) by the sums of Lenth 1989, each term from
 * its own beta tail; without an effect it is alpha to 1e-10.
 */
#ifndef NOWORSE_STATISTICS_PAIRED_T_POWER_H
#define NOWORSE_STATISTICS_PAIRED_T_POWER_H

#include "base/error.h"

#include <stdint.h>

struct paired_t_power {
    double one_sided, two_sided;
};

/* effect: the mean difference over the standard deviation of differences, towards the
 * side that is tested; cases of 2 or more, effect * sqrt(cases) from -PAIRED_T_SHIFT_MAX
 * to it, alpha between 0 and 1; else N0820. */
#define PAIRED_T_SHIFT_MAX 35.0
int paired_t_power(int64_t cases, double effect, double alpha,
                   struct paired_t_power *power, struct error *err);

#endif

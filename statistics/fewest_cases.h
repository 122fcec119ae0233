/* fewest_cases.h - how many cases a PASS takes if not one of them changes.
 *
 * A suite with fewer can PASS only by being better, and is told so before it spends a
 * token. Before promising that nothing broke, the lower limit allows for what the suite
 * happened not to hold: with n cases and no change it is -z^2/(n+z^2) with one pass/fail
 * attempt a side (Tango 1998), and -(1 + t(n))/(n+1) in any other case, from one
 * imaginary broken cluster ("rule of three": Hanley and Lippman-Hand 1983). At a margin
 * of 5 points: 73 and 60.
 */
#ifndef NOWORSE_STATISTICS_FEWEST_CASES_H
#define NOWORSE_STATISTICS_FEWEST_CASES_H

#include "base/error.h"

#include <stdint.h>

/* margin between 0 and 1, alpha (one-sided) below 0.5, else N0820; *cases is 0 where it
 * would be more than 10^15. In the general case and with clusters of equal size, it
 * counts clusters. */
int fewest_cases_single(double margin, double alpha, uint64_t *cases, struct error *err);
int fewest_cases_general(double margin, double alpha, uint64_t *cases, struct error *err);

#endif

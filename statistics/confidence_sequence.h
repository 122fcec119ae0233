/* confidence_sequence.h - an interval for a mean that holds at every look.
 *
 * For values y in [0,1] that came so far: the lower limit is the m at which the mean over
 * the bets c of bets.h of prod(1 - c + c*y/m) equals 2/alpha; the upper limit is one
 * minus the lower limit of 1 - y. With probability 1 - alpha the interval holds the mean
 * at every moment of a run, so it may be shown while the run goes on (Ville 1939; Orabona
 * and Jun 2024; Waudby-Smith and Ramdas 2024). Its values may each have their own mean:
 * what is held then is the mean of those.
 */
#ifndef NOWORSE_STATISTICS_CONFIDENCE_SEQUENCE_H
#define NOWORSE_STATISTICS_CONFIDENCE_SEQUENCE_H

#include "statistics/bets.h"
#include "statistics/interval.h"

#include <stddef.h>

/* alpha is two-sided, between 0 and 1. For pass/fail that is two pairs and some 40 us.
 * N0820 for a value outside [0,1], N0821 where all counts are 0. */
int confidence_sequence(const struct outcome_count *outcomes, size_t count, double alpha,
                        struct interval *out, struct error *err);

#endif

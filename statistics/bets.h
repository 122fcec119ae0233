/* bets.h - the bets whose mixture is evidence that may be looked at any time.
 *
 * Each bet multiplies a wealth that begins at 1 by a factor of mean 1 at most while the
 * claim it bets against is true. The mean of the wealths then exceeds 1/a with
 * probability a at most, however often one looks (Ville 1939; mixtures of constant bets:
 * Cover 1991, Orabona and Jun 2024, Waudby-Smith and Ramdas 2024). Wealths are kept as
 * logarithms.
 */
#ifndef NOWORSE_STATISTICS_BETS_H
#define NOWORSE_STATISTICS_BETS_H

#include <stdint.h>

enum { BET_COUNT = 8 };

/* The fraction of the wealth that each bet risks; equal weights. */
extern const double bet_sizes[BET_COUNT];

/* log of the mean of the wealths; -INFINITY where all are lost. */
double bets_log_mean(const double log_wealth[BET_COUNT]);

/* Outcomes that came with the same value, so that a night or a run is a few of these. */
struct outcome_count {
    double value; /* in [0,1] */
    uint64_t count;
};

#endif

/* statistics/bets.c - the bets whose mixture is evidence that may be looked at any time.
 */
#include "statistics/bets.h"

#include <math.h>

const double bet_sizes[BET_COUNT] = {0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 0.95};

double bets_log_mean(const double log_wealth[BET_COUNT])
{
    double most = log_wealth[0], sum = 0;

    for (int i = 1; i < BET_COUNT; i++)
        most = fmax(most, log_wealth[i]);
    if (isinf(most))
        return most;
    for (int i = 0; i < BET_COUNT; i++)
        sum += exp(log_wealth[i] - most);
    return most + log(sum / BET_COUNT);
}

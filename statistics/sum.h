/* sum.h - a sum that does not forget small terms beside large ones.
 *
 * Neumaier 1974: what is lost by each addition is kept and added at the end; the error
 * does not grow with the number of terms. Begin with {0, 0}. Not for infinities.
 */
#ifndef NOWORSE_STATISTICS_SUM_H
#define NOWORSE_STATISTICS_SUM_H

#include <math.h>

struct sum {
    double value, lost;
};

static inline void sum_add(struct sum *sum, double term)
{
    double next = sum->value + term;
    if (fabs(sum->value) >= fabs(term))
        sum->lost += (sum->value - next) + term;
    else
        sum->lost += (term - next) + sum->value;
    sum->value = next;
}

static inline double sum_total(const struct sum *sum)
{
    return sum->value + sum->lost;
}

#endif

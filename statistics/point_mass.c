/* statistics/point_mass.c - single terms of the binomial and Poisson distributions. */
#include "statistics/point_mass.h"

#include <math.h>

/* log Gamma(n+1) less Stirling's formula. */
static double stirling_error(double n)
{
    int sign;
    if (n < 16)
        return lgamma_r(n + 1, &sign) - (n + 0.5) * log(n) + n - 0.5 * log(2 * M_PI);
    double square = n * n;
    return (1.0 / 12 -
            (1.0 / 360 -
             (1.0 / 1260 - (1.0 / 1680 - (1.0 / 1188) / square) / square) / square) /
                square) /
           n;
}

/* x * log(x / mean) + mean - x, without its cancellation where x is near the mean. */
static double deviance(double x, double mean)
{
    if (fabs(x - mean) >= 0.1 * (x + mean))
        return x * log(x / mean) + mean - x;
    double v = (x - mean) / (x + mean), sum = (x - mean) * v, power = 2 * x * v;
    for (int k = 3;; k += 2) { /* each term is at most a hundredth of the last */
        power *= v * v;
        double next = sum + power / k;
        if (next == sum)
            return sum;
        sum = next;
    }
}

double point_mass_binomial(double x, double rest, double p, double q)
{
    double n = x + rest;
    if (p <= 0 || q <= 0)
        return (p <= 0 ? x : rest) == 0 ? 1 : 0;
    if (x == 0)
        return exp(p < 0.5 ? rest * log1p(-p) : rest * log(q));
    if (rest == 0)
        return exp(q < 0.5 ? x * log1p(-q) : x * log(p));
    double exponent = stirling_error(n) - stirling_error(x) - stirling_error(rest) -
                      deviance(x, n * p) - deviance(rest, n * q);
    return exp(exponent) * sqrt(n / x / (2 * M_PI * rest));
}

double point_mass_poisson(double x, double mean)
{
    if (x == 0)
        return exp(-mean);
    return exp(-stirling_error(x) - deviance(x, mean)) / sqrt(2 * M_PI * x);
}

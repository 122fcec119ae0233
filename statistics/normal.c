/* statistics/normal.c - the standard normal distribution. */
#include "statistics/normal.h"

#include "statistics/domain.h"

#include <math.h>

int normal_cdf(double x, double *probability, struct error *err)
{
    if (domain_within("x", x, -INFINITY, INFINITY, err))
        return -1;
    *probability = erfc(-x * M_SQRT1_2) / 2;
    return 0;
}

int normal_sf(double x, double *probability, struct error *err)
{
    return normal_cdf(-x, probability, err);
}

/* The x above 0 with `tail` above it, tail <= 1/2. */
static double tail_quantile(double tail)
{
    double t = sqrt(-2 * log(tail));
    double x = t - (2.515517 + t * (0.802853 + t * 0.010328)) /
                       (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
    /* From 5e-4 by cubes: the third step is for rounding alone. */
    for (int step = 0; step < 3; step++) {
        double density = exp(-x * x / 2) / sqrt(2 * M_PI);
        double off = (erfc(x * M_SQRT1_2) / 2 - tail) / density;
        x += off / (1 + x * off / 2);
    }
    return x;
}

int normal_quantile(double probability, double *x, struct error *err)
{
    if (domain_inside("a probability", probability, 0, 1, err))
        return -1;
    if (probability == 0.5)
        *x = 0;
    else if (probability < 0.5)
        *x = -tail_quantile(probability);
    else
        *x = tail_quantile(1 - probability);
    return 0;
}

int normal_z(double level, double *z, struct error *err)
{
    if (domain_inside("a level", level, 0, 1, err))
        return -1;
    *z = tail_quantile((1 - level) / 2);
    return 0;
}

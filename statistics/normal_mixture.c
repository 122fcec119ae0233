/* statistics/normal_mixture.c - the normal-mixture boundary. */
#include "statistics/normal_mixture.h"

#include "statistics/domain.h"

#include <math.h>

int normal_mixture(double n, double variance, double rho, double alpha,
                   double *half_width, struct error *err)
{
    double seen = n * variance + rho;

    if (domain_inside("the number of observations", n, 0, INFINITY, err) ||
        domain_inside("a variance", variance, 0, INFINITY, err) ||
        domain_inside("rho", rho, 0, INFINITY, err) ||
        domain_inside("alpha", alpha, 0, 1, err))
        return -1;
    *half_width = sqrt(seen * (log(seen / rho) - 2 * log(alpha))) / n;
    return 0;
}

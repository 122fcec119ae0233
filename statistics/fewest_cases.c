/* statistics/fewest_cases.c - how many cases a PASS takes if not one of them changes. */
#include "statistics/fewest_cases.h"

#include "statistics/domain.h"
#include "statistics/normal.h"
#include "statistics/student_t.h"

#include <math.h>
#include <stdbool.h>

static const double cases_max = 1e15;

int fewest_cases_single(double margin, double alpha, uint64_t *cases, struct error *err)
{
    double z, n;

    if (domain_inside("a margin", margin, 0, 1, err) ||
        domain_inside("alpha", alpha, 0, 0.5, err) || normal_quantile(1 - alpha, &z, err))
        return -1;
    n = fmax(1, ceil(z * z * (1 - margin) / margin));
    *cases = n > cases_max ? 0 : (uint64_t)n;
    return 0;
}

/* Whether n cases without a change leave a drop of the margin possible. */
static int is_too_few(uint64_t n, double margin, double alpha, bool *too_few,
                      struct error *err)
{
    double t;

    /* From there on the two agree to eight digits. */
    if (n > 100000000 ? normal_quantile(1 - alpha, &t, err)
                      : student_t_quantile(1 - alpha, (double)n, &t, err))
        return -1;
    *too_few = 1 + t > margin * ((double)n + 1);
    return 0;
}

int fewest_cases_general(double margin, double alpha, uint64_t *cases, struct error *err)
{
    uint64_t low = 1, high = 2;
    bool too_few = true;

    if (domain_inside("a margin", margin, 0, 1, err) ||
        domain_inside("alpha", alpha, 0, 0.5, err))
        return -1;
    /* One cluster has no spread: two are the least. low is too few, or 1. */
    while (too_few && high < (uint64_t)cases_max) {
        if (is_too_few(high, margin, alpha, &too_few, err))
            return -1;
        if (too_few) {
            low = high;
            high *= 2;
        }
    }
    while (high - low > 1) {
        uint64_t middle = low + (high - low) / 2;

        if (is_too_few(middle, margin, alpha, &too_few, err))
            return -1;
        if (too_few)
            low = middle;
        else
            high = middle;
    }
    *cases = high > (uint64_t)cases_max ? 0 : high;
    return 0;
}

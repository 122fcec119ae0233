/* statistics/binomial.c - the binomial distribution. */
#include "statistics/binomial.h"

#include "statistics/beta.h"
#include "statistics/domain.h"
#include "statistics/point_mass.h"

#include <float.h>

static int arguments_check(int64_t k, int64_t n, double p, struct error *err)
{
    if (domain_within("a probability", p, 0, 1, err) ||
        domain_within("a number of tries", (double)n, 0, 1e12, err))
        return -1;
    return domain_within("a number of successes", (double)k, 0, (double)n, err);
}

int binomial_pmf(int64_t k, int64_t n, double p, double *probability, struct error *err)
{
    if (arguments_check(k, n, p, err))
        return -1;
    *probability = point_mass_binomial((double)k, (double)(n - k), p, 1 - p);
    return 0;
}

static int binomial_tails(int64_t k, int64_t n, double p, struct tails *tails,
                          struct error *err)
{
    if (arguments_check(k, n, p, err))
        return -1;
    if (k == n) {
        *tails = (struct tails){1, 0};
        return 0;
    }
    return beta_tails_split(1 - p, p, (double)(n - k), (double)(k + 1), tails, err);
}

int binomial_cdf(int64_t k, int64_t n, double p, double *probability, struct error *err)
{
    struct tails tails;
    if (binomial_tails(k, n, p, &tails, err))
        return -1;
    *probability = tails.lower;
    return 0;
}

int binomial_sf(int64_t k, int64_t n, double p, double *probability, struct error *err)
{
    struct tails tails;
    if (binomial_tails(k, n, p, &tails, err))
        return -1;
    *probability = tails.upper;
    return 0;
}

int binomial_quantile(double q, int64_t n, double p, int64_t *k, struct error *err)
{
    if (domain_within("a probability", q, 0, 1, err) || arguments_check(0, n, p, err))
        return -1;
    int64_t low = 0, high = n; /* the answer is in [low, high] */
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        struct tails tails;
        if (binomial_tails(middle, n, p, &tails, err))
            return -1;
        /* A step that q reaches but for rounding counts as reached. */
        bool reached = q < 0.5 ? tails.lower >= q * (1 - 64 * DBL_EPSILON)
                               : tails.upper <= (1 - q) * (1 + 64 * DBL_EPSILON);
        if (reached)
            high = middle;
        else
            low = middle + 1;
    }
    *k = low;
    return 0;
}

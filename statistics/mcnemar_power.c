/* statistics/mcnemar_power.c - the power of the paired test of pass/fail. */
#include "statistics/mcnemar_power.h"

#include "statistics/binomial.h"
#include "statistics/domain.h"
#include "statistics/mcnemar.h"
#include "statistics/normal.h"

#include <math.h>

static const double cases_max = 1e15;

/* Numbers of differing cases less likely than this change nothing. */
static const double negligible = 1e-16;

static int asked_check(const struct mcnemar_power *asked, struct error *err)
{
    if (domain_count("the number of cases", asked->cases, 1, err) ||
        domain_inside("a discordance", asked->discordance, 0, INFINITY, err) ||
        domain_within("a discordance", asked->discordance, 0, 1, err) ||
        domain_inside("alpha", asked->alpha, 0, 1, err) ||
        domain_within("a drop", asked->drop, -1, 1, err))
        return -1;
    if (fabs(asked->drop) > asked->discordance)
        return domain_misfit(err, "a drop of %g, where %g of the cases differ",
                             asked->drop, asked->discordance);
    return 0;
}

static double spread_of(const struct mcnemar_power *asked)
{
    return sqrt(fmax(0, asked->discordance - asked->drop * asked->drop));
}

int mcnemar_power(const struct mcnemar_power *asked, double *power, struct error *err)
{
    double z, reach, spread = spread_of(asked);

    if (asked_check(asked, err) || normal_quantile(1 - asked->alpha, &z, err))
        return -1;
    reach = asked->drop * sqrt((double)asked->cases) - z * sqrt(asked->discordance);
    if (spread > 0)
        return normal_cdf(reach / spread, power, err);
    *power = reach >= 0 ? 1 : 0;
    return 0;
}

int mcnemar_power_cases(const struct mcnemar_power *asked, double power, uint64_t *cases,
                        struct error *err)
{
    double z, z_power, root, n;

    if (asked_check(asked, err) || domain_inside("a power", power, 0, 1, err) ||
        normal_quantile(1 - asked->alpha, &z, err) ||
        normal_quantile(power, &z_power, err))
        return -1;
    *cases = 0;
    if (!(asked->drop > 0))
        return 0;
    root = (z * sqrt(asked->discordance) + z_power * spread_of(asked)) / asked->drop;
    n = fmax(1, ceil(root * root));
    if (n <= cases_max)
        *cases = (uint64_t)n;
    return 0;
}

/* Raises *losses to the fewest of `differing` cases with a mid-p of alpha at most: that
 * never falls as differing rises. differing + 1 where none is enough. */
static int critical_raise(int64_t differing, double alpha, int64_t *losses,
                          struct error *err)
{
    for (; *losses <= differing; ++*losses) {
        struct mcnemar test;

        if (mcnemar_test(differing - *losses, *losses, &test, err))
            return -1;
        if (test.midp_drop <= alpha)
            break;
    }
    return 0;
}

int mcnemar_power_exact(const struct mcnemar_power *asked, double *power,
                        struct error *err)
{
    double share_lost = (1 + asked->drop / asked->discordance) / 2, found = 0;
    int64_t n = asked->cases, first, last, losses = 0;

    if (asked_check(asked, err) ||
        binomial_quantile(negligible, n, asked->discordance, &first, err) ||
        binomial_quantile(1 - negligible, n, asked->discordance, &last, err))
        return -1;
    losses = first / 2;
    for (int64_t differing = first; differing <= last; differing++) {
        double likely, enough = 0;

        if (critical_raise(differing, asked->alpha, &losses, err) ||
            binomial_pmf(differing, n, asked->discordance, &likely, err))
            return -1;
        if (losses > differing)
            continue;
        if (losses == 0)
            enough = 1;
        else if (binomial_sf(losses - 1, differing, share_lost, &enough, err))
            return -1;
        found += likely * enough;
    }
    *power = fmin(found, 1);
    return 0;
}

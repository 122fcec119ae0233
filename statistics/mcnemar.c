/* statistics/mcnemar.c - tests on the cases that changed. */
#include "statistics/mcnemar.h"

#include "statistics/binomial.h"
#include "statistics/chi2.h"
#include "statistics/domain.h"

#include <math.h>
#include <stdlib.h>

static int changes_check(int64_t gains, int64_t losses, struct error *err)
{
    if (domain_count("gains", gains, 0, err))
        return -1;
    return domain_count("losses", losses, 0, err);
}

int mcnemar_test(int64_t gains, int64_t losses, struct mcnemar *test, struct error *err)
{
    if (changes_check(gains, losses, err))
        return -1;
    int64_t n = gains + losses, fewer = gains < losses ? gains : losses;
    if (n == 0) {
        *test = (struct mcnemar){1, 1, 1, 1};
        return 0;
    }
    double at_losses, from_losses = 1, to_fewer;
    /* P(X >= losses) is P(X <= gains): the distribution is symmetric. */
    if (binomial_pmf(losses, n, 0.5, &at_losses, err) ||
        binomial_cdf(gains, n, 0.5, &from_losses, err))
        return -1;
    to_fewer = from_losses;
    if (fewer != gains && binomial_cdf(fewer, n, 0.5, &to_fewer, err))
        return -1;
    *test = (struct mcnemar){
        .midp_drop = from_losses - at_losses / 2,
        .exact_drop = from_losses,
        .midp_two_sided = gains == losses ? 1 - at_losses / 2 : 2 * to_fewer - at_losses,
        .exact_two_sided = fmin(1, 2 * to_fewer),
    };
    return 0;
}

int mcnemar_chi2(int64_t gains, int64_t losses, bool corrected, double *statistic,
                 double *p, struct error *err)
{
    if (changes_check(gains, losses, err))
        return -1;
    if (gains + losses == 0)
        return domain_misfit(err, "no case changed");
    double apart = fmax(0, fabs((double)(losses - gains)) - (corrected ? 1 : 0));
    double found = apart * apart / (double)(gains + losses);
    if (chi2_sf(found, 1, p, err))
        return -1;
    *statistic = found;
    return 0;
}

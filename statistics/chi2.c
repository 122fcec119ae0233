/* statistics/chi2.c - the chi-squared distribution. */
#include "statistics/chi2.h"

#include "statistics/beta.h"
#include "statistics/bisection.h"
#include "statistics/domain.h"
#include "statistics/point_mass.h"

#include <float.h>
#include <math.h>

static double gamma_series(double x, double a)
{
    double term = 1, sum = 1, n = 0;
    while (term > sum * DBL_EPSILON / 4) {
        n += 1;
        term *= x / (a + n);
        sum += term;
    }
    return point_mass_poisson(a, x) * sum;
}

static double gamma_fraction(double x, double a)
{
    const double tiny = DBL_MIN / DBL_EPSILON;
    double b = x + 1 - a, c = 1 / tiny, d = 1 / (fabs(b) < tiny ? tiny : b), value = d;
    double n = 0;
    for (;;) {
        n += 1;
        double numerator = -n * (n - a);
        b += 2;
        d = numerator * d + b;
        c = b + numerator / c;
        d = 1 / (fabs(d) < tiny ? tiny : d);
        c = fabs(c) < tiny ? tiny : c;
        value *= d * c;
        if (!(fabs(d * c - 1) > 4 * DBL_EPSILON))
            return point_mass_poisson(a, x) * a * value;
    }
}

/* P and Q of the incomplete gamma function at a and x. */
static struct tails gamma_tails(double x, double a)
{
    if (x <= 0 || isinf(x))
        return (struct tails){x <= 0 ? 0 : 1, x <= 0 ? 1 : 0};
    if (x < a + 1) {
        double lower = gamma_series(x, a);
        return (struct tails){lower, 1 - lower};
    }
    double upper = gamma_fraction(x, a);
    return (struct tails){1 - upper, upper};
}

static int chi2_tails(double x, double df, struct tails *tails, struct error *err)
{
    if (domain_within("chi-squared", x, 0, INFINITY, err) ||
        domain_inside("degrees of freedom", df, 0, 1e12, err))
        return -1;
    *tails = gamma_tails(x / 2, df / 2);
    return 0;
}

int chi2_cdf(double x, double df, double *probability, struct error *err)
{
    struct tails tails;
    if (chi2_tails(x, df, &tails, err))
        return -1;
    *probability = tails.lower;
    return 0;
}

int chi2_sf(double x, double df, double *probability, struct error *err)
{
    struct tails tails;
    if (chi2_tails(x, df, &tails, err))
        return -1;
    *probability = tails.upper;
    return 0;
}

struct chi2_goal {
    double df, probability;
};

static bool chi2_below(double x, const void *context)
{
    const struct chi2_goal *goal = context;
    struct tails tails = gamma_tails(x / 2, goal->df / 2);
    return goal->probability < 0.5 ? tails.lower < goal->probability
                                   : tails.upper > 1 - goal->probability;
}

int chi2_quantile(double probability, double df, double *x, struct error *err)
{
    if (domain_within("a probability", probability, 0, 1 - DBL_EPSILON / 2, err) ||
        domain_inside("degrees of freedom", df, 0, 1e12, err))
        return -1;
    struct chi2_goal goal = {df, probability};
    double high = df;
    while (chi2_below(high, &goal))
        high *= 2;
    *x = probability == 0 ? 0 : bisection(0, high, chi2_below, &goal);
    return 0;
}

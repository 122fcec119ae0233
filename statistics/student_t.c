/* statistics/student_t.c - Student's t distribution. */
#include "statistics/student_t.h"

#include "statistics/beta.h"
#include "statistics/bisection.h"
#include "statistics/domain.h"

#include <math.h>

static const double df_most = 1e15; /* as beta.h takes it; the normal long before */
static const double t_most = 1e150, limit_most = 1e100;

/* P(T > x) for x >= 0; arguments were checked. */
static double tail(double x, double df)
{
    if (isinf(x))
        return 0;
    if (df > 1e7) {
        double z = (8 * df + 1) / (8 * df + 3) * sqrt(df * log1p(x / df * x));
        return erfc(z * M_SQRT1_2) / 2;
    }
    /* x^2 / df may overflow where 1 / ratio does not. */
    double ratio = x / sqrt(df) * (x / sqrt(df));
    double share = ratio > 1 ? (1 / ratio) / (1 + 1 / ratio) : 1 / (1 + ratio);
    double rest = ratio > 1 ? 1 / (1 + 1 / ratio) : ratio / (1 + ratio);
    struct tails tails = {0, 0};
    struct error never;
    (void)beta_tails_split(share, rest, df / 2, 0.5, &tails, &never);
    return tails.lower / 2;
}

int student_t_cdf(double x, double df, double *probability, struct error *err)
{
    if (domain_within("t", x, -INFINITY, INFINITY, err) ||
        domain_inside("degrees of freedom", df, 0, df_most, err))
        return -1;
    *probability = x <= 0 ? tail(-x, df) : 1 - tail(x, df);
    return 0;
}

int student_t_sf(double x, double df, double *probability, struct error *err)
{
    return student_t_cdf(-x, df, probability, err);
}

struct t_goal {
    double df, tail;
};

static bool t_below(double x, const void *context)
{
    const struct t_goal *goal = context;
    return tail(x, goal->df) > goal->tail;
}

/* A power of 8 that the goal is not above; beyond t_most: there is none. */
static double reach(const struct t_goal *goal)
{
    double high = 1;
    while (high <= t_most && t_below(high, goal))
        high *= 8;
    return high;
}

int student_t_quantile(double probability, double df, double *x, struct error *err)
{
    if (domain_inside("a probability", probability, 0, 1, err) ||
        domain_inside("degrees of freedom", df, 0, df_most, err))
        return -1;
    struct t_goal goal = {df, probability < 0.5 ? probability : 1 - probability};
    double high = reach(&goal);
    if (domain_within("a quantile of Student's t", high, 0, t_most, err))
        return -1;
    double found = probability == 0.5 ? 0 : bisection(0, high, t_below, &goal);
    *x = probability < 0.5 ? -found : found;
    return 0;
}

int student_t_limit(double level, double df, double *t, struct error *err)
{
    if (domain_inside("a level", level, 0, 1, err) ||
        domain_inside("degrees of freedom", df, 0, df_most, err))
        return -1;
    struct t_goal goal = {df, 1 - (1 - (1 - level) / 2)};
    double high = reach(&goal);
    *t = high > limit_most ? limit_most : bisection(0, high, t_below, &goal);
    return 0;
}

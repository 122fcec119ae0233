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

/* Between `from` and `to` lies the place, as far as it is known yet. */
struct t_goal {
    double df, tail, from, to;
};

static bool t_below(double x, const void *context)
{
    const struct t_goal *goal = context;
    if (x <= goal->from || x >= goal->to)
        return x <= goal->from;
    return tail(x, goal->df) > goal->tail;
}

/* Next to the place: Newton's method on the logarithms of x and of its tail, which is
 * concave, so that a step too far right is the last in that direction. */
static double newton(const struct t_goal *goal, double x)
{
    const double df = goal->df;
    int sign;
    double scale =
        exp(lgamma_r((df + 1) / 2, &sign) - lgamma_r(df / 2, &sign)) / sqrt(df * M_PI);
    for (int i = 0; i < 8; i++) {
        double above = tail(x, df);
        double density = scale * exp(-(df + 1) / 2 * log1p(x / df * x));
        double step = log(above / goal->tail) * above / (x * density);
        if (!isfinite(step))
            return x;
        x *= exp(step);
        if (fabs(step) < 1e-7) /* the next would be of its square */
            return x;
    }
    return x;
}

/* A bisection asks for some 60 tails; all but the last digits of the place it finds, to
 * the same bit, are known after a few. A guess that is wrong is left. */
static double place_of(struct t_goal *goal, double high)
{
    double near = newton(goal, fmin(high, 2));
    double width = near * (1e-12 + 1e-15 * goal->df);
    if (near > 0 && near < high && t_below(near - width, goal) &&
        !t_below(near + width, goal)) {
        goal->from = near - width;
        goal->to = near + width;
    }
    return bisection(0, high, t_below, goal);
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
    struct t_goal goal = {df, probability < 0.5 ? probability : 1 - probability, 0,
                          INFINITY};
    double high = reach(&goal);
    if (domain_within("a quantile of Student's t", high, 0, t_most, err))
        return -1;
    double found = probability == 0.5 ? 0 : place_of(&goal, high);
    *x = probability < 0.5 ? -found : found;
    return 0;
}

int student_t_limit(double level, double df, double *t, struct error *err)
{
    if (domain_inside("a level", level, 0, 1, err) ||
        domain_inside("degrees of freedom", df, 0, df_most, err))
        return -1;
    struct t_goal goal = {df, 1 - (1 - (1 - level) / 2), 0, INFINITY};
    double high = reach(&goal);
    *t = high > limit_most ? limit_most : place_of(&goal, high);
    return 0;
}

int student_t_upper(double alpha, double df, struct t_table *table, double *x,
                    struct error *err)
{
    const bool has_room = table && df >= 1 && df <= T_TABLE_DF && df == floor(df);
    double *kept = has_room ? &table->t[(int)df - 1] : NULL;
    if (has_room && table->alpha != alpha)
        *table = (struct t_table){.alpha = alpha};
    if (kept && *kept != 0) {
        *x = *kept;
        return 0;
    }
    if (student_t_quantile(1 - alpha, df, x, err))
        return -1;
    if (kept)
        *kept = *x;
    return 0;
}

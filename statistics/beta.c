/* statistics/beta.c - the beta distribution. */
#include "statistics/beta.h"

#include "statistics/bisection.h"
#include "statistics/domain.h"
#include "statistics/point_mass.h"

#include <float.h>
#include <math.h>

/* The continued fraction's value; it converges fast where x is below (a+1)/(a+b+2). */
static double fraction(double x, double a, double b)
{
    const double tiny = DBL_MIN / DBL_EPSILON;
    double c = 1, d = 1 - (a + b) * x / (a + 1);
    d = 1 / (fabs(d) < tiny ? tiny : d);
    double value = d, m = 0;
    for (;;) {
        m += 1;
        double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        d = 1 + even * d;
        c = 1 + even / c;
        d = 1 / (fabs(d) < tiny ? tiny : d);
        c = fabs(c) < tiny ? tiny : c;
        value *= d * c;
        d = 1 + odd * d;
        c = 1 + odd / c;
        d = 1 / (fabs(d) < tiny ? tiny : d);
        c = fabs(c) < tiny ? tiny : c;
        value *= d * c;
        if (!(fabs(d * c - 1) > 4 * DBL_EPSILON))
            return value;
    }
}

/* I_x(a, b) where the fraction converges: x^a y^b / (a B(a,b)), times the fraction. */
static double near_side(double x, double y, double a, double b)
{
    return point_mass_binomial(a, b, x, y) * (b / (a + b)) * fraction(x, a, b);
}

static struct tails tails_of(double x, double y, double a, double b)
{
    if (x <= 0 || y <= 0)
        return (struct tails){x <= 0 ? 0 : 1, x <= 0 ? 1 : 0};
    if (x * (a + b + 2) < a + 1) {
        double lower = near_side(x, y, a, b);
        return (struct tails){lower, 1 - lower};
    }
    double upper = near_side(y, x, b, a);
    return (struct tails){1 - upper, upper};
}

/* Where a and b are 1e10 apart and more, or larger than 1e15, steps and digits run out.
 */
static int shapes_check(double a, double b, struct error *err)
{
    if (domain_inside("a parameter of the beta distribution", a, 0, 1e15, err))
        return -1;
    return domain_inside("a parameter of the beta distribution", b, 0, 1e15, err);
}

int beta_tails_split(double x, double y, double a, double b, struct tails *tails,
                     struct error *err)
{
    if (domain_within("x", x, 0, 1, err) || domain_within("1 - x", y, 0, 1, err) ||
        shapes_check(a, b, err))
        return -1;
    *tails = tails_of(x, y, a, b);
    return 0;
}

int beta_tails(double x, double a, double b, struct tails *tails, struct error *err)
{
    return beta_tails_split(x, 1 - x, a, b, tails, err);
}

struct beta_goal {
    double a, b, probability;
};

static bool beta_below(double x, const void *context)
{
    const struct beta_goal *goal = context;
    struct tails tails = tails_of(x, 1 - x, goal->a, goal->b);
    return goal->probability < 0.5 ? tails.lower < goal->probability
                                   : tails.upper > 1 - goal->probability;
}

int beta_quantile(double probability, double a, double b, double *x, struct error *err)
{
    if (domain_within("a probability", probability, 0, 1, err) || shapes_check(a, b, err))
        return -1;
    struct beta_goal goal = {a, b, probability};
    if (probability == 0 || probability == 1)
        *x = probability;
    else
        *x = bisection(0, 1, beta_below, &goal);
    return 0;
}

/* statistics/power_plan.c - before a run: what a suite of this size and noise can see. */
#include "statistics/power_plan.h"

#include "statistics/bisection.h"
#include "statistics/case_noise.h"
#include "statistics/domain.h"
#include "statistics/normal.h"
#include "statistics/tango.h"

#include <float.h>
#include <math.h>

static const double cases_max = 1e15;

/* The plan's numbers checked, and z(1 - alpha). */
static int plan_check(const struct power_plan *plan, double *z, struct error *err)
{
    if (domain_inside("the number of cases", plan->cases, 0, INFINITY, err) ||
        domain_within("a design effect", plan->design_effect, 1, DBL_MAX, err) ||
        domain_within("the variance of a difference", plan->v0, 0, 1, err) ||
        domain_inside("a margin", plan->margin, 0, 1, err) ||
        domain_inside("alpha", plan->alpha, 0, 1, err))
        return -1;
    return normal_quantile(1 - plan->alpha, z, err);
}

struct drop_search {
    double root_n, v0, z_alpha, z_power;
};

static bool drop_is_missed(double drop, const void *context)
{
    const struct drop_search *search = context;
    double share = search->v0 + drop;
    double spread = sqrt(fmax(0, share - drop * drop));

    return drop * search->root_n <
           search->z_alpha * sqrt(share) + search->z_power * spread;
}

int power_plan_drop(const struct power_plan *plan, double power, double *drop,
                    struct error *err)
{
    struct drop_search search = {0, plan->v0, 0, 0};
    double most = 1 - plan->v0;

    if (plan_check(plan, &search.z_alpha, err) ||
        domain_inside("a power", power, 0, 1, err) ||
        normal_quantile(power, &search.z_power, err))
        return -1;
    search.root_n = sqrt(plan->cases / plan->design_effect);
    *drop =
        drop_is_missed(most, &search) ? 0 : bisection(0, most, drop_is_missed, &search);
    return 0;
}

int power_plan_power(const struct power_plan *plan, double drop, double *power,
                     struct error *err)
{
    double z, share = plan->v0 + drop, spread, reach;

    if (plan_check(plan, &z, err) || domain_within("a drop", drop, 0, 1 - plan->v0, err))
        return -1;
    spread = sqrt(fmax(0, share - drop * drop));
    reach = drop * sqrt(plan->cases / plan->design_effect) - z * sqrt(share);
    if (spread > 0)
        return normal_cdf(reach / spread, power, err);
    *power = reach >= 0 ? 1 : 0;
    return 0;
}

/* The variance of a case's difference under Tango's test of a drop of the margin. */
static double variance_at_margin(double v0, double margin)
{
    return fmax(0, 2 * tango_q(v0 / 2, v0 / 2, 1, -margin) - margin * (1 + margin));
}

/* n counts clusters as cases already. */
static double pass_chance(const struct power_plan *plan, double v0, double n, double z)
{
    double reach =
        plan->margin * sqrt(n) - z * sqrt(variance_at_margin(v0, plan->margin));

    if (v0 > 0)
        return erfc(-reach / sqrt(v0) * M_SQRT1_2) / 2;
    return reach >= 0 ? 1 : 0;
}

int power_plan_pass_chance(const struct power_plan *plan, double *chance,
                           struct error *err)
{
    double z;

    if (plan_check(plan, &z, err))
        return -1;
    *chance = pass_chance(plan, plan->v0, plan->cases / plan->design_effect, z);
    return 0;
}

int power_plan_pass_cases(const struct power_plan *plan, double chance, uint64_t *cases,
                          struct error *err)
{
    double z, z_chance, root, n;

    if (plan_check(plan, &z, err) || domain_inside("a chance", chance, 0, 1, err) ||
        normal_quantile(chance, &z_chance, err))
        return -1;
    root = (z * sqrt(variance_at_margin(plan->v0, plan->margin)) +
            z_chance * sqrt(plan->v0)) /
           plan->margin;
    n = fmax(1, ceil(fmax(0, root) * fmax(0, root) * plan->design_effect));
    if (n > cases_max) {
        *cases = 0;
        return 0;
    }
    /* The square may be off by one through rounding. */
    while (pass_chance(plan, plan->v0, n / plan->design_effect, z) < chance)
        n++;
    while (n > 1 &&
           pass_chance(plan, plan->v0, (n - 1) / plan->design_effect, z) >= chance)
        n--;
    *cases = (uint64_t)n;
    return 0;
}

int power_plan_pass_repeats(const struct power_plan *plan, double within,
                            int64_t baseline_repeats, double chance, unsigned *repeats,
                            struct error *err)
{
    double z, v0;
    unsigned found = 0;

    if (plan_check(plan, &z, err) || domain_inside("a chance", chance, 0, 1, err) ||
        domain_count("attempts a case of the baseline", baseline_repeats, 0, err))
        return -1;
    for (unsigned r = 1; r <= POWER_PLAN_REPEATS_MAX && !found; r++) {
        if (case_noise_difference(within, r, baseline_repeats ? baseline_repeats : r, &v0,
                                  err))
            return -1;
        if (pass_chance(plan, v0, plan->cases / plan->design_effect, z) >= chance)
            found = r;
    }
    *repeats = found;
    return 0;
}

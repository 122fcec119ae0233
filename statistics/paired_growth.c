/* statistics/paired_growth.c - what a comparison will say where its suite grows. */
#include "statistics/paired_growth.h"

#include "statistics/domain.h"
#include "statistics/mcnemar.h"
#include "statistics/normal.h"
#include "statistics/paired.h"
#include "statistics/student_t.h"
#include "statistics/tango.h"

#include <math.h>

static const double units_most = 1e9, precision = 1e-6;

static int growth_check(const struct paired_growth *growth, struct error *err)
{
    if (domain_count("a number of units", growth->units, 1, err) ||
        domain_within("the units that count", growth->effective, 1,
                      (double)growth->units + 1e-6, err) ||
        domain_within("the units that changed", growth->changed, 0, (double)growth->units,
                      err) ||
        domain_within("a difference", growth->difference, -1, 1, err) ||
        domain_within("a difference of what is added", growth->added, -1, 1, err) ||
        domain_within("a standard error", growth->error, 0, 1, err) ||
        domain_within("gains", (double)growth->gains, 0, (double)growth->units, err) ||
        domain_within("losses", (double)growth->losses, 0,
                      (double)(growth->units - growth->gains), err) ||
        domain_inside("a margin", growth->margin, 0, 1, err) ||
        domain_inside("alpha of a drop", growth->alpha_drop, 0, 0.5, err))
        return -1;
    return domain_inside("alpha", growth->alpha, 0, 0.5, err);
}

/* The rows of paired.h with `factor` times as many. */
struct grown {
    double units, effective, mean, error;
};

static struct grown grow(const struct paired_growth *growth, double factor)
{
    return (struct grown){
        .units = factor * (double)growth->units,
        .effective = factor * growth->effective,
        .mean = (growth->difference + (factor - 1) * growth->added) / factor,
        .error = growth->error / sqrt(factor),
    };
}

/* With the imaginary cluster of average size, where all fell from 1 to 0: the terms of
 * SE^2 (cluster.h) are those of the clusters that are there, moved by the new mean, and
 * its own. */
static struct grown guarded(const struct grown *rows)
{
    double share = 1 / rows->units, whole = 1 + share;
    double mean = (rows->mean - share) / whole;
    double moved = rows->mean - mean, own = share * (1 + mean);
    double square =
        rows->error * rows->error + moved * moved / rows->effective + own * own * whole;
    return (struct grown){
        .units = rows->units + 1,
        .effective = whole * whole / (1 / rows->effective + share * share),
        .mean = mean,
        .error = sqrt(square) / whole,
    };
}

/* Whether the lower limit is the margin's or better. Asked the other way round, how much
 * lies beyond what there is to the margin: a quantile costs dozens of tails. */
static int limit_passes(const struct paired_growth *growth, const struct grown *rows,
                        bool *passes, struct error *err)
{
    double room = rows->mean + growth->margin, beyond = 0;
    if (rows->error > 0 &&
        student_t_sf(room / rows->error, rows->effective - 1, &beyond, err))
        return -1;
    *passes = room >= 0 && beyond <= growth->alpha;
    return 0;
}

static int general_passes(const struct paired_growth *growth, double factor, bool *passes,
                          struct error *err)
{
    struct grown rows = grow(growth, factor);
    *passes = false;
    if (rows.units < 2 || rows.effective <= 1)
        return 0;
    struct grown more = guarded(&rows);
    if (limit_passes(growth, &rows, passes, err))
        return -1;
    return *passes ? limit_passes(growth, &more, passes, err) : 0;
}

static int general_drops(const struct paired_growth *growth, double factor, bool *drops,
                         struct error *err)
{
    struct grown rows = grow(growth, factor);
    double p = 0;
    *drops = false;
    if (rows.units < 2 || rows.effective <= 1 || rows.mean >= 0 ||
        factor * growth->changed < PAIRED_FEWEST_CHANGED)
        return 0;
    if (rows.error > 0 &&
        student_t_cdf(rows.mean / rows.error, rows.effective - 1, &p, err))
        return -1;
    *drops = p <= growth->alpha_drop;
    return 0;
}

/* Gains and losses; what is added changes as often. */
struct changes {
    double cases, gains, losses;
};

static struct changes changes_of(const struct paired_growth *growth, double factor)
{
    double gains = (double)growth->gains, losses = (double)growth->losses;
    double more = (factor - 1) * (gains + losses);
    double surplus =
        fmax(-more, fmin(more, (factor - 1) * (double)growth->units * growth->added));
    return (struct changes){factor * (double)growth->units, gains + (more + surplus) / 2,
                            losses + (more - surplus) / 2};
}

static int binary_passes(const struct paired_growth *growth, double factor, bool *passes,
                         struct error *err)
{
    struct changes all = changes_of(growth, factor);
    double z;
    if (normal_quantile(1 - growth->alpha, &z, err))
        return -1;
    *passes = tango_score(all.gains, all.losses, all.cases, -growth->margin) >= z;
    return 0;
}

/* Mid-p of changes that need not be whole: on the straight lines between those that are.
 */
static int midp_between(const struct changes *all, double *midp, struct error *err)
{
    const double gains = floor(all->gains), losses = floor(all->losses);
    *midp = 0;
    for (int more = 0; more < 4; more++) {
        const int gain = more % 2, loss = more / 2;
        const double share =
            fabs(gain - 1 + all->gains - gains) * fabs(loss - 1 + all->losses - losses);
        struct mcnemar test;
        if (mcnemar_test((int64_t)gains + gain, (int64_t)losses + loss, &test, err))
            return -1;
        *midp += share * test.midp_drop;
    }
    return 0;
}

static int binary_drops(const struct paired_growth *growth, double factor, bool *drops,
                        struct error *err)
{
    const struct changes all = changes_of(growth, factor);
    double z, midp;
    *drops = false;
    if (all.gains + all.losses < PAIRED_FEWEST_CHANGED || all.gains >= all.losses)
        return 0;
    if (normal_quantile(1 - growth->alpha, &z, err) || midp_between(&all, &midp, err))
        return -1;
    *drops = midp <= growth->alpha_drop &&
             tango_score(all.gains, all.losses, all.cases, 0) < -z;
    return 0;
}

typedef int says_fn(const struct paired_growth *growth, double factor, bool *says,
                    struct error *err);

/* Whether it says so from some factor on is a matter of one change of its mind, so that a
 * bisection finds it. */
static int factor_find(const struct paired_growth *growth, says_fn *says, double *factor,
                       struct error *err)
{
    double low = 1, high = 1, most = fmax(1, units_most / (double)growth->units);
    bool reached;
    *factor = INFINITY;
    if (says(growth, high, &reached, err))
        return -1;
    while (!reached && high < most) {
        low = high;
        high = fmin(most, 2 * high);
        if (says(growth, high, &reached, err))
            return -1;
    }
    if (!reached)
        return 0;
    while (high - low > precision * low) {
        double middle = sqrt(low * high);
        if (says(growth, middle, &reached, err))
            return -1;
        *(reached ? &high : &low) = middle;
    }
    *factor = high;
    return 0;
}

int paired_growth_decides(const struct paired_growth *growth, double factor,
                          bool *decided, struct error *err)
{
    bool passes = false, drops = false;
    if (growth_check(growth, err) ||
        domain_within("a factor", factor, 1, units_most, err) ||
        (growth->binary ? binary_passes : general_passes)(growth, factor, &passes, err) ||
        (growth->binary ? binary_drops : general_drops)(growth, factor, &drops, err))
        return -1;
    *decided = passes || drops;
    return 0;
}

int paired_growth_factor(const struct paired_growth *growth, double *factor,
                         struct error *err)
{
    double passes, drops;
    if (growth_check(growth, err) ||
        factor_find(growth, growth->binary ? binary_passes : general_passes, &passes,
                    err) ||
        factor_find(growth, growth->binary ? binary_drops : general_drops, &drops, err))
        return -1;
    *factor = fmin(passes, drops);
    return 0;
}

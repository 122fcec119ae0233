/* gate/settling.c - the noise within cases, and what would settle a comparison. */
#include "gate/settling.h"

#include "statistics/case_noise.h"
#include "statistics/cluster.h"
#include "statistics/paired_growth.h"
#include "statistics/paired_power.h"
#include "statistics/power_plan.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static int noise_add(struct case_noise *noise, const struct kind_side *side,
                     int64_t count, struct error *err)
{
    struct case_noise one = CASE_NOISE_INIT;

    if (case_noise_add_passes(&one, side->passed, (uint64_t)side->passed + side->failed,
                              NULL, err))
        return -1;
    noise->within += one.within * (double)count;
    noise->cases += one.cases * (uint64_t)count;
    return 0;
}

/* The share of the variance of case means that is noise within cases. */
static int repeat_share_of(const struct scope_cases *scope, double within, double *share,
                           struct error *err)
{
    struct scope_cursor cursor = {.scope = scope};
    struct cluster_gathering rows = {.rows = NULL};
    struct cluster_mean mean = {.se = 0};
    const struct case_kind *kind;
    double repeats = 0, noise;
    int64_t count = 0;
    int rc = 0;

    while (scope_next_kind(&cursor, &kind)) {
        const struct kind_side *side = &kind->candidate;
        int64_t cases = kind->count;
        int scored = side->passed + side->failed;

        if (scored == 0)
            continue;
        cluster_gather(&rows, (double)side->passed / scored, 1, cases, -1);
        count += cases;
        repeats += (double)(cases * scored);
    }
    if (count > 1)
        rc = cluster_mean(rows.rows, rows.count, &mean, err);
    if (count > 1 && rc == 0) {
        noise = within / (repeats / (double)count);
        *share = noise > 0 ? noise / fmax(noise, mean.se * mean.se * (double)count) : 0;
    }
    cluster_gathering_release(&rows);
    return rc;
}

int scope_noise_of(const struct scope_cases *scope, struct scope_noise *out,
                   struct error *err)
{
    struct scope_cursor cursor = {.scope = scope};
    struct case_noise candidate = CASE_NOISE_INIT, base = CASE_NOISE_INIT;
    const struct case_kind *kind;
    int64_t count = 0;

    *out = (struct scope_noise){(double)NAN, (double)NAN, (double)NAN};
    while (scope_next_kind(&cursor, &kind)) {
        int64_t cases = kind->count;

        count += cases;
        if (noise_add(&candidate, &kind->candidate, cases, err) ||
            noise_add(&base, &kind->base, cases, err))
            return -1;
    }
    if (candidate.cases == 0 && base.cases == 0)
        return 0;
    if (case_noise_within(candidate.cases ? &candidate : &base, &out->within, err))
        return -1;
    out->expected_flips = 2 * out->within * (double)count;
    return candidate.cases ? repeat_share_of(scope, out->within, &out->repeat_share, err)
                           : 0;
}

/* The most variance of one attempt that the model of case_change.h has room for. */
static const double within_most = 0.24;

/* Where an unchanged candidate would look this bad so seldom, it is not asked about. */
static const double hardly_unchanged = 0.05;

/* From so many cases a cluster on, more of them is what a person has to write. */
static const double group_size = 1.5;

/* An undecided comparison in units: clusters, which are the cases where each is its own.
 */
struct settling {
    struct gate_comparison *shown;
    const struct compared *compared;
    struct t_table *quantiles;
    double size;             /* cases of a unit */
    double seen;             /* variance of a unit's difference */
    double within;           /* of one attempt at a unit: its noise */
    bool is_told;            /* by repeats; else all that was seen is taken for noise */
    int64_t candidate, base; /* attempts a case */
    bool base_is_stored;
};

static struct settling settling_of(struct compared *compared, double within,
                                   const struct repeats_of_sides *repeats,
                                   struct t_table *quantiles)
{
    struct gate_comparison *shown = &compared->shown;
    const double units = (double)shown->clusters;
    const double size = (double)shown->cases / units;
    struct settling out = {
        .shown = shown,
        .compared = compared,
        .quantiles = quantiles,
        .size = size,
        .seen = compared->error * compared->error * units,
        .is_told = !shown->is_binary && !shown->of_score && !isnan(within),
        .candidate = shown->is_binary || !repeats->candidate ? 1 : repeats->candidate,
        .base = shown->is_binary || !repeats->base ? 1 : repeats->base,
        .base_is_stored = repeats->base_is_stored};

    out.within = out.is_told
                     ? within / size
                     : out.seen / (1 / (double)out.candidate + 1 / (double)out.base);
    return out;
}

/* The variance of a unit's difference where nothing changed. */
static double noise_of(const struct settling *settling, int64_t candidate, int64_t base)
{
    return settling->within * (1 / (double)candidate + 1 / (double)base);
}

/* What was seen beyond that: of cases that changed. Repeats do not cure it. */
static double changed_of(const struct settling *settling)
{
    return settling->is_told
               ? fmax(0, settling->seen -
                             noise_of(settling, settling->candidate, settling->base))
               : 0;
}

/* Whether a drop is taken as it was found, and not for noise: one of more than its
 * standard error, or where more than half of the variance is that of cases that changed.
 */
static bool is_as_found(const struct settling *settling)
{
    const double difference = settling->shown->difference;

    return difference < -settling->compared->error ||
           (difference < 0 && changed_of(settling) > settling->seen / 2);
}

/* Nothing changed is no longer to be believed, though it is not ruled out. */
static bool is_surely_worse(const struct settling *settling)
{
    return settling->shown->p_drop <= hardly_unchanged;
}

static struct paired_growth growth_of(const struct settling *settling, double variance)
{
    const struct gate_comparison *shown = settling->shown;
    const double alpha = (1 - shown->confidence) / 2;
    const double family = shown->p_drop > 0 ? shown->p_adjusted / shown->p_drop : 1;

    return (struct paired_growth){.binary = shown->is_binary,
                                  .gains = shown->is_binary ? shown->better : 0,
                                  .losses = shown->is_binary ? shown->worse : 0,
                                  .units = shown->clusters,
                                  .effective = settling->compared->effective,
                                  .changed = (double)shown->changed,
                                  .difference = shown->difference,
                                  .added = is_as_found(settling) ? shown->difference : 0,
                                  .error =
                                      fmin(1, sqrt(variance / (double)shown->clusters)),
                                  .margin = shown->margin_held,
                                  .alpha = alpha,
                                  .alpha_drop = alpha / fmax(1, family)};
}

/* What the comparison would say of an unchanged candidate, whose cases vary as these do.
 * *scale: so many units of these count as one of the model's. */
static struct paired_power power_of(const struct settling *settling, int64_t candidate,
                                    int64_t base, double *scale)
{
    const struct gate_comparison *shown = settling->shown;
    const double changed = changed_of(settling);
    struct case_noise_model noise = {fmin(fmax(shown->baseline, 0), 1), settling->within,
                                     candidate, base};

    /* Cases that changed are not a little better or worse: they pass or fail. */
    if (changed > 0) {
        noise.within = (changed + noise_of(settling, candidate, base)) / 2;
        noise.repeats = noise.baseline_repeats = 1;
    }
    *scale = fmax(1, noise.within / within_most);
    noise.within = fmin(noise.within, within_most);
    return (struct paired_power){.cases = shown->clusters,
                                 .clusters = shown->clusters,
                                 .design_effect = 1,
                                 .general = !shown->is_binary,
                                 .noise = noise,
                                 .margin = shown->margin_held,
                                 .alpha = (1 - shown->confidence) / 2,
                                 .quantiles = settling->quantiles};
}

/* Units that are enough whether nothing changed, or all stays as it was found; where it
 * is surely worse, for what was found. */
static int units_needed(const struct settling *settling, double *units, struct error *err)
{
    static const struct paired_goal passes = {PAIRED_PASSED, 0, POWER_PLAN_POWER};
    const double clusters = (double)settling->shown->clusters;
    /* Of one cluster's difference nothing but the noise within it is known. */
    const double variance = settling->shown->clusters < 2 && settling->is_told
                                ? noise_of(settling, settling->candidate, settling->base)
                                : settling->seen;
    const struct paired_growth growth = growth_of(settling, variance);
    double scale, factor;
    const struct paired_power power =
        power_of(settling, settling->candidate, settling->base, &scale);
    int64_t unchanged = 0;

    if (paired_power_cases_first(&power, &passes, &unchanged, err) ||
        paired_growth_factor(&growth, &factor, err))
        return -1;
    *units = factor * clusters;
    if (!is_surely_worse(settling))
        *units = unchanged ? fmax(*units, (double)unchanged * scale) : INFINITY;
    return 0;
}

static int cases_set(const struct settling *settling, struct error *err)
{
    struct gate_comparison *shown = settling->shown;
    double units;

    if (units_needed(settling, &units, err))
        return -1;
    units = ceil(units * (1 - 1e-5));
    if (!(units > (double)shown->clusters) || units * settling->size > 1e9)
        return 0;
    shown->cases_needed = (int64_t)ceil(units * settling->size - 1e-6);
    if (settling->size >= group_size)
        shown->groups_needed = (int64_t)units;
    return 0;
}

/* Whether so many attempts a case are enough, both ways. */
static int repeats_reach(const struct settling *settling, int64_t repeats, bool *reached,
                         struct error *err)
{
    const int64_t base = settling->base_is_stored ? settling->base : repeats;
    const struct paired_growth growth =
        growth_of(settling, changed_of(settling) + noise_of(settling, repeats, base));
    double scale, pass;
    struct paired_power power = power_of(settling, repeats, base, &scale);

    power.cases = power.clusters =
        (int64_t)fmax(1, floor((double)power.clusters / scale));
    if (paired_power_pass(&power, 0, &pass, err))
        return -1;
    *reached = is_surely_worse(settling) || pass >= POWER_PLAN_POWER;
    return *reached && is_as_found(settling)
               ? paired_growth_decides(&growth, 1, reached, err)
               : 0;
}

/* What is shared within clusters may be no noise, unless repeats tell it. */
static int repeats_set(const struct settling *settling, unsigned candidate,
                       struct error *err)
{
    bool reached = false;

    if (!(settling->within > 0) || (!settling->is_told && settling->size >= group_size))
        return 0;
    for (unsigned repeats = candidate + 1; repeats <= POWER_PLAN_REPEATS_MAX && !reached;
         repeats++) {
        if (repeats_reach(settling, repeats, &reached, err))
            return -1;
        if (reached)
            settling->shown->repeats_needed = repeats;
    }
    return 0;
}

int settling_set(struct compared *compared, const struct scope_noise *noise,
                 const struct repeats_of_sides *repeats, struct t_table *quantiles,
                 struct error *err)
{
    const struct gate_comparison *shown = &compared->shown;
    const struct settling settling =
        settling_of(compared, noise->within, repeats, quantiles);

    if (!shown->is_made || !(shown->margin_held > 0 && shown->margin_held < 1) ||
        !shown->reason || strcmp(shown->reason, "too_noisy") != 0)
        return 0;
    return cases_set(&settling, err) ? -1
                                     : repeats_set(&settling, repeats->candidate, err);
}

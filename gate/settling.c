/* gate/settling.c - the noise within cases, and what would settle a comparison. */
#include "gate/settling.h"

#include "statistics/case_noise.h"
#include "statistics/cluster.h"
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
        int64_t cases = kind->count + kind->grouped;
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
        int64_t cases = kind->count + kind->grouped;

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

static const struct paired_goal passes_unchanged = {PAIRED_PASSED, 0, POWER_PLAN_POWER};

/* So many cases, were the difference to stay as it is, until a limit of its interval
 * reaches what decides: 0, or the margin. From the limits as they are, for they are wider
 * than the variance alone would have them. */
static double cases_at_difference(const struct gate_comparison *shown)
{
    const double cases = (double)shown->cases;
    double needed = INFINITY, decided;

    if (shown->difference > -shown->margin_held)
        needed = cases * pow((shown->difference - shown->lower) /
                                 (shown->difference + shown->margin_held),
                             2);
    if (shown->difference < 0) {
        decided = cases * pow((shown->upper - shown->difference) / shown->difference, 2);
        if (decided > cases)
            needed = fmin(needed, decided);
    }
    return needed;
}

/* What the comparison would say of an unchanged candidate, with as many cases of such a
 * noise; where repeats do not tell it, of all that was seen. */
static struct paired_power power_of(const struct compared *compared, double within,
                                    const struct repeats_of_sides *repeats)
{
    const struct gate_comparison *shown = &compared->shown;
    const bool is_single = shown->is_binary;
    const int64_t candidate = is_single || !repeats->candidate ? 1 : repeats->candidate;
    const int64_t base = is_single || !repeats->base ? 1 : repeats->base;
    const double seen = compared->variance / (1 / (double)candidate + 1 / (double)base);

    return (struct paired_power){
        .cases = shown->cases,
        .clusters = shown->clusters,
        .design_effect = 1,
        .general = shown->of_score,
        .noise = {fmin(fmax(shown->baseline, 0), 1),
                  fmin(isnan(within) || shown->of_score ? seen : within, 0.5), candidate,
                  base},
        .margin = shown->margin_held,
        .alpha = (1 - shown->confidence) / 2};
}

static int cases_set(struct compared *compared, const struct paired_power *power,
                     struct error *err)
{
    struct gate_comparison *shown = &compared->shown;
    int64_t unchanged = 0;
    double needed;

    if (paired_power_cases(power, &passes_unchanged, &unchanged, err))
        return -1;
    needed = unchanged ? (double)unchanged : INFINITY;
    /* Enough cases, and yet not decided: then for what was found. */
    if (needed <= (double)shown->cases)
        needed = cases_at_difference(shown);
    if (needed > (double)shown->cases && needed < 1e9)
        shown->cases_needed = (int64_t)ceil(needed);
    return 0;
}

static int repeats_set(struct gate_comparison *shown, const struct paired_power *power,
                       const struct repeats_of_sides *repeats, struct error *err)
{
    unsigned needed = 0;

    if (!(power->noise.within > 0))
        return 0;
    if (paired_power_repeats(power, &passes_unchanged, !repeats->base_is_stored, &needed,
                             err))
        return -1;
    shown->repeats_needed = needed > repeats->candidate ? needed : 0;
    return 0;
}

int settling_set(struct compared *compared, const struct scope_noise *noise,
                 const struct repeats_of_sides *repeats, struct error *err)
{
    struct gate_comparison *shown = &compared->shown;
    const struct paired_power power = power_of(compared, noise->within, repeats);

    if (!shown->is_made || !(shown->margin_held > 0 && shown->margin_held < 1) ||
        !shown->reason || strcmp(shown->reason, "too_noisy") != 0)
        return 0;
    return cases_set(compared, &power, err) ? -1
                                            : repeats_set(shown, &power, repeats, err);
}

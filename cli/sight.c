/* cli/sight.c - what a suite of its size and noise can see, before it is asked. */
#include "cli/sight.h"

#include "base/mem.h"
#include "gate/gate.h"
#include "statistics/fewest_cases.h"
#include "statistics/power_plan.h"
#include "store/run_file_order.h"

#include <math.h>
#include <stdlib.h>

enum { REPEATS_MAX = POWER_PLAN_REPEATS_MAX };
static const double target_cases_max = 1e9;

/* Attempts a side; the baseline's of a file stay as they are. */
struct sides {
    unsigned candidate, baseline;
    bool is_stored;
};

static struct sides sides_of(const struct run_plan *plan)
{
    struct sides sides = {plan->repeats, plan->repeats, false};

    for (size_t i = 0; i < plan->variant_count; i++) {
        const int entry = plan->variants[i].baseline_entry;

        if (entry < 0)
            continue;
        sides.is_stored = true;
        sides.baseline = plan->baseline_entries[entry].repeats;
    }
    if (!sides.baseline)
        sides.baseline = 1;
    return sides;
}

bool sight_is_made(const struct run_plan *plan)
{
    const double margin = plan->gate.max_drop;

    for (size_t i = 0; i < plan->variant_count; i++)
        if (!plan->variants[i].is_baseline &&
            (plan->variants[i].baseline >= 0 || plan->variants[i].baseline_entry >= 0))
            return margin > 0 && margin < 1;
    return false;
}

static int floor_of(const struct run_plan *plan, double margin, bool is_clustered,
                    uint64_t *fewest, struct error *err)
{
    const struct sides sides = sides_of(plan);
    const double alpha = (1 - gate_confidence(plan)) / 2;
    const bool is_single = sides.candidate == 1 && sides.baseline == 1 &&
                           !plan->gate.drop_of_score && !is_clustered;

    return is_single ? fewest_cases_single(margin, alpha, fewest, err)
                     : fewest_cases_general(margin, alpha, fewest, err);
}

static int v0_of(double within, unsigned candidate, const struct sides *sides,
                 double *out, struct error *err)
{
    return case_noise_difference(
        within, candidate, sides->is_stored ? sides->baseline : candidate, out, err);
}

/* The smallest number of cases with which a drop of SIGHT_TARGET is found. */
static int target_cases(const struct power_plan *plan, uint64_t *out, struct error *err)
{
    struct power_plan tried = *plan;
    double low = 1, high = 2, drop = 1;

    for (; high <= target_cases_max; high *= 2) {
        tried.cases = high;
        if (power_plan_drop(&tried, POWER_PLAN_POWER, &drop, err))
            return -1;
        if (drop > 0 && drop <= SIGHT_TARGET)
            break;
        low = high;
    }
    *out = 0;
    if (high > target_cases_max)
        return 0;
    while (high - low > 1) {
        tried.cases = floor((low + high) / 2);
        if (power_plan_drop(&tried, POWER_PLAN_POWER, &drop, err))
            return -1;
        if (drop > 0 && drop <= SIGHT_TARGET)
            high = tried.cases;
        else
            low = tried.cases;
    }
    *out = (uint64_t)high;
    return 0;
}

static int target_repeats(const struct power_plan *plan, double within,
                          const struct sides *sides, unsigned *out, struct error *err)
{
    struct power_plan tried = *plan;
    double drop;

    *out = 0;
    for (unsigned repeats = sides->candidate; repeats <= REPEATS_MAX && !*out;
         repeats++) {
        if (v0_of(within, repeats, sides, &tried.v0, err) ||
            power_plan_drop(&tried, POWER_PLAN_POWER, &drop, err))
            return -1;
        if (drop > 0 && drop <= SIGHT_TARGET)
            *out = repeats;
    }
    return 0;
}

/* What would make the chance of PASS 4 in 5. */
static int cures_set(struct sight *out, const struct power_plan *plan, double within,
                     const struct sides *sides, struct error *err)
{
    uint64_t needed = 0;
    unsigned repeats = 0;

    if (out->pass_chance >= POWER_PLAN_POWER && out->can_pass)
        return 0;
    if (power_plan_pass_cases(plan, POWER_PLAN_POWER, &needed, err) ||
        power_plan_pass_repeats(plan, within, sides->is_stored ? sides->baseline : 0,
                                POWER_PLAN_POWER, &repeats, err))
        return -1;
    if (needed && needed < out->fewest)
        needed = out->fewest;
    out->cases_more = needed > (uint64_t)out->cases ? needed - (uint64_t)out->cases : 0;
    out->repeats_more = out->can_pass && repeats > sides->candidate ? repeats : 0;
    return 0;
}

static int sight_fill(struct sight *out, const struct run_plan *plan,
                      const struct plan_noise *noise, struct error *err)
{
    const struct sides sides = sides_of(plan);
    struct power_plan power = {.cases = (double)out->cases,
                               .design_effect = noise->design_effect,
                               .margin = out->margin,
                               .alpha = (1 - gate_confidence(plan)) / 2};

    if (v0_of(noise->within, sides.candidate, &sides, &power.v0, err) ||
        floor_of(plan, out->margin, out->clusters < out->cases, &out->fewest, err) ||
        power_plan_drop(&power, POWER_PLAN_POWER, &out->drop, err) ||
        power_plan_pass_chance(&power, &out->pass_chance, err))
        return -1;
    out->v0 = power.v0;
    out->source = noise->source;
    out->design_effect = noise->design_effect;
    out->can_pass = out->fewest && (uint64_t)out->clusters >= out->fewest;
    if (!out->can_pass)
        out->pass_chance = 0;
    return cures_set(out, &power, noise->within, &sides, err) ||
                   target_cases(&power, &out->target_cases, err) ||
                   target_repeats(&power, noise->within, &sides, &out->target_repeats,
                                  err)
               ? -1
               : 0;
}

/* The cases that are watched; *cohorts: how many cohorts these are in. */
static int64_t watched_cases(const struct run_plan *plan, size_t *cohorts)
{
    int64_t cases = 0;

    *cohorts = 0;
    for (size_t i = 0; i < plan->cohort_count; i++) {
        if (!plan->cohorts[i].watch || !plan->cohorts[i].case_count)
            continue;
        cases += plan->cohorts[i].case_count;
        ++*cohorts;
    }
    return cases;
}

/* Of all: those of cohorts that are not watched are no part of it. */
static int64_t clusters_watched(const struct run_plan *plan, const int64_t *clusters,
                                int64_t cases)
{
    const int64_t all = clusters[plan->cohort_count];

    return all < cases ? all : cases;
}

int sight_make(struct opened_suite *opened, const struct plan_history *history,
               struct sight **out, size_t *count, struct error *err)
{
    const struct run_plan *plan = opened->prepared.plan;
    int64_t *clusters = mem_new(plan->cohort_count + 1, sizeof *clusters);
    size_t cohorts;
    const int64_t cases = watched_cases(plan, &cohorts);
    struct sight *made = mem_new(plan->cohort_count + 1, sizeof *made);
    int rc = run_file_clusters(opened->file, plan, clusters, err);

    *count = 0;
    if (rc == 0 && cases) {
        made[*count] = (struct sight){.cohort = -1,
                                      .is_required = true,
                                      .cases = cases,
                                      .clusters = clusters_watched(plan, clusters, cases),
                                      .margin = plan->gate.max_drop};
        rc =
            sight_fill(&made[(*count)++], plan, &history->noise[plan->cohort_count], err);
    }
    for (size_t i = 0; i < plan->cohort_count && rc == 0 && cohorts > 1; i++) {
        const struct plan_cohort *cohort = &plan->cohorts[i];
        const double own = cohort->gate.is_given ? cohort->gate.max_drop : (double)NAN;

        if (!cohort->watch || !cohort->case_count)
            continue;
        made[*count] = (struct sight){.cohort = (int)i,
                                      .is_required = own > 0,
                                      .cases = cohort->case_count,
                                      .clusters = clusters[i],
                                      .margin = own > 0 ? own : plan->gate.max_drop};
        rc = sight_fill(&made[(*count)++], plan, &history->noise[i], err);
    }
    free(clusters);
    if (rc == 0)
        *out = made;
    else
        free(made);
    return rc;
}

int sight_floor(struct opened_suite *opened, uint64_t *fewest, int64_t *counted,
                struct error *err)
{
    const struct run_plan *plan = opened->prepared.plan;
    int64_t *clusters;
    size_t cohorts;
    const int64_t cases = watched_cases(plan, &cohorts);
    int rc;

    *fewest = 0;
    *counted = 0;
    if (!sight_is_made(plan))
        return 0;
    clusters = mem_new(plan->cohort_count + 1, sizeof *clusters);
    rc = run_file_clusters(opened->file, plan, clusters, err);
    *counted = clusters_watched(plan, clusters, cases);
    free(clusters);
    if (rc || floor_of(plan, plan->gate.max_drop, *counted < cases, fewest, err))
        return -1;
    if ((uint64_t)*counted >= *fewest)
        *fewest = 0;
    return 0;
}

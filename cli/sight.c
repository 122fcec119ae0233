/* cli/sight.c - what a suite of its size and noise can see, before it is asked. */
#include "cli/sight.h"

#include "base/mem.h"
#include "gate/gate.h"
#include "limits/judge_trust.h"
#include "statistics/fewest_cases.h"
#include "statistics/paired_power.h"
#include "statistics/power_plan.h"
#include "store/run_file_order.h"

#include <math.h>
#include <stdlib.h>

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

static double shown_of(const struct run_plan *plan)
{
    return judges_show_all(plan, plan->gate.drop_of_score ? JUDGED_SCORE : JUDGED_PASS);
}

double sight_held(const struct run_plan *plan, double margin)
{
    const double shown = shown_of(plan);

    return isnan(shown) ? margin : margin * shown;
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

/* What the comparison will say, of as many cases of such a noise. */
static struct paired_power power_of(const struct sight *sight,
                                    const struct run_plan *plan,
                                    const struct plan_noise *noise)
{
    const struct sides sides = sides_of(plan);

    return (struct paired_power){
        .cases = sight->cases,
        .clusters = sight->clusters > 0 && sight->clusters < sight->cases
                        ? sight->clusters
                        : sight->cases,
        .design_effect = noise->design_effect,
        .general = plan->gate.drop_of_score,
        .noise = {noise->mean, noise->within, sides.candidate, sides.baseline},
        .margin = sight->held,
        .alpha = (1 - gate_confidence(plan)) / 2};
}

/* The cases and the repeats with which a drop of SIGHT_TARGET is found. */
static int target_set(struct sight *out, const struct paired_power *power,
                      const struct sides *sides, struct error *err)
{
    const double shown = isnan(out->judge_shows) ? 1 : out->judge_shows;
    const struct paired_goal goal = {PAIRED_FOUND, SIGHT_TARGET * shown,
                                     POWER_PLAN_POWER};
    int64_t cases = 0;
    unsigned repeats = 0;

    if (power->noise.mean < SIGHT_TARGET)
        return 0;
    if (paired_power_cases(power, &goal, &cases, err) ||
        paired_power_repeats(power, &goal, !sides->is_stored, &repeats, err))
        return -1;
    out->target_cases = (uint64_t)cases;
    out->target_repeats =
        repeats && repeats < sides->candidate ? sides->candidate : repeats;
    return 0;
}

/* What would make the chance of PASS 4 in 5. */
static int cures_set(struct sight *out, const struct paired_power *power,
                     const struct sides *sides, struct error *err)
{
    const struct paired_goal goal = {PAIRED_PASSED, 0, POWER_PLAN_POWER};
    int64_t found = 0;
    uint64_t needed;
    unsigned repeats = 0;

    if (out->pass_chance >= POWER_PLAN_POWER && out->can_pass)
        return 0;
    if (paired_power_cases(power, &goal, &found, err) ||
        paired_power_repeats(power, &goal, !sides->is_stored, &repeats, err))
        return -1;
    needed = (uint64_t)found;
    if (needed && needed < out->fewest)
        needed = out->fewest;
    out->cases_more = needed > (uint64_t)out->cases ? needed - (uint64_t)out->cases : 0;
    out->repeats_more = out->can_pass && repeats > sides->candidate ? repeats : 0;
    return 0;
}

/* A drop is found by what is seen of it. */
static double true_drop(const struct sight *sight, double seen)
{
    const double drop = isnan(sight->judge_shows) ? seen : seen / sight->judge_shows;

    return drop > 1 ? 0 : drop;
}

static int sight_fill(struct sight *out, const struct run_plan *plan,
                      const struct plan_noise *noise, struct error *err)
{
    const struct sides sides = sides_of(plan);
    const struct paired_power power = power_of(out, plan, noise);
    double unchanged;

    if (case_noise_difference(noise->within, sides.candidate, sides.baseline, &out->v0,
                              err))
        return -1;
    out->source = noise->source;
    out->design_effect = noise->design_effect;
    if (out->judge_shows <= 0)
        return 0;
    if (floor_of(plan, out->held, out->clusters < out->cases, &out->fewest, err) ||
        paired_power_drop(&power, POWER_PLAN_POWER, &out->drop, err) ||
        paired_power_pass(&power, 0, &unchanged, err))
        return -1;
    out->drop = true_drop(out, out->drop);
    out->can_pass = out->fewest && (uint64_t)out->clusters >= out->fewest;
    out->pass_chance = out->can_pass ? unchanged : 0;
    return cures_set(out, &power, &sides, err) ? -1
                                               : target_set(out, &power, &sides, err);
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
                                      .margin = plan->gate.max_drop,
                                      .judge_shows = shown_of(plan),
                                      .held = sight_held(plan, plan->gate.max_drop)};
        rc =
            sight_fill(&made[(*count)++], plan, &history->noise[plan->cohort_count], err);
    }
    for (size_t i = 0; i < plan->cohort_count && rc == 0 && cohorts > 1; i++) {
        const struct plan_cohort *cohort = &plan->cohorts[i];
        const double own = cohort->gate.is_given ? cohort->gate.max_drop : (double)NAN;
        const double margin = own > 0 ? own : plan->gate.max_drop;

        if (!cohort->watch || !cohort->case_count)
            continue;
        made[*count] = (struct sight){.cohort = (int)i,
                                      .is_required = own > 0,
                                      .cases = cohort->case_count,
                                      .clusters = clusters[i],
                                      .margin = margin,
                                      .judge_shows = shown_of(plan),
                                      .held = sight_held(plan, margin)};
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
    const double held = sight_held(plan, plan->gate.max_drop);
    int64_t *clusters;
    size_t cohorts;
    const int64_t cases = watched_cases(plan, &cohorts);
    int rc;

    *fewest = 0;
    *counted = 0;
    if (!sight_is_made(plan) || held <= 0)
        return 0;
    clusters = mem_new(plan->cohort_count + 1, sizeof *clusters);
    rc = run_file_clusters(opened->file, plan, clusters, err);
    *counted = clusters_watched(plan, clusters, cases);
    free(clusters);
    if (rc || floor_of(plan, held, *counted < cases, fewest, err))
        return -1;
    if ((uint64_t)*counted >= *fewest)
        *fewest = 0;
    return 0;
}

/* cli/diff/diff_own.c - a run against its own baseline, where the run could stop early.
 */
#include "cli/diff/diff_parts.h"

#include <math.h>

/* Both sides are what the run's gate compared. */
static bool is_own(const struct diff_sides *sides)
{
    const struct diff_run *was = &sides->runs[PAIR_OLD];
    const struct diff_run *is = &sides->runs[PAIR_NEW];

    if (!is->file || was->from.run != is->file)
        return false;
    return !was->file || is->plan->variants[sides->variants[PAIR_NEW]].baseline ==
                             sides->variants[PAIR_OLD];
}

/* The scope of the gate that has the same cases; NULL: none. */
static const struct gate_scope *scope_like(const struct gate_scope *scope,
                                           const struct diff_sides *sides,
                                           const struct diff_scope *asked,
                                           const struct judgement *own)
{
    const struct run_plan *plan = sides->plan;
    int cohort = scope->cohort;

    if (cohort == SCOPE_ALL && asked->cohorts->count) {
        if (plan->cohort_count > 1)
            return NULL;
        cohort = 0;
    }
    if (cohort != SCOPE_ALL)
        cohort = diff_plan_cohort(sides->runs[PAIR_NEW].plan, plan->cohorts[cohort].name);
    return judgement_scope(own, sides->variants[PAIR_NEW], cohort);
}

static void scope_take(struct gate_scope *scope, const struct diff_sides *sides,
                       const struct diff_scope *asked, const struct judgement *own)
{
    const struct gate_scope *found;

    if (scope->variant != PAIR_NEW)
        return;
    found = scope_like(scope, sides, asked, own);
    if (found && found->comparison.is_made && isfinite(found->comparison.margin))
        scope->comparison = found->comparison;
}

int diff_own_take(struct diff_sides *sides, const struct diff_scope *asked,
                  struct error *err)
{
    struct judgement own = {.sentence = NULL};
    struct run_plan *plan;

    if (asked->cases->count || !is_own(sides) || !sides->runs[PAIR_NEW].plan->stop_early)
        return 0;
    if (judge_run(sides->runs[PAIR_NEW].file, &plan, &own, err))
        return -1;
    for (size_t i = 0; i < sides->judgement.scope_count; i++)
        scope_take(&sides->judgement.scopes[i], sides, asked, &own);
    judgement_release(&own);
    run_plan_free(plan);
    return 0;
}

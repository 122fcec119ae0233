/* cli/diff/diff_spent.c - what a baseline cost and took, into the scopes of a comparison.
 */
#include "cli/diff/diff_parts.h"

#include <math.h>
#include <string.h>

struct spent {
    double cost_usd, latency_p95_ms; /* NaN: not known */
};

static struct spent spent_of_cohort(const struct plan_entry *entry, const char *name)
{
    for (size_t i = 0; i < entry->cohort_count; i++)
        if (!strcmp(entry->cohorts[i].cohort, name))
            return (struct spent){entry->cohorts[i].cost_usd,
                                  entry->cohorts[i].latency_p95_ms};
    return (struct spent){(double)NAN, (double)NAN};
}

/* Of all of it; where a cohort is left out, of the one that is not. */
static struct spent spent_of_all(const struct plan_entry *entry,
                                 const struct run_plan *plan)
{
    if (plan->cohort_count == 1)
        return spent_of_cohort(entry, plan->cohorts[0].name);
    for (size_t i = 0; i < entry->cohort_count; i++)
        if (diff_plan_cohort(plan, entry->cohorts[i].cohort) < 0)
            return (struct spent){(double)NAN, (double)NAN};
    return (struct spent){entry->cost_usd, entry->latency_p95_ms};
}

static void scope_fill(struct gate_scope *scope, const struct diff_sides *sides,
                       enum pair_side side)
{
    const struct plan_entry *entry = sides->runs[side].entry;
    const struct spent spent =
        scope->cohort == SCOPE_ALL
            ? spent_of_all(entry, sides->plan)
            : spent_of_cohort(entry, sides->plan->cohorts[scope->cohort].name);

    if (side == PAIR_OLD) {
        scope->baseline_cost_usd = spent.cost_usd;
        scope->baseline_latency_p95_ms = spent.latency_p95_ms;
    } else {
        scope->cost_per_case_usd = spent.cost_usd;
        scope->latency_p95_ms = spent.latency_p95_ms;
    }
}

void diff_spent_fill(struct diff_sides *sides, const struct diff_scope *scope)
{
    struct judgement *judgement = &sides->judgement;

    if (scope->cases->count)
        return;
    for (int side = PAIR_OLD; side <= PAIR_NEW; side++)
        for (size_t i = 0; sides->runs[side].entry && i < judgement->scope_count; i++)
            if (judgement->scopes[i].variant == PAIR_NEW)
                scope_fill(&judgement->scopes[i], sides, (enum pair_side)side);
}

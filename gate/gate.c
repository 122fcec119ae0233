/* gate/gate.c - the outcomes of a run gathered. */
#include "gate/gate.h"

#include "base/mem.h"
#include "gate/case_state.h"
#include "gate/gathered.h"
#include "gate/verdict_sentence.h"
#include "store/case_filter.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static const char *const verdict_names[] = {
    [GATE_PASS] = "pass",
    [GATE_FAIL] = "fail",
    [GATE_INCONCLUSIVE] = "inconclusive",
    [GATE_INCOMPLETE] = "incomplete",
    [GATE_NOT_GATED] = "not gated",
};

const char *gate_verdict_name(enum gate_verdict verdict)
{
    return verdict_names[verdict];
}

enum gate_verdict gate_verdict_named(const char *name)
{
    int verdict = GATE_PASS;

    while (verdict < GATE_NOT_GATED && strcmp(name, verdict_names[verdict]) != 0)
        verdict++;
    return (enum gate_verdict)verdict;
}

/* The higher wins (suite-format 7.4). */
static int severity_of(enum gate_verdict verdict)
{
    static const int severities[] = {
        [GATE_NOT_GATED] = 0,  [GATE_PASS] = 1, [GATE_INCONCLUSIVE] = 2,
        [GATE_INCOMPLETE] = 3, [GATE_FAIL] = 4,
    };

    return severities[verdict];
}

enum gate_verdict gate_verdict_worse(enum gate_verdict a, enum gate_verdict b)
{
    return severity_of(a) >= severity_of(b) ? a : b;
}

struct gate *gate_new(const struct run_plan *plan)
{
    struct gate *gate = mem_new(1, sizeof *gate);

    gate->plan = plan;
    gate->tallies =
        mem_new(plan->variant_count * plan->cohort_count, sizeof *gate->tallies);
    gate->gone = mem_new(plan->variant_count, sizeof *gate->gone);
    return gate;
}

void gate_free(struct gate *gate)
{
    if (!gate)
        return;
    for (size_t i = 0; i < gate->plan->variant_count * gate->plan->cohort_count; i++)
        tally_release(&gate->tallies[i]);
    free(gate->tallies);
    free(gate->gone);
    group_numbers_release(&gate->groups);
    free(gate);
}

static bool filter_names(const struct gate_rules *rules, const struct plan_cohort *cohort,
                         const struct case_outcome *outcome)
{
    return rules->is_given && rules->must_pass &&
           case_filter_matches(rules->must_pass, cohort->name, outcome->id);
}

static void cached_add(struct cached_replies *cached, const struct case_outcome *outcome)
{
    cached->samples += (int64_t)outcome->passed + outcome->failed + outcome->unscored;
    cached->cached += outcome->cached;
    if (outcome->cached &&
        (!cached->oldest_ms || outcome->oldest_cached_ms < cached->oldest_ms))
        cached->oldest_ms = outcome->oldest_cached_ms;
}

void gate_began(struct gate *gate, int64_t began_ms)
{
    gate->cached.began_ms = began_ms;
}

void gate_earlier(struct gate *gate, const struct earlier_verdict *earlier)
{
    gate->earlier = *earlier;
}

void gate_ended_early(struct gate *gate, const struct early_decision *decisions)
{
    gate->decisions = decisions;
}

/* Whether it gates: one whose quarantine has expired does. */
static bool quarantine_take(const struct run_plan *plan,
                            const struct case_outcome *outcome,
                            struct case_states *states)
{
    if (outcome->quarantine < 0 || (size_t)outcome->quarantine >= plan->quarantine_count)
        return true;
    if (plan->quarantine[outcome->quarantine].is_expired) {
        states->quarantine_expired++;
        return true;
    }
    states->quarantined++;
    return false;
}

static void pairs_add(struct gate *gate, struct tally *tally,
                      const struct case_outcome *outcome)
{
    const struct plan_variant *variant = &gate->plan->variants[outcome->variant];
    int32_t group = group_number(&gate->groups, outcome->group);
    bool is_compared = variant->baseline >= 0 || variant->baseline_entry >= 0;

    case_kinds_add(&tally->kinds, outcome, is_compared ? &outcome->baseline : NULL,
                   group);
    if (variant->anchor_entry >= 0)
        case_kinds_add(&tally->anchor_kinds, outcome, &outcome->anchor, group);
}

int gate_add(struct gate *gate, const struct case_outcome *outcome, struct error *err)
{
    const struct run_plan *plan = gate->plan;
    const struct plan_cohort *cohort;
    struct tally *tally;

    assert(outcome->cohort >= 0 && (size_t)outcome->cohort < plan->cohort_count);
    assert(outcome->variant >= 0 && (size_t)outcome->variant < plan->variant_count);
    if (outcome_check(outcome, err))
        return -1;
    cohort = &plan->cohorts[outcome->cohort];
    tally = &gate->tallies[(size_t)outcome->variant * plan->cohort_count +
                           (size_t)outcome->cohort];
    cached_add(&gate->cached, outcome);
    if (!plan->variants[outcome->variant].is_baseline)
        case_states_add(&tally->states, case_state_of(outcome));
    if (!quarantine_take(plan, outcome, &tally->states)) {
        tally_add_quarantined(tally, outcome);
        return 0;
    }
    tally_add(tally, outcome);
    pairs_add(gate, tally, outcome);
    if (outcome->must_pass || filter_names(&cohort->gate, cohort, outcome))
        must_pass_add(&tally->must_pass, outcome);
    if (filter_names(&plan->gate, cohort, outcome))
        must_pass_add(&tally->must_pass_of_suite, outcome);
    return 0;
}

void gate_add_gone(struct gate *gate, int variant, int cohort)
{
    const struct run_plan *plan = gate->plan;
    size_t tally = (size_t)variant * plan->cohort_count;

    assert(cohort >= SCOPE_ALL && cohort < (int)plan->cohort_count);
    if (cohort == SCOPE_ALL)
        gate->gone[variant]++;
    else
        case_states_add(&gate->tallies[tally + (size_t)cohort].states, STATE_GONE);
}

/* gate/gate.c - the outcomes of a run gathered, every scope judged by the rules. */
#include "gate/gate.h"

#include "base/mem.h"
#include "gate/case_state.h"
#include "gate/rule.h"
#include "gate/verdict_sentence.h"
#include "store/case_filter.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct gate {
    const struct run_plan *plan; /* borrowed */
    struct tally *tallies;       /* owned; variant by variant, each cohort */
    int64_t *gone; /* owned; by variant: cases of cohorts that are gone too */
    struct cached_replies cached;
};

const char *gate_verdict_name(enum gate_verdict verdict)
{
    static const char *const names[] = {
        [GATE_PASS] = "pass",
        [GATE_FAIL] = "fail",
        [GATE_INCONCLUSIVE] = "inconclusive",
        [GATE_INCOMPLETE] = "incomplete",
        [GATE_NOT_GATED] = "not gated",
    };

    return names[verdict];
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

void gate_add(struct gate *gate, const struct case_outcome *outcome)
{
    const struct run_plan *plan = gate->plan;
    const struct plan_cohort *cohort;
    struct tally *tally;

    assert(outcome->cohort >= 0 && (size_t)outcome->cohort < plan->cohort_count);
    assert(outcome->variant >= 0 && (size_t)outcome->variant < plan->variant_count);
    cohort = &plan->cohorts[outcome->cohort];
    tally = &gate->tallies[(size_t)outcome->variant * plan->cohort_count +
                           (size_t)outcome->cohort];
    tally_add(tally, outcome);
    cached_add(&gate->cached, outcome);
    if (outcome->must_pass || filter_names(&cohort->gate, cohort, outcome))
        must_pass_add(&tally->must_pass, outcome);
    if (filter_names(&plan->gate, cohort, outcome))
        must_pass_add(&tally->must_pass_of_suite, outcome);
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

/* A case that must pass is a rule of its own, also where its cohort has no gate. Without
 * a cohort: the whole. */
static bool scope_is_gated(const struct run_plan *plan, int variant,
                           const struct plan_cohort *cohort,
                           const struct scope_figures *figures)
{
    if (plan->variants[variant].is_baseline)
        return false;
    if (!cohort)
        return rules_decide(&plan->gate);
    if (!cohort->watch || (plan->is_partial && figures->cases == 0))
        return false;
    return rules_decide(&cohort->gate) || figures->must_pass.cases > 0;
}

bool plan_decides(const struct run_plan *plan)
{
    bool has_candidate = false;

    for (size_t i = 0; i < plan->variant_count; i++)
        has_candidate = has_candidate || !plan->variants[i].is_baseline;
    for (size_t i = 0; has_candidate && i < plan->cohort_count; i++) {
        const struct plan_cohort *cohort = &plan->cohorts[i];

        if (cohort->watch && cohort->case_count > 0 &&
            (rules_decide(&cohort->gate) || rules_decide(&plan->gate)))
            return true;
    }
    return false;
}

static void checks_drop(struct gate_scope *scope)
{
    for (size_t i = 0; i < scope->check_count; i++)
        free(scope->checks[i].sentence);
    free(scope->checks);
    scope->checks = NULL;
    scope->check_count = 0;
    scope->verdict = GATE_NOT_GATED;
}

/* That few samples are unscored is no merit: where it is all there is to say (the cases
 * of must_pass were not selected), the scope is not gated. */
static void scope_check(struct gate_scope *out, const struct rule_scope *scope)
{
    struct gate_check check;
    size_t capacity = 0;

    out->verdict = GATE_NOT_GATED;
    for (size_t i = 0; gate_rules_all[i]; i++) {
        if (!gate_rules_all[i](scope, &check))
            continue;
        MEM_GROW(out->checks, out->check_count, capacity);
        out->checks[out->check_count++] = check;
        out->verdict = gate_verdict_worse(out->verdict, check.verdict);
    }
    if (out->check_count == 1 && strcmp(out->checks[0].rule, "unscored") == 0)
        checks_drop(out);
}

static void scope_counts(struct gate_scope *out, const struct scope_figures *figures)
{
    out->case_count = figures->cases;
    out->cases_passed = figures->cases_passed;
    out->cases_failed = figures->cases_failed;
    out->cases_flaky = figures->cases_flaky;
    out->cases_unscored = figures->cases_unscored;
    out->samples = figures->passed + figures->failed + figures->unscored;
    out->passed = figures->passed;
    out->failed = figures->failed;
    out->unscored = figures->unscored;
    out->missing = figures->missing;
    out->states = figures->states;
    out->pass_rate = figures->pass.found;
    out->score = figures->score.found;
    out->latency_p95_ms =
        latency_p95(figures->latencies_ms, figures->latency_count, 0, 0);
}

/* `cases:` makes one cohort of that name, of which nobody has heard. */
static const char *scope_name(const struct run_plan *plan,
                              const struct plan_cohort *cohort)
{
    bool is_unnamed =
        plan->cohort_count == 1 && cohort && strcmp(cohort->name, "cases") == 0;

    return cohort && !is_unnamed ? cohort->name : NULL;
}

static void scope_decide(const struct gate *gate, enum run_status status,
                         struct gate_scope *out)
{
    static const struct gate_rules no_rules = {
        .pass_rate = NAN, .score = NAN, .latency_p95_ms = NAN, .unscored = NAN};
    const struct run_plan *plan = gate->plan;
    const struct plan_cohort *cohort =
        out->cohort == SCOPE_ALL ? NULL : &plan->cohorts[out->cohort];
    const struct gate_rules *rules = cohort ? &cohort->gate : &plan->gate;
    const struct tally *tallies =
        gate->tallies + (size_t)out->variant * plan->cohort_count;
    struct scope_figures figures;

    if (cohort)
        figures_of_cohort(&tallies[out->cohort], &figures);
    else
        figures_of_all(plan, tallies, &figures);
    if (!cohort)
        figures.states.gone += gate->gone[out->variant];
    scope_counts(out, &figures);
    out->verdict = GATE_NOT_GATED;
    if (scope_is_gated(plan, out->variant, cohort, &figures)) {
        struct rule_scope scope = {plan, rules->is_given ? rules : &no_rules,
                                   scope_name(plan, cohort), &figures};

        if (run_status_is_judged(status))
            scope_check(out, &scope);
        else
            out->verdict = GATE_INCOMPLETE;
    }
    scope_figures_release(&figures);
}

#define COMPARISON_BLANK                                                                 \
    {                                                                                    \
        .margin = NAN, .confidence = NAN, .baseline = NAN, .candidate = NAN,             \
        .difference = NAN, .lower = NAN, .upper = NAN, .p_drop = NAN, .p_adjusted = NAN, \
        .unscored = NAN, .unscored_baseline = NAN, .verdict = GATE_NOT_GATED             \
    }

static const struct gate_scope scope_blank = {
    .pass_rate = NAN,
    .pass_lower = NAN,
    .pass_upper = NAN,
    .score = NAN,
    .score_lower = NAN,
    .score_upper = NAN,
    .pass_all_repeats = NAN,
    .pass_any_repeat = NAN,
    .cost_per_case_usd = NAN,
    .latency_p95_ms = NAN,
    .baseline_cost_usd = NAN,
    .baseline_latency_p95_ms = NAN,
    .expected_flips = NAN,
    .repeat_share = NAN,
    .comparison = COMPARISON_BLANK,
    .anchor = COMPARISON_BLANK,
    .confirmed_p = -1,
    .verdict = GATE_NOT_GATED,
};

void gate_decide(struct gate *gate, enum run_status status, const char *reason,
                 struct judgement *out)
{
    const struct run_plan *plan = gate->plan;

    *out = (struct judgement){
        .verdict = GATE_NOT_GATED, .status = status, .cached = gate->cached};
    out->scope_count = plan->variant_count * (plan->cohort_count + 1);
    out->scopes = mem_new(out->scope_count, sizeof *out->scopes);
    for (size_t i = 0; i < out->scope_count; i++) {
        struct gate_scope *scope = &out->scopes[i];

        *scope = scope_blank;
        scope->variant = (int)(i / (plan->cohort_count + 1));
        scope->cohort = (int)(i % (plan->cohort_count + 1)) - 1;
        scope_decide(gate, status, scope);
        out->verdict = gate_verdict_worse(out->verdict, scope->verdict);
    }
    if (!run_status_is_judged(status))
        out->verdict = GATE_INCOMPLETE;
    out->sentence = verdict_sentence(plan, out, reason);
}

/* gate/gate.c - the outcomes of a run gathered. */
#include "gate/gate.h"

#include "base/mem.h"
#include "base/shown.h"
#include "gate/case_state.h"
#include "gate/gathered.h"
#include "gate/verdict_sentence.h"
#include "store/case_filter.h"
#include "store/run_file_baseline.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_COLUMNS_MAX = 40, GONE_BYTES_MAX = 4096 };

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

/* Of each variant: all, then each gate of graders; of each of these the cohorts. */
static size_t tally_count(const struct run_plan *plan)
{
    return plan->variant_count * (1 + plan->grader_gate_count) * plan->cohort_count;
}

struct tally *gate_tallies(const struct gate *gate, int variant, int grader)
{
    const struct run_plan *plan = gate->plan;

    return gate->tallies +
           ((size_t)variant * (1 + plan->grader_gate_count) + (size_t)(grader + 1)) *
               plan->cohort_count;
}

static size_t parts_count(const struct run_plan *plan)
{
    return plan->variant_count * plan->grader_gate_count * plan->cohort_count;
}

struct grader_parts *gate_grader_parts(const struct gate *gate, int variant, int grader)
{
    const struct run_plan *plan = gate->plan;

    return gate->parts + ((size_t)variant * plan->grader_gate_count + (size_t)grader) *
                             plan->cohort_count;
}

struct gate *gate_new(const struct run_plan *plan)
{
    struct gate *gate = mem_new(1, sizeof *gate);

    gate->plan = plan;
    gate->tallies = mem_new(tally_count(plan), sizeof *gate->tallies);
    gate->parts = mem_new(parts_count(plan), sizeof *gate->parts);
    gate->gone = mem_new(plan->variant_count, sizeof *gate->gone);
    gate->gone_names = mem_new(plan->variant_count, sizeof *gate->gone_names);
    for (size_t i = 0; i < plan->variant_count; i++)
        gate->gone_names[i].text = (struct buf)BUF_INIT(GONE_BYTES_MAX);
    return gate;
}

void gate_free(struct gate *gate)
{
    if (!gate)
        return;
    for (size_t i = 0; i < tally_count(gate->plan); i++)
        tally_release(&gate->tallies[i]);
    for (size_t i = 0; i < parts_count(gate->plan); i++)
        grader_parts_release(&gate->parts[i]);
    free(gate->parts);
    free(gate->tallies);
    free(gate->gone);
    for (size_t i = 0; i < gate->plan->variant_count; i++)
        buf_release(&gate->gone_names[i].text);
    free(gate->gone_names);
    group_numbers_release(&gate->groups);
    for (size_t i = 0; i < gate->lack_count; i++)
        free(gate->lacks[i].sentence);
    free(gate->lacks);
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
    if (outcome->newest_cached_ms > cached->newest_ms)
        cached->newest_ms = outcome->newest_cached_ms;
}

void gate_groups_from(struct gate *gate, const struct group_source *source)
{
    gate->groups.source = *source;
}

void gate_began(struct gate *gate, int64_t began_ms)
{
    gate->cached.began_ms = began_ms;
}

void gate_earlier(struct gate *gate, const struct earlier_verdict *earlier)
{
    gate->earlier = *earlier;
}

void gate_judged(struct gate *gate, const struct judged *judged)
{
    const size_t count = gate->plan->judge_count;

    gate->judged = judged;
    gate->lacks = mem_new(count, sizeof *gate->lacks);
    for (size_t i = 0; i < count; i++) {
        char *sentence = judged_lack(judged, i, gate->cached.began_ms);

        if (sentence)
            gate->lacks[gate->lack_count++] = (struct judge_lack){i, sentence};
    }
}

void gate_ended_early(struct gate *gate, const struct early_decision *decisions)
{
    gate->decisions = decisions;
}

/* Whether it gates: one whose quarantine has expired does. */
static bool quarantine_take(const struct run_plan *plan,
                            const struct case_outcome *outcome, struct tally *tally)
{
    struct case_states *states = &tally->states;

    if (outcome->quarantine < 0 || (size_t)outcome->quarantine >= plan->quarantine_count)
        return true;
    if (plan->quarantine[outcome->quarantine].is_expired) {
        states->quarantine_expired++;
        return true;
    }
    states->quarantined++;
    if (!plan->variants[outcome->variant].is_baseline)
        case_states_add(&tally->held, case_state_of(outcome));
    return false;
}

static int pairs_add(struct gate *gate, struct tally *tally,
                     const struct case_outcome *outcome, struct error *err)
{
    const struct plan_variant *variant = &gate->plan->variants[outcome->variant];
    bool is_compared = variant->baseline >= 0 || variant->baseline_entry >= 0;
    int32_t group;

    if (group_number(&gate->groups, outcome->group, &group, err))
        return -1;
    case_kinds_add(&tally->kinds, outcome, is_compared ? &outcome->baseline : NULL,
                   group);
    if (variant->anchor_entry >= 0)
        case_kinds_add(&tally->anchor_kinds, outcome, &outcome->anchor, group);
    return 0;
}

/* What a grader made of a case, as the outcome of a case. */
static struct case_outcome outcome_of_grader(const struct case_outcome *outcome,
                                             const struct grader_outcome *grader)
{
    struct case_outcome out = *outcome;

    out.must_pass = false;
    out.passed = grader->passed;
    out.failed = grader->failed;
    out.unscored = grader->unscored;
    out.missing = grader->missing;
    out.score_sum = grader->score_sum;
    out.score_count = grader->score_count;
    out.baseline = grader->baseline;
    out.anchor = grader->anchor;
    out.latency_count = 0;
    out.cost_usd = 0;
    out.cost_count = 0;
    return out;
}

static int grader_add(struct gate *gate, const struct case_outcome *of,
                      const struct grader_outcome *grader, struct error *err)
{
    const struct run_plan *plan = gate->plan;
    const struct case_outcome outcome = outcome_of_grader(of, grader);
    struct tally *tally = &gate_tallies(gate, of->variant, grader->gate)[of->cohort];

    if (grader->passed + grader->failed + grader->unscored + grader->missing == 0)
        return 0; /* it was asked of none of its samples */
    if (outcome_check(&outcome, err))
        return -1;
    if (!plan->variants[of->variant].is_baseline)
        case_states_add(&tally->states, case_state_of(&outcome));
    if (!quarantine_take(plan, &outcome, tally)) {
        tally_add_quarantined(tally, &outcome);
        return 0;
    }
    tally_add(tally, &outcome);
    if (pairs_add(gate, tally, &outcome, err))
        return -1;
    grader_parts_add(&gate_grader_parts(gate, of->variant, grader->gate)[of->cohort],
                     &plan->grader_gates[grader->gate], grader, of->weight);
    return 0;
}

static int graders_add(struct gate *gate, const struct case_outcome *outcome,
                       struct error *err)
{
    for (size_t i = 0; i < outcome->grader_count; i++)
        if (grader_add(gate, outcome, &outcome->graders[i], err))
            return -1;
    return 0;
}

int gate_add(struct gate *gate, const struct case_outcome *outcome, struct error *err)
{
    const struct run_plan *plan = gate->plan;
    const struct plan_cohort *cohort;
    struct tally *tally;

    assert(outcome->cohort >= 0 && (size_t)outcome->cohort < plan->cohort_count);
    assert(outcome->variant >= 0 && (size_t)outcome->variant < plan->variant_count);
    if (outcome_check(outcome, err) || graders_add(gate, outcome, err))
        return -1;
    cohort = &plan->cohorts[outcome->cohort];
    tally = &gate_tallies(gate, outcome->variant, SCOPE_ALL)[outcome->cohort];
    cached_add(&gate->cached, outcome);
    if (!plan->variants[outcome->variant].is_baseline)
        case_states_add(&tally->states, case_state_of(outcome));
    if (!quarantine_take(plan, outcome, tally)) {
        tally_add_quarantined(tally, outcome);
        return 0;
    }
    tally_add(tally, outcome);
    if (pairs_add(gate, tally, outcome, err))
        return -1;
    if (outcome->must_pass || filter_names(&cohort->gate, cohort, outcome))
        must_pass_add(&tally->must_pass, outcome);
    if (filter_names(&plan->gate, cohort, outcome))
        must_pass_add(&tally->must_pass_of_suite, outcome);
    return 0;
}

/* One that was held out has no name. */
static void gone_name(struct gone_names *names, const struct gone_case *gone)
{
    if (!gone->id || names->count == GONE_NAMED_MAX)
        return;
    if (names->count++)
        buf_append_text(&names->text, ", ");
    shown_append(&names->text, gone->cohort_name, strlen(gone->cohort_name),
                 NAME_COLUMNS_MAX);
    buf_append_char(&names->text, '/');
    shown_append(&names->text, gone->id, strlen(gone->id), NAME_COLUMNS_MAX);
}

void gate_add_gone(struct gate *gate, const struct gone_case *gone)
{
    const int variant = gone->variant, cohort = gone->cohort;

    assert(cohort >= SCOPE_ALL && cohort < (int)gate->plan->cohort_count);
    gone_name(&gate->gone_names[variant], gone);
    if (cohort == SCOPE_ALL)
        gate->gone[variant]++;
    else
        case_states_add(&gate_tallies(gate, variant, SCOPE_ALL)[cohort].states,
                        STATE_GONE);
}

/* cli/diff_judging.c - the cases of both sides brought together, counted and judged. */
#include "base/mem.h"
#include "cli/diff_parts.h"

#include <stdlib.h>
#include <string.h>

struct judging {
    struct diff_sides *sides;
    struct gate *gate;
    bool are_graded_alike;
    int64_t count;
    struct error *err;
};

static enum pairing pairing_of(const struct judging *judging,
                               const struct case_pair *pair)
{
    if (!pair->sides[PAIR_OLD].is_there)
        return PAIRING_NEW;
    if (pair->change == CHANGE_CHANGED)
        return PAIRING_CHANGED;
    return judging->are_graded_alike ? PAIRING_PAIRED : PAIRING_GRADERS;
}

static struct case_outcome outcome_of(const struct case_pair *pair, enum pair_side side)
{
    const struct pair_case *from = &pair->sides[side];

    return (struct case_outcome){.number = from->number,
                                 .cohort = pair->cohort,
                                 .variant = (int)side,
                                 .id = pair->key,
                                 .digest = from->digest,
                                 .weight = from->weight,
                                 .must_pass = from->must_pass,
                                 .passed = from->passed,
                                 .failed = from->failed,
                                 .unscored = from->unscored,
                                 .missing = from->missing,
                                 .score_sum = from->score_sum,
                                 .score_count = from->score_count,
                                 .latencies_ms = from->latencies_ms,
                                 .latency_count = from->latency_count,
                                 .group = from->group,
                                 .cost_usd = from->cost_usd,
                                 .cost_count = from->cost_count,
                                 .quarantine = -1};
}

static struct case_partner partner_of(const struct judging *judging,
                                      const struct case_pair *pair)
{
    const struct pair_case *from = &pair->sides[PAIR_OLD];
    const enum pairing pairing = pairing_of(judging, pair);

    if (pairing != PAIRING_PAIRED)
        return (struct case_partner){.pairing = pairing, .score_pairing = pairing};
    return (struct case_partner){.pairing = pairing,
                                 .score_pairing = pairing,
                                 .passed = from->passed,
                                 .failed = from->failed,
                                 .unscored = from->unscored,
                                 .missing = from->missing,
                                 .score_sum = from->score_sum,
                                 .score_count = from->score_count,
                                 .cost_usd = from->cost_usd,
                                 .cost_count = from->cost_count,
                                 .latencies_ms = from->latencies_ms,
                                 .latency_count = from->latency_count};
}

static int pair_judge(void *context, const struct case_pair *pair)
{
    struct judging *judging = context;
    struct diff_sides *sides = judging->sides;
    const struct pair_case *old_case = &pair->sides[PAIR_OLD];
    const struct pair_case *new_case = &pair->sides[PAIR_NEW];

    judging->count++;
    sides->counts[pair->change]++;
    sides->flaky_worse += pair->change == CHANGE_FLAKY && pair_rise(pair) < 0;
    sides->flaky_better += pair->change == CHANGE_FLAKY && pair_rise(pair) > 0;
    sides->differ = sides->differ || !old_case->is_there || !new_case->is_there ||
                    pair_outcome(old_case) != pair_outcome(new_case);
    if (old_case->is_there) {
        const struct case_outcome outcome = outcome_of(pair, PAIR_OLD);

        if (gate_add(judging->gate, &outcome, judging->err))
            return -1;
    }
    if (new_case->is_there) {
        struct case_outcome outcome = outcome_of(pair, PAIR_NEW);

        outcome.baseline = partner_of(judging, pair);
        if (gate_add(judging->gate, &outcome, judging->err))
            return -1;
    } else {
        gate_add_gone(judging->gate, PAIR_NEW, pair->cohort);
    }
    return 0;
}

static const struct plan_grader *plan_grader_named(const struct run_plan *plan,
                                                   const char *name)
{
    for (size_t i = 0; i < plan->grader_count; i++)
        if (!strcmp(plan->graders[i].name, name))
            return &plan->graders[i];
    return NULL;
}

/* Results of other graders are no results of the same thing. */
static bool graders_compare(struct diff_sides *sides)
{
    const struct run_plan *was = sides->runs[PAIR_OLD].plan;
    const struct run_plan *is = sides->runs[PAIR_NEW].plan;
    bool are_alike = true;

    for (size_t i = 0; i < was->grader_count; i++) {
        const struct plan_grader *other = plan_grader_named(is, was->graders[i].name);

        if (other && !strcmp(other->digest, was->graders[i].digest))
            continue;
        diff_note(sides, mem_format("the grader %s %s: what both sides passed is not "
                                    "the same",
                                    was->graders[i].name, other ? "differs" : "is gone"));
        are_alike = false;
    }
    for (size_t i = 0; i < is->grader_count; i++) {
        if (plan_grader_named(was, is->graders[i].name))
            continue;
        diff_note(sides, mem_format("the grader %s is new: what both sides passed is "
                                    "not the same",
                                    is->graders[i].name));
        are_alike = false;
    }
    return are_alike;
}

int diff_judge(struct diff_sides *sides, const struct diff_scope *scope,
               struct error *err)
{
    struct judging judging = {.sides = sides, .err = err};
    int rc;

    if (diff_pairs_fill(sides, scope, err))
        return -1;
    judging.are_graded_alike = graders_compare(sides);
    judging.gate = gate_new(sides->plan);
    rc = case_pairs_each(sides->pairs, pair_judge, &judging, err);
    if (rc == 0)
        rc = gate_decide(judging.gate, RUN_FINISHED, NULL, &sides->judgement, err);
    gate_free(judging.gate);
    if (rc == 0 && judging.count == 0)
        rc = error_set(err, ERROR_NO_CASES, "N0954",
                       "neither side has such a case: nothing to compare");
    return rc;
}

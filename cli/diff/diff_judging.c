/* cli/diff/diff_judging.c - the cases of both sides brought together, counted and judged.
 */
#include "base/mem.h"
#include "cli/diff/diff_parts.h"
#include "store/run_file_baseline.h"

#include <stdlib.h>
#include <string.h>

struct judging {
    struct diff_sides *sides;
    struct gate *gate;
    int64_t count, paired, rescored, quarantined;
    struct error *err;
};

static bool is_alike(const char *graders, const char *others)
{
    return !graders || !others || !strcmp(graders, others);
}

/* of_score: a score is alike where all graders are, a pass where the required ones are.
 */
static enum pairing pairing_of(const struct case_pair *pair, bool of_score)
{
    const struct pair_case *was = &pair->sides[PAIR_OLD];
    const struct pair_case *is = &pair->sides[PAIR_NEW];

    if (!was->is_there)
        return PAIRING_NEW;
    if (pair->change == CHANGE_CHANGED)
        return PAIRING_CHANGED;
    if (of_score ? is_alike(was->score_graders, is->score_graders)
                 : is_alike(was->pass_graders, is->pass_graders))
        return PAIRING_PAIRED;
    return PAIRING_GRADERS;
}

/* What the new side says, of whose suite the quarantine is. */
static int quarantine_of(const struct case_pair *pair)
{
    return pair->sides[PAIR_NEW].is_there ? pair->sides[PAIR_NEW].quarantine : -1;
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
                                 .quarantine = quarantine_of(pair)};
}

static struct case_partner partner_of(const struct case_pair *pair)
{
    const struct case_outcome was = outcome_of(pair, PAIR_OLD);
    const enum pairing pairing = pairing_of(pair, false);
    const enum pairing score_pairing = pairing_of(pair, true);
    struct case_partner partner = {.pairing = PAIRING_NONE};

    if (pairing == PAIRING_PAIRED || score_pairing == PAIRING_PAIRED)
        partner = case_partner_of(&was);
    partner.pairing = pairing;
    partner.score_pairing = score_pairing;
    return partner;
}

static void judging_count(struct judging *judging, const struct case_pair *pair)
{
    const bool is_paired = pair->change > CHANGE_CHANGED;

    judging->count++;
    judging->paired += is_paired;
    judging->rescored += is_paired && pairing_of(pair, true) == PAIRING_GRADERS;
    judging->quarantined += pair_is_quarantined(judging->sides->plan, pair);
}

static void counts_note(const struct judging *judging)
{
    struct diff_sides *sides = judging->sides;

    if (judging->rescored)
        diff_graders_note(sides, judging->rescored);
    if (judging->quarantined)
        diff_note(sides, mem_format("in quarantine, listed and in no rate: %lld",
                                    (long long)judging->quarantined));
    if (judging->paired == 0)
        diff_note(sides, mem_text("no case is on both sides: nothing is compared"));
}

static int pair_judge(void *context, const struct case_pair *pair)
{
    struct judging *judging = context;
    struct diff_sides *sides = judging->sides;
    const struct pair_case *old_case = &pair->sides[PAIR_OLD];
    const struct pair_case *new_case = &pair->sides[PAIR_NEW];

    judging_count(judging, pair);
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

        outcome.baseline = partner_of(pair);
        if (gate_add(judging->gate, &outcome, judging->err))
            return -1;
    } else {
        gate_add_gone(judging->gate,
                      &(struct gone_case){.variant = PAIR_NEW, .cohort = pair->cohort});
    }
    return 0;
}

int diff_judge(struct diff_sides *sides, const struct diff_scope *scope,
               struct error *err)
{
    struct judging judging = {.sides = sides, .err = err};
    int rc;

    if (diff_pairs_fill(sides, scope, err))
        return -1;
    judging.gate = gate_new(sides->plan);
    rc = case_pairs_each(sides->pairs, pair_judge, &judging, err);
    if (rc == 0)
        rc = gate_decide(judging.gate, RUN_FINISHED, NULL, &sides->judgement, err);
    gate_free(judging.gate);
    if (rc)
        return -1;
    counts_note(&judging);
    if (judging.count == 0)
        rc = error_set(err, ERROR_NO_CASES, "N0954",
                       "neither side has such a case: nothing to compare");
    return rc;
}

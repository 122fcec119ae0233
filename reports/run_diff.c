/* reports/run_diff.c - the cases of a comparison, each with the answers that show the
 * change.
 */
#include "reports/run_diff.h"

#include "reports/visible.h"

#include <math.h>
#include <stdlib.h>

struct delivery {
    const struct run_diff *diff;
    struct diff_case found;
    enum verdict wanted[2]; /* of the repeat that shows the change */
    int side;               /* that is read */
    bool was_found;         /* it has samples */
    diff_case_fn *fn;
    void *context;
    struct error *err;
};

enum outcome pair_outcome(const struct pair_case *side)
{
    if (side->passed + side->failed == 0)
        return OUTCOME_UNSCORED;
    if (side->failed == 0)
        return OUTCOME_PASS;
    return side->passed == 0 ? OUTCOME_FAIL : OUTCOME_FLAKY;
}

double pair_score(const struct pair_case *side)
{
    return side->score_count ? side->score_sum / side->score_count : (double)NAN;
}

bool pair_is_quarantined(const struct run_plan *plan, const struct case_pair *pair)
{
    const struct pair_case *is = &pair->sides[PAIR_NEW];

    return is->is_there && is->quarantine >= 0 &&
           !plan->quarantine[is->quarantine].is_expired;
}

/* By cross multiplication, so that equal shares are equal. */
int pair_rise(const struct case_pair *pair)
{
    const struct pair_case *old_case = &pair->sides[PAIR_OLD];
    const struct pair_case *new_case = &pair->sides[PAIR_NEW];
    const uint64_t was =
        (uint64_t)old_case->passed * (new_case->passed + (uint64_t)new_case->failed);
    const uint64_t is =
        (uint64_t)new_case->passed * (old_case->passed + (uint64_t)old_case->failed);

    return (is > was) - (is < was);
}

static void wanted_set(struct delivery *delivery, const struct case_pair *pair)
{
    const int rise = pair_rise(pair);

    for (int side = PAIR_OLD; side <= PAIR_NEW; side++) {
        const bool is_better = side == PAIR_NEW ? rise > 0 : rise < 0;

        if (pair_outcome(&pair->sides[side]) == OUTCOME_UNSCORED)
            delivery->wanted[side] = VERDICT_UNSCORED;
        else
            delivery->wanted[side] = is_better ? VERDICT_PASS : VERDICT_FAIL;
    }
}

static const struct repeat_result *repeat_pick(const struct variant_result *result,
                                               enum verdict wanted)
{
    for (size_t i = 0; i < result->repeat_count; i++)
        if (result->repeats[i].verdict == wanted)
            return &result->repeats[i];
    return result->repeat_count ? &result->repeats[0] : NULL;
}

static int sides_deliver(struct delivery *delivery, int side);

static int side_take(void *context, const struct case_result *result)
{
    struct delivery *delivery = context;
    const int side = delivery->side;
    const struct diff_side *from = &delivery->diff->sides[side];
    struct diff_repeat *out = &delivery->found.sides[side];

    delivery->was_found = true;
    out->repeat = repeat_pick(&result->variants[from->variant], delivery->wanted[side]);
    if (out->repeat && out->repeat->verdict != VERDICT_PASS) {
        const struct grade_result *cause = repeat_cause(from->plan, out->repeat);

        out->reason = repeat_reason(from->plan, out->repeat);
        out->grader = cause ? from->plan->graders[cause->grader].name : NULL;
    }
    return sides_deliver(delivery, side + 1);
}

/* What a side lends holds during its walk, so the next one is inside of it. */
static int sides_deliver(struct delivery *delivery, int side)
{
    const struct case_pair *pair = delivery->found.pair;
    const struct diff_side *from;
    struct report_input input;
    int64_t number;
    int rc = 0;

    if (side > PAIR_NEW)
        return delivery->fn(delivery->context, &delivery->found);
    from = &delivery->diff->sides[side];
    if (!pair->sides[side].is_there || !from->run)
        return sides_deliver(delivery, side + 1);
    input = (struct report_input){.run = from->run, .plan = from->plan};
    delivery->side = side;
    delivery->was_found = false;
    number = pair->sides[side].number;
    if (from->finds_cases)
        rc = visible_case_number(&input, delivery->found.cohort, pair->key, &number,
                                 delivery->err);
    if (rc == 0 && number >= 0)
        rc = case_result_of(&input, number, side_take, delivery, delivery->err);
    if (rc == 0 && !delivery->was_found)
        rc = sides_deliver(delivery, side + 1);
    return rc;
}

static int pair_take(void *context, const struct case_pair *pair)
{
    struct delivery *delivery = context;
    const struct run_diff *diff = delivery->diff;
    char *input = diff->input ? diff->input(diff->input_context, pair) : NULL;
    int rc;

    delivery->found = (struct diff_case){
        .pair = pair, .cohort = diff->plan->cohorts[pair->cohort].name, .input = input};
    wanted_set(delivery, pair);
    rc = sides_deliver(delivery, PAIR_OLD);
    free(input);
    return rc;
}

int run_diff_each(const struct run_diff *diff, diff_case_fn *fn, void *context,
                  struct error *err)
{
    struct delivery delivery = {.diff = diff, .fn = fn, .context = context, .err = err};

    return case_pairs_worst(diff->pairs, &diff->choice, pair_take, &delivery, err);
}

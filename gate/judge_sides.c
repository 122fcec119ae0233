/* gate/judge_sides.c - whether a judge favours a side, as labels of both sides tell. */
#include "gate/judge_sides.h"

#include "gate/gathered.h"
#include "statistics/normal.h"
#include "statistics/ppi_diff.h"

static bool all_watched(const struct run_plan *plan)
{
    for (size_t i = 0; i < plan->cohort_count; i++)
        if (!plan->cohorts[i].watch)
            return false;
    return true;
}

/* Above 0: the candidate. */
static int favoured(const struct gate_comparison *made, const struct ppi_diff *labelled)
{
    struct corrected_diff corrected = {.estimate = made->corrected};
    struct judge_bias bias;
    struct error ignored;
    double z;

    if (normal_z(made->confidence, &z, &ignored))
        return 0;
    corrected.se = (made->corrected_upper - made->corrected_lower) / (2 * z);
    bias = judge_bias(&corrected, labelled);
    return !bias.is_suspected ? 0 : bias.gap > 0 ? 1 : -1;
}

static int rate_show(const struct gate *gate, const struct judgement *judgement,
                     struct judged_rate *rate, struct error *err)
{
    const struct gate_comparison *made =
        &judgement_scope(judgement, rate->variant, SCOPE_ALL)->comparison;
    const int baseline = gate->plan->variants[rate->variant].baseline;
    struct ppi_scores now, before;
    struct ppi_diff found;

    if (baseline < 0 ||
        !judged_labelled(gate->judged, rate->judge, rate->variant, &now) ||
        !judged_labelled(gate->judged, rate->judge, baseline, &before))
        return 0;
    if (ppi_diff(&now, &before, gate_level(gate->plan), &found, err))
        return -1;
    rate->change_by_labels = found.estimate;
    rate->change_lower = found.range.lower;
    rate->change_upper = found.range.upper;
    if (made->judge == (int)rate->judge && all_watched(gate->plan))
        rate->favours = favoured(made, &found);
    return 0;
}

int judge_sides_show(const struct gate *gate, struct judgement *out, struct error *err)
{
    for (size_t i = 0; i < out->judged_count; i++)
        if (rate_show(gate, out, &out->judged[i], err))
            return -1;
    return 0;
}

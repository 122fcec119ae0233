/* gate/plan_rules.c - what a plan's gates say of comparisons. */
#include "gate/rule.h"

#include <math.h>

static const double confidence_default = 0.95;
static const double early_share = 0.2; /* of all error: 0.005 of 0.025 */

double gate_level(const struct run_plan *plan)
{
    return isnan(plan->gate.confidence) ? confidence_default : plan->gate.confidence;
}

double gate_confidence(const struct run_plan *plan)
{
    double level = gate_level(plan);

    return plan->stop_early ? 1 - (1 - level) * (1 - early_share) : level;
}

double gate_early_alpha(const struct run_plan *plan)
{
    return (1 - gate_level(plan)) / 2 * early_share;
}

double gate_margin(const struct run_plan *plan, int cohort, bool *of_score)
{
    const struct gate_rules *rules = &plan->gate;

    if (cohort != SCOPE_ALL && !isnan(plan->cohorts[cohort].gate.max_drop))
        rules = &plan->cohorts[cohort].gate;
    *of_score = rules->drop_of_score;
    return rules->max_drop;
}

bool variant_is_compared(const struct run_plan *plan, int variant)
{
    return plan->variants[variant].baseline >= 0 ||
           plan->variants[variant].baseline_entry >= 0;
}

bool cohort_drop_decides(const struct run_plan *plan, int cohort)
{
    size_t watched = 0;

    if (!plan->cohorts[cohort].watch)
        return false;
    if (!isnan(plan->cohorts[cohort].gate.max_drop))
        return true;
    for (size_t i = 0; i < plan->cohort_count; i++)
        watched += plan->cohorts[i].watch;
    return watched > 1 && !isnan(plan->gate.max_drop);
}

/* What of a gate decides where there is no baseline. */
static bool limits_decide(const struct gate_rules *rules)
{
    return !isnan(rules->pass_rate) || !isnan(rules->score) ||
           !isnan(rules->latency_p95_ms) || !isnan(rules->pass_all_repeats) ||
           !isnan(rules->cost_per_case_usd) || rules->must_pass;
}

bool rules_decide(const struct gate_rules *rules)
{
    return rules->is_given &&
           (limits_decide(rules) || !isnan(rules->max_drop) ||
            !isnan(rules->max_cost_rise) || !isnan(rules->max_latency_rise));
}

static bool graders_decide(const struct run_plan *plan)
{
    for (size_t i = 0; i < plan->grader_gate_count; i++)
        if (rules_decide(&plan->grader_gates[i].gate))
            return true;
    return plan->share_rule_count > 0;
}

bool plan_decides(const struct run_plan *plan)
{
    bool has_candidate = false;

    for (size_t i = 0; i < plan->variant_count; i++)
        has_candidate = has_candidate || !plan->variants[i].is_baseline;
    for (size_t i = 0; has_candidate && i < plan->cohort_count; i++) {
        const struct plan_cohort *cohort = &plan->cohorts[i];

        if (cohort->watch && cohort->case_count > 0 &&
            (rules_decide(&cohort->gate) || rules_decide(&plan->gate) ||
             graders_decide(plan)))
            return true;
    }
    return false;
}

static int drop_check(const struct gate_rules *rules, struct error *err)
{
    if (isnan(rules->max_drop) || (rules->max_drop > 0 && rules->max_drop < 1))
        return 0;
    return error_set(err, ERROR_INPUT, "N0801",
                     "a max_drop lies between 0 and 1, both left out; it is %g",
                     rules->max_drop);
}

int plan_rules_check(const struct run_plan *plan, struct error *err)
{
    double level = gate_level(plan);

    if (!(level > 0 && level < 1))
        return error_set(err, ERROR_INPUT, "N0801",
                         "a confidence lies between 0 and 1, both left out; it is %g",
                         level);
    if (drop_check(&plan->gate, err))
        return -1;
    for (size_t i = 0; i < plan->cohort_count; i++)
        if (drop_check(&plan->cohorts[i].gate, err))
            return -1;
    for (size_t i = 0; i < plan->grader_gate_count; i++)
        if (drop_check(&plan->grader_gates[i].gate, err))
            return -1;
    return 0;
}

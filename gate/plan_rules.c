/* gate/plan_rules.c - what a plan's gates say of comparisons. */
#include "gate/gate.h"

#include <math.h>

static const double confidence_default = 0.95;
static const double early_share = 0.2; /* of all error: 0.005 of 0.025 */

static double plan_level(const struct run_plan *plan)
{
    return isnan(plan->gate.confidence) ? confidence_default : plan->gate.confidence;
}

double gate_confidence(const struct run_plan *plan)
{
    double level = plan_level(plan);

    return plan->stop_early ? 1 - (1 - level) * (1 - early_share) : level;
}

double gate_early_alpha(const struct run_plan *plan)
{
    return (1 - plan_level(plan)) / 2 * early_share;
}

double gate_margin(const struct run_plan *plan, int cohort, bool *of_score)
{
    const struct gate_rules *rules = &plan->gate;

    if (cohort != SCOPE_ALL && !isnan(plan->cohorts[cohort].gate.max_drop))
        rules = &plan->cohorts[cohort].gate;
    *of_score = rules->drop_of_score;
    return rules->max_drop;
}

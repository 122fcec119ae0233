/* gate/rules.c - the table of rules. */
#include "gate/rule.h"

#include <math.h>

gate_rule_fn *const gate_rules_all[] = {
    rule_cases,     rule_pass_rate, rule_score, rule_latency,
    rule_must_pass, rule_unscored,  NULL,
};

bool rules_decide(const struct gate_rules *rules)
{
    const double limits[] = {rules->pass_rate,         rules->score,
                             rules->latency_p95_ms,    rules->pass_all_repeats,
                             rules->cost_per_case_usd, rules->max_drop,
                             rules->max_cost_rise,     rules->max_latency_rise};
    bool has_limit = false;

    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++)
        has_limit = has_limit || !isnan(limits[i]);
    return rules->is_given && (has_limit || rules->must_pass);
}

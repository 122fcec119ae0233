/* gate/rules.c - the table of rules. */
#include "gate/rule.h"

#include <math.h>

gate_rule_fn *const gate_rules_all[] = {
    rule_cases,     rule_pass_rate, rule_score, rule_latency,
    rule_must_pass, rule_unscored,  NULL,
};

bool rules_decide(const struct gate_rules *rules)
{
    return rules->is_given && (!isnan(rules->pass_rate) || !isnan(rules->score) ||
                               !isnan(rules->latency_p95_ms) || rules->must_pass);
}

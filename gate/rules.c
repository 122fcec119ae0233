/* gate/rules.c - the table of rules. */
#include "gate/rule.h"

#include <math.h>

gate_rule_fn *const gate_rules_all[] = {
    rule_judge,
    rule_cases,
    rule_max_drop,
    rule_anchor,
    rule_pass_rate,
    rule_score,
    rule_pass_all_repeats,
    rule_latency,
    rule_latency_rise,
    rule_cost,
    rule_cost_rise,
    rule_must_pass,
    rule_removed,
    rule_paired,
    rule_quarantined,
    rule_unscored,
    NULL,
};

struct gate_check check_of(const char *rule, double limit, double found)
{
    return (struct gate_check){.rule = rule,
                               .verdict = GATE_PASS,
                               .limit = limit,
                               .found = found,
                               .lower = (double)NAN,
                               .upper = (double)NAN};
}

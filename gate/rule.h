/* gate/rule.h - the rules a scope is held to, as a table.
 *
 * To add one (max_drop and its comparison with a baseline will be such rows, with the
 * pairs of outcomes beside the figures): write gate/rule_<name>.c, name it here and in
 * rules.c, describe it in docs/gate.md, and give it cases in tests/gate/cases/.
 */
#ifndef NOWORSE_GATE_RULE_H
#define NOWORSE_GATE_RULE_H

#include "gate/gate.h"
#include "gate/tally.h"

/* A scope to be judged; all borrowed. */
struct rule_scope {
    const struct run_plan *plan;
    const struct gate_rules *rules; /* of the suite or the cohort */
    const char *name;               /* of the cohort; NULL: all */
    const struct scope_figures *figures;
};

/* Where it has something to say about the scope: fills *out and returns true. */
typedef bool gate_rule_fn(const struct rule_scope *scope, struct gate_check *out);

/* In the order in which they are shown; ended by NULL. */
extern gate_rule_fn *const gate_rules_all[];

gate_rule_fn rule_cases;     /* there is a case, and one that was scored */
gate_rule_fn rule_pass_rate; /* rule_threshold.c */
gate_rule_fn rule_score;
gate_rule_fn rule_latency;
gate_rule_fn rule_must_pass;
gate_rule_fn rule_unscored;

/* A share of 0.01 where the suite gives none. */
double unscored_limit(const struct run_plan *plan);

/* Whether a scope of the suite's or a cohort's rules decides anything: a gate that only
 * sets `unscored` does not. */
bool rules_decide(const struct gate_rules *rules);

#endif

/* gate/rule.h - the rules a scope is held to, as a table.
 *
 * To add one: write gate/rule_<name>.c, name it here and in
 * rules.c, describe it in docs/gate.md, and give it cases in tests/gate/cases/.
 */
#ifndef NOWORSE_GATE_RULE_H
#define NOWORSE_GATE_RULE_H

#include "gate/gate.h"
#include "gate/judged.h"
#include "gate/tally.h"

/* Cases of the baseline: in all that the run could have, and of them those that compare.
 */
struct pair_counts {
    int64_t of_baseline, comparable;
};

struct gate;

/* A scope to be judged; all borrowed. */
struct rule_scope {
    const struct gate *gate;
    const struct run_plan *plan;
    const struct gate_rules *rules; /* of the suite or the cohort */
    const char *name;               /* of the cohort; NULL: all, or the only one */
    bool is_all;
    struct pair_counts pairs; /* on the suite's measure; without quarantined ones */
    const struct scope_figures *figures;
    const struct gate_scope *shown; /* its comparisons are decided */
    const struct judged *judged;    /* NULL: the plan has no judges */
    const struct judge_lack *lacks; /* of judges that no verdict may rest on */
    size_t lack_count;
    bool is_early;    /* the run ended early: only the comparison is sure */
    bool is_compared; /* the variant has a baseline */
    bool is_stored;   /* which is a file's entry */
};

/* Where it has something to say about the scope: fills *out and returns true. */
typedef bool gate_rule_fn(const struct rule_scope *scope, struct gate_check *out);

/* In the order in which they are shown; ended by NULL. */
extern gate_rule_fn *const gate_rules_all[];

/* Rules about labels and fields, of which a scope may have many: add() takes each. */
typedef void gate_check_fn(void *context, const struct gate_check *check);
void rule_shares(const struct rule_scope *scope, gate_check_fn *add, void *context);
/* Whether the gate of a scope has such rules. */
bool shares_decide(const struct run_plan *plan, const struct gate_scope *scope);

/* Applies them all: fills the checks of the scope, and its verdict. */
void scope_check(struct gate_scope *out, const struct rule_scope *scope);

/* Its samples rest on such a judge: nothing is said that follows from grades. */
bool scope_is_withheld(const struct rule_scope *scope);

gate_rule_fn rule_judge;     /* every judge is known well enough */
gate_rule_fn rule_cases;     /* there is a case, and one that was scored */
gate_rule_fn rule_max_drop;  /* rule_drop.c: against the baseline … */
gate_rule_fn rule_anchor;    /* … and against the older one */
gate_rule_fn rule_pass_rate; /* rule_threshold.c */
gate_rule_fn rule_score;
gate_rule_fn rule_pass_all_repeats;
gate_rule_fn rule_latency;
gate_rule_fn rule_latency_rise;
gate_rule_fn rule_cost; /* rule_cost.c */
gate_rule_fn rule_cost_rise;
gate_rule_fn rule_must_pass;
gate_rule_fn rule_removed; /* rule_baseline.c */
gate_rule_fn rule_paired;
gate_rule_fn rule_quarantined;
gate_rule_fn rule_unscored;

/* One that passes, without an interval and without a sentence. */
struct gate_check check_of(const char *rule, double limit, double found);

/* A share of 0.01 where the suite gives none. */
double unscored_limit(const struct run_plan *plan);

/* N0801: a margin, a confidence or a share that no comparison can be made with. */
int plan_rules_check(const struct run_plan *plan, struct error *err);

/* Whether a variant is compared with anything. */
bool variant_is_compared(const struct run_plan *plan, int variant);

/* Whether a scope of the suite's or a cohort's rules decides anything: a gate that only
 * sets `unscored` does not. */
bool rules_decide(const struct gate_rules *rules);

#endif

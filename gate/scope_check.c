/* gate/scope_check.c - a scope judged by every rule. */
#include "gate/rule.h"
#include "gate/verdict_sentence.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

static void checks_drop(struct gate_scope *scope)
{
    for (size_t i = 0; i < scope->check_count; i++)
        free(scope->checks[i].sentence);
    free(scope->checks);
    scope->checks = NULL;
    scope->check_count = 0;
    scope->verdict = GATE_NOT_GATED;
}

/* What needs no more cases than those that ran. */
static bool rule_holds_early(gate_rule_fn *rule)
{
    return rule == rule_judge || rule == rule_max_drop || rule == rule_must_pass ||
           rule == rule_removed;
}

/* What follows from what graders say. */
static bool rule_rests_on_grades(gate_rule_fn *rule)
{
    return rule == rule_max_drop || rule == rule_anchor || rule == rule_pass_rate ||
           rule == rule_score || rule == rule_pass_all_repeats || rule == rule_must_pass;
}

/* The checks of a scope while they are made. */
struct checking {
    struct gate_scope *out;
    enum gate_verdict merit; /* without that few are unscored */
    size_t capacity;
};

static void check_add(void *context, const struct gate_check *check)
{
    struct checking *checking = context;
    struct gate_scope *out = checking->out;

    MEM_GROW(out->checks, out->check_count, checking->capacity);
    out->checks[out->check_count++] = *check;
    out->verdict = gate_verdict_worse(out->verdict, check->verdict);
    if (strcmp(check->rule, "unscored") != 0)
        checking->merit = gate_verdict_worse(checking->merit, check->verdict);
}

/* That few samples are unscored is no merit: where it is all that holds (the cases of
 * must_pass were not selected; a cohort that is watched is too noisy to tell), the scope
 * is not gated. */
void scope_check(struct gate_scope *out, const struct rule_scope *scope)
{
    const bool is_withheld = scope_is_withheld(scope);
    struct checking checking = {out, GATE_NOT_GATED, 0};
    struct gate_check check;

    out->verdict = GATE_NOT_GATED;
    for (size_t i = 0; gate_rules_all[i]; i++) {
        if (gate_rules_all[i] == rule_unscored && !scope->is_early)
            rule_shares(scope, check_add, &checking);
        if (scope->is_early && !rule_holds_early(gate_rules_all[i]))
            continue;
        if (is_withheld && rule_rests_on_grades(gate_rules_all[i]))
            continue;
        if (gate_rules_all[i](scope, &check))
            check_add(&checking, &check);
    }
    if (out->check_count == 1 && strcmp(out->checks[0].rule, "unscored") == 0)
        checks_drop(out);
    else if (checking.merit == GATE_NOT_GATED && out->verdict == GATE_PASS)
        out->verdict = GATE_NOT_GATED;
}

/* gate/rule_drop.c - no drop larger than the margin: max_drop, against the baseline and
 * against the anchor.
 */
#include "gate/drop_words.h"
#include "gate/rule.h"

/* A cohort that is watched and not required raises its hand, and does no more. */
static enum gate_verdict verdict_of(const struct gate_comparison *comparison)
{
    return comparison->verdict == GATE_INCONCLUSIVE && !comparison->is_required
               ? GATE_NOT_GATED
               : comparison->verdict;
}

static bool drop_check(const struct rule_scope *scope,
                       const struct gate_comparison *comparison, const char *rule,
                       struct gate_check *out)
{
    if (!comparison->is_gated || scope->figures->cases == 0)
        return false;
    *out = check_of(rule, comparison->margin_held, comparison->difference);
    out->verdict = verdict_of(comparison);
    out->reason = comparison->reason;
    out->lower = comparison->lower;
    out->upper = comparison->upper;
    out->sentence =
        drop_sentence(comparison, scope->name, comparison == &scope->shown->anchor);
    return true;
}

bool rule_max_drop(const struct rule_scope *scope, struct gate_check *out)
{
    return drop_check(scope, &scope->shown->comparison, "max_drop", out);
}

bool rule_anchor(const struct rule_scope *scope, struct gate_check *out)
{
    return drop_check(scope, &scope->shown->anchor, "anchor", out);
}

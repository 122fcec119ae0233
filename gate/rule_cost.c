/* gate/rule_cost.c - what an answer may cost: cost_per_case_usd, max_cost_rise. No
 * inference.
 */
#include "base/mem.h"
#include "gate/rise.h"

#include <math.h>

/* A cost that is not known is never 0: an answer without one leaves the rule open. */
static bool cost_is_unknown(const struct scope_figures *figures, double found)
{
    return isnan(found) || figures->cost.known < figures->cost.answers;
}

static bool unknown_told(const struct rule_scope *scope, struct gate_check *out)
{
    out->verdict = GATE_INCOMPLETE;
    out->reason = "cost";
    out->sentence = mem_format("the cost of some answers%s%s is not known",
                               scope->name ? " in " : "", scope->name ? scope->name : "");
    return true;
}

bool rule_cost(const struct rule_scope *scope, struct gate_check *out)
{
    double limit = scope->rules->cost_per_case_usd;
    double found = scope->shown->cost_per_case_usd;
    char found_text[FIGURE_SIZE], limit_text[FIGURE_SIZE];
    bool is_above = figure_is_above(found, limit);

    if (isnan(limit) || scope->figures->cases == 0)
        return false;
    *out = check_of("cost_per_case_usd", limit, found);
    out->has_no_inference = true;
    if (cost_is_unknown(scope->figures, found))
        return unknown_told(scope, out);
    out->verdict = is_above ? GATE_FAIL : GATE_PASS;
    out->reason = is_above ? "cost" : NULL;
    figure_pair(found, limit, FIGURE_USD, found_text, limit_text);
    out->sentence =
        mem_format("%s%sanswers for %s each, %s %s allowed",
                   scope->name ? scope->name : "", scope->name ? " " : "", found_text,
                   is_above ? "above the" : "at most", limit_text);
    return true;
}

bool rule_cost_rise(const struct rule_scope *scope, struct gate_check *out)
{
    const struct gate_scope *shown = scope->shown;
    double limit = scope->rules->max_cost_rise;
    double before = shown->baseline_cost_usd, now = shown->cost_per_case_usd;

    if (isnan(limit) || !scope->is_compared || scope->figures->cases == 0)
        return false;
    *out = check_of("max_cost_rise", limit, rise_of(before, now));
    out->has_no_inference = true;
    if (isnan(out->found) || cost_is_unknown(scope->figures, now))
        return unknown_told(scope, out);
    rise_judge(scope,
               &(struct rise){before, now, FIGURE_USD, "answers for", "each", "cost"},
               out);
    return true;
}

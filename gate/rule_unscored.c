/* gate/rule_unscored.c - how many samples may be without a result: unscored. */
#include "base/mem.h"
#include "gate/figure.h"
#include "gate/rule.h"

#include <math.h>

static const double unscored_default = 0.01;

double unscored_limit(const struct run_plan *plan)
{
    return isnan(plan->gate.unscored) ? unscored_default : plan->gate.unscored;
}

bool rule_unscored(const struct rule_scope *scope, struct gate_check *out)
{
    const struct scope_figures *figures = scope->figures;
    int64_t without = figures->unscored + figures->missing;
    int64_t all = without + figures->passed + figures->failed;
    double limit = unscored_limit(scope->plan);
    char found_text[FIGURE_SIZE], limit_text[FIGURE_SIZE];
    char without_text[FIGURE_SIZE], all_text[FIGURE_SIZE];
    bool is_above;

    if (all == 0)
        return false;
    *out = check_of("unscored", limit, (double)without / (double)all);
    is_above = figure_is_above(out->found, limit);
    if (is_above) {
        out->verdict = GATE_INCOMPLETE;
        out->reason = "unscored";
    }
    figure_pair(out->found, limit, FIGURE_PERCENT, found_text, limit_text);
    figure_count(without, without_text);
    figure_count(all, all_text);
    out->sentence =
        mem_format("%s of %s samples%s%s %s unscored (%s), %s %s allowed", without_text,
                   all_text, scope->name ? " of " : "", scope->name ? scope->name : "",
                   without == 1 ? "is" : "are", found_text,
                   is_above ? "more than the" : "at most", limit_text);
    return true;
}

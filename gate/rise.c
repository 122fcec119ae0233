/* gate/rise.c - a cost or a time beside the baseline's: a plain limit on the rise. */
#include "gate/rise.h"

#include "base/mem.h"

#include <math.h>

double rise_of(double before, double now)
{
    if (before > 0)
        return now / before - 1;
    return now > 0 ? (double)INFINITY : now - before;
}

void rise_judge(const struct rule_scope *scope, const struct rise *rise,
                struct gate_check *out)
{
    bool is_above = figure_is_above(out->found, out->limit);
    char before[FIGURE_SIZE], now[FIGURE_SIZE], unused[FIGURE_SIZE];
    char found_text[FIGURE_SIZE] = "", limit_text[FIGURE_SIZE];

    out->verdict = is_above ? GATE_FAIL : GATE_PASS;
    out->reason = is_above ? rise->reason : NULL;
    figure_pair(rise->before, 0, rise->form, before, unused);
    figure_pair(rise->now, 0, rise->form, now, unused);
    figure_pair(isinf(out->found) ? 0 : fabs(out->found), out->limit, FIGURE_PERCENT,
                found_text, limit_text);
    if (isinf(out->found))
        out->sentence = mem_format("%s%s%s %s %s, and the baseline for nothing",
                                   scope->name ? scope->name : "", scope->name ? " " : "",
                                   rise->verb, now, rise->more);
    else
        out->sentence =
            mem_format("%s%s%s %s %s, %s %s than the baseline's %s, %s %s allowed",
                       scope->name ? scope->name : "", scope->name ? " " : "", rise->verb,
                       now, rise->more, found_text, out->found < 0 ? "less" : "more",
                       before, is_above ? "above the" : "a rise of at most", limit_text);
}

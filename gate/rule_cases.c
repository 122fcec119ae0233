/* gate/rule_cases.c - nothing vacuous passes: there is a case, and something was scored.
 */
#include "gate/rule.h"

#include "base/mem.h"

#include <math.h>

bool rule_cases(const struct rule_scope *scope, struct gate_check *out)
{
    const struct scope_figures *figures = scope->figures;
    bool is_empty = figures->cases == 0;

    if (!is_empty && figures->passed + figures->failed > 0)
        return false;
    *out = check_of("cases", (double)NAN, (double)NAN);
    out->verdict = GATE_INCOMPLETE;
    out->reason = is_empty ? "no_cases" : "nothing_scored";
    if (scope->name)
        out->sentence =
            mem_format(is_empty ? "there is no case in %s" : "nothing was scored in %s",
                       scope->name);
    else
        out->sentence = mem_text(is_empty ? "there is no case" : "nothing was scored");
    return true;
}

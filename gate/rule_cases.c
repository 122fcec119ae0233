/* gate/rule_cases.c - nothing vacuous passes: there is a case, and something was scored.
 */
#include "gate/rule.h"

#include "base/mem.h"

#include <math.h>

/* What the scope lacks; NULL: nothing. */
static char *lack_sentence(const struct scope_figures *figures, const char *name,
                           bool is_of_grader)
{
    const char *in = name ? " in " : "";

    name = name ? name : "";
    if (figures->cases == 0 && figures->quarantined.cases)
        return mem_format("every case%s%s is in quarantine", in, name);
    if (figures->cases == 0 && is_of_grader)
        return mem_format("%s judged no case", name);
    if (figures->cases == 0)
        return mem_format("there is no case%s%s", in, name);
    return figures->passed + figures->failed > 0
               ? NULL
               : mem_format("nothing was scored%s%s", in, name);
}

bool rule_cases(const struct rule_scope *scope, struct gate_check *out)
{
    char *sentence =
        lack_sentence(scope->figures, scope->name, scope->shown->grader != SCOPE_ALL);

    if (!sentence)
        return false;
    *out = check_of("cases", (double)NAN, (double)NAN);
    out->verdict = GATE_INCOMPLETE;
    out->reason = scope->figures->cases == 0 ? "no_cases" : "nothing_scored";
    out->sentence = sentence;
    return true;
}

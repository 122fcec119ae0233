/* gate/rule_judge.c - judges that a verdict may not rest on: too little is known of them,
 * or they are not the ones of which it was known. */
#include "gate/rule.h"

#include "base/mem.h"

#include <math.h>
#include <string.h>

/* Whether what the scope is held to rests on the grader. */
static bool rests_on(const struct rule_scope *scope, const struct plan_grader *grader)
{
    if (scope->shown->grader != SCOPE_ALL)
        return !strcmp(scope->plan->grader_gates[scope->shown->grader].name,
                       grader->name);
    return grader->required || !isnan(scope->rules->score) || scope->rules->drop_of_score;
}

static const struct judge_lack *lack_of(const struct rule_scope *scope)
{
    for (size_t i = 0; i < scope->lack_count; i++) {
        const struct judge_lack *lack = &scope->lacks[i];
        const struct plan_judge *judge = &scope->plan->judges[lack->judge];

        if (judged_has(scope->judged, lack->judge, scope->shown->cohort) &&
            rests_on(scope, &scope->plan->graders[judge->grader]))
            return lack;
    }
    return NULL;
}

bool scope_is_withheld(const struct rule_scope *scope)
{
    return lack_of(scope) != NULL;
}

bool rule_judge(const struct rule_scope *scope, struct gate_check *out)
{
    const struct judge_lack *lack = lack_of(scope);

    if (!lack)
        return false;
    *out = check_of("judge", (double)NAN, (double)NAN);
    out->verdict = GATE_INCOMPLETE;
    out->reason = "judge";
    out->sentence = mem_text(lack->sentence);
    return true;
}

/* gate/rule_must_pass.c - cases of which no repeat may fail: must_pass. */
#include "base/mem.h"
#include "gate/figure.h"
#include "gate/rule.h"

#include <math.h>

static char *must_pass_sentence(const struct rule_scope *scope,
                                const struct must_pass_tally *tally)
{
    const char *of = scope->name ? " of " : "";
    const char *name = scope->name ? scope->name : "";
    char all[FIGURE_SIZE], bad[FIGURE_SIZE];
    bool one = tally->cases == 1;

    figure_count(tally->cases, all);
    figure_count(tally->failed ? tally->failed : tally->unknown, bad);
    if (tally->cases == 0)
        return mem_format("must_pass names no case%s%s", of, name);
    if (tally->failed)
        return mem_format("%s of %s must-pass cases%s%s failed", bad, all, of, name);
    if (tally->unknown)
        return mem_format("%s of %s must-pass cases%s%s not scored in every repeat", bad,
                          all, of, name);
    return mem_format("%s must-pass case%s%s%s pass%s", all, one ? "" : "s", of, name,
                      one ? "es" : "");
}

bool rule_must_pass(const struct rule_scope *scope, struct gate_check *out)
{
    const struct must_pass_tally *tally = &scope->figures->must_pass;

    if (scope->figures->cases == 0)
        return false;
    /* What a selection left out is not gated; what nobody left out should be there. */
    if (tally->cases == 0 && (!scope->rules->must_pass || scope->plan->is_partial))
        return false;
    *out = check_of("must_pass", (double)NAN, (double)tally->failed);
    if (tally->failed) {
        out->verdict = GATE_FAIL;
        out->reason = "must_pass";
    } else if (tally->unknown || tally->cases == 0) {
        out->verdict = GATE_INCOMPLETE;
        out->reason = tally->cases ? "missing" : "no_cases";
    }
    out->sentence = must_pass_sentence(scope, tally);
    return true;
}

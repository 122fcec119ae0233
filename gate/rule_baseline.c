/* gate/rule_baseline.c - what became of the baseline's cases: removed, paired; and how
 * many are in quarantine: quarantined. Of the suite alone; paired of graders, too.
 */
#include "base/mem.h"
#include "gate/figure.h"
#include "gate/gathered.h"
#include "gate/rule.h"

#include <math.h>
#include <stdlib.h>

static const double paired_default = 0.8;
static const double quarantined_default = 0.05;

/* " (angry/a1, angry/a2 and 5 more)" */
static char *gone_words(const struct rule_scope *scope, int64_t gone)
{
    const struct gone_names *names = &scope->gate->gone_names[scope->shown->variant];
    char more[FIGURE_SIZE];

    if (!names->count)
        return mem_text("");
    if (gone == (int64_t)names->count)
        return mem_format(" (%s)", buf_text(&names->text));
    figure_count(gone - (int64_t)names->count, more);
    return mem_format(" (%s and %s more)", buf_text(&names->text), more);
}

bool rule_removed(const struct rule_scope *scope, struct gate_check *out)
{
    int64_t gone = scope->figures->states.gone;
    bool is_allowed = scope->plan->gate.removed_allowed;
    char count[FIGURE_SIZE];
    char *names;

    if (!scope->is_all || !scope->is_compared || gone == 0)
        return false;
    *out = check_of("removed", (double)NAN, (double)gone);
    out->verdict = is_allowed ? GATE_PASS : GATE_FAIL;
    out->reason = "removed";
    figure_count(gone, count);
    names = gone_words(scope, gone);
    out->sentence = mem_format("%s case%s of the baseline %s gone%s%s", count,
                               gone == 1 ? "" : "s", gone == 1 ? "is" : "are", names,
                               is_allowed ? ", which is allowed"
                                          : ", and \"removed: allow\" is not set");
    free(names);
    return true;
}

/* Why too few compare. */
static const char *lack_words(const struct rule_scope *scope)
{
    const struct case_states *states = &scope->figures->states;

    if (states->regraded <= states->changed)
        return "";
    return scope->is_all ? ": most have other graders now"
                         : ": most were not judged by this grader then";
}

/* Of a grader where it is what a drop is looked for in. */
static bool pairs_count(const struct rule_scope *scope)
{
    const bool is_grader = scope->shown->grader != SCOPE_ALL;

    return scope->is_stored &&
           (scope->is_all || (is_grader && scope->shown->comparison.is_gated));
}

bool rule_paired(const struct rule_scope *scope, struct gate_check *out)
{
    int64_t all = scope->pairs.of_baseline, pairs = scope->pairs.comparable;
    double limit =
        isnan(scope->plan->gate.paired) ? paired_default : scope->plan->gate.paired;
    char found_text[FIGURE_SIZE], limit_text[FIGURE_SIZE];
    char some[FIGURE_SIZE], of[FIGURE_SIZE];
    bool is_below;

    if (!pairs_count(scope) || all == 0)
        return false;
    *out = check_of("paired", limit, (double)pairs / (double)all);
    is_below = figure_is_below(out->found, limit);
    if (is_below) {
        out->verdict = GATE_INCOMPLETE;
        out->reason = "paired";
    }
    figure_pair(out->found, limit, FIGURE_PERCENT, found_text, limit_text);
    figure_count(pairs, some);
    figure_count(all, of);
    out->sentence = mem_format(
        "%s of the baseline's %s cases can be compared%s%s (%s), %s %s "
        "required%s",
        some, of, scope->is_all ? "" : " by ", scope->is_all ? "" : scope->name,
        found_text, is_below ? "below the" : "at least", limit_text,
        is_below ? lack_words(scope) : "");
    return true;
}

bool rule_quarantined(const struct rule_scope *scope, struct gate_check *out)
{
    int64_t aside = scope->figures->quarantined.cases;
    int64_t all = scope->figures->cases + aside;
    double limit = isnan(scope->plan->gate.quarantined) ? quarantined_default
                                                        : scope->plan->gate.quarantined;
    char found_text[FIGURE_SIZE], limit_text[FIGURE_SIZE];
    char some[FIGURE_SIZE], of[FIGURE_SIZE];
    bool is_above;

    if (!scope->is_all || aside == 0)
        return false;
    *out = check_of("quarantined", limit, (double)aside / (double)all);
    is_above = figure_is_above(out->found, limit);
    if (is_above) {
        out->verdict = GATE_INCOMPLETE;
        out->reason = "quarantined";
    }
    figure_pair(out->found, limit, FIGURE_PERCENT, found_text, limit_text);
    figure_count(aside, some);
    figure_count(all, of);
    out->sentence = mem_format("%s of %s cases %s in quarantine (%s), %s %s allowed",
                               some, of, aside == 1 ? "is" : "are", found_text,
                               is_above ? "more than the" : "at most", limit_text);
    return true;
}

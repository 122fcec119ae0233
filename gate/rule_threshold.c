/* gate/rule_threshold.c - a rate that must reach a share: pass_rate and score.
 *
 * Compared is the mean itself, with no inference: a contract that anyone can check by
 * hand. Where it would come out otherwise if every repeat without a result had failed, or
 * had passed, it is inconclusive.
 */
#include "base/mem.h"
#include "gate/figure.h"
#include "gate/rule.h"

#include <math.h>
#include <stdlib.h>

/* How a rule speaks of its measure. */
struct measure_words {
    const char *rule;
    const char *verb; /* "multilingual <verb> 82.5%" */
    const char *noun; /* "there is no <noun>" */
    enum figure_form form;
};

static char *limit_words(const struct measure_words *words, double limit,
                         const char *limit_text)
{
    return mem_format(limit >= 1 && words->form == FIGURE_PERCENT
                          ? "%s required"
                          : "at least %s required",
                      limit_text);
}

/* Who and how much: "multilingual passes 82.5%", "passes 82.5% of 420 cases". */
static char *found_words(const struct rule_scope *scope,
                         const struct measure_words *words, const char *found_text)
{
    const struct scope_figures *figures = scope->figures;
    int64_t cases = figures->cases - figures->cases_unscored;
    char count[FIGURE_SIZE];

    if (scope->name)
        return mem_format("%s %s %s", scope->name, words->verb, found_text);
    figure_count(cases, count);
    return mem_format("%s %s %s %s %scase%s", words->verb, found_text,
                      words->form == FIGURE_PERCENT ? "of" : "on", count,
                      figures->cases_unscored ? "scored " : "", cases == 1 ? "" : "s");
}

/* "all 40 cases of multilingual pass": plainer than 100% of 100%. */
static char *all_pass_words(const struct rule_scope *scope)
{
    const char *of = scope->name ? " of " : "";
    const char *name = scope->name ? scope->name : "";
    char count[FIGURE_SIZE];

    figure_count(scope->figures->cases, count);
    return scope->figures->cases == 1
               ? mem_format("the only case%s%s passes", of, name)
               : mem_format("all %s cases%s%s pass", count, of, name);
}

/* Repeats whose result could move the measure. */
static char *doubt_words(const struct scope_figures *figures, bool is_below)
{
    int64_t without = figures->unscored + figures->missing;
    char count[FIGURE_SIZE];

    figure_count(without, count);
    if (without == 0)
        return mem_format("but scores that are missing could %s it",
                          is_below ? "lift" : "lower");
    return mem_format("but %s unscored sample%s could %s it", count,
                      without == 1 ? "" : "s", is_below ? "lift" : "lower");
}

/* Where all must pass, one that failed is below: its weight may be too small for the mean
 * to show it. */
static bool is_below_limit(const struct measure_words *words, double found, double limit,
                           int64_t failed)
{
    return figure_is_below(found, limit) ||
           (words->form == FIGURE_PERCENT && limit >= 1 && failed > 0);
}

/* "1 of 40 cases does not pass, 100% required": of a weight that the rate does not show.
 */
static char *hidden_words(const struct rule_scope *scope)
{
    const struct scope_figures *figures = scope->figures;
    int64_t failing = figures->cases_failed + figures->cases_flaky;
    char count[FIGURE_SIZE], all[FIGURE_SIZE];

    figure_count(failing, count);
    figure_count(figures->cases, all);
    return mem_format("%s of %s cases%s%s %s not pass, 100%% required", count, all,
                      scope->name ? " of " : "", scope->name ? scope->name : "",
                      failing == 1 ? "does" : "do");
}

static char *threshold_sentence(const struct rule_scope *scope,
                                const struct measure_words *words,
                                const struct gate_check *check)
{
    bool is_below = figure_is_below(check->found, check->limit);
    char found_text[FIGURE_SIZE], limit_text[FIGURE_SIZE];
    char *found, *limit, *doubt, *out;

    if (check->verdict == GATE_PASS && words->form == FIGURE_PERCENT &&
        check->limit >= 1 && scope->figures->cases == scope->figures->cases_passed)
        return all_pass_words(scope);
    if (check->verdict == GATE_FAIL && !is_below)
        return hidden_words(scope);
    figure_pair(check->found, check->limit, words->form, found_text, limit_text);
    found = found_words(scope, words, found_text);
    limit = is_below ? mem_format("below the %s required", limit_text)
                     : limit_words(words, check->limit, limit_text);
    doubt = doubt_words(scope->figures, is_below);
    out = check->verdict == GATE_INCONCLUSIVE
              ? mem_format("%s, %s, %s", found, limit, doubt)
              : mem_format("%s, %s", found, limit);
    free(found);
    free(limit);
    free(doubt);
    return out;
}

static bool threshold_check(const struct rule_scope *scope, double limit,
                            const struct measure *measure,
                            const struct measure_words *words, struct gate_check *out)
{
    const struct scope_figures *figures = scope->figures;
    int64_t without = figures->unscored + figures->missing;
    bool reached = !is_below_limit(words, measure->found, limit, figures->failed);

    /* rule_cases has said it. */
    if (isnan(limit) || figures->passed + figures->failed == 0)
        return false;
    *out = (struct gate_check){.lower = (double)NAN,
                               .upper = (double)NAN,
                               .rule = words->rule,
                               .verdict = reached ? GATE_PASS : GATE_FAIL,
                               .reason = reached ? NULL : "threshold",
                               .limit = limit,
                               .found = measure->found};
    if (isnan(measure->found)) {
        out->verdict = GATE_INCOMPLETE;
        out->reason = "nothing_scored";
        out->sentence =
            mem_format("there is no %s%s%s", words->noun, scope->name ? " in " : "",
                       scope->name ? scope->name : "");
        return true;
    }
    if (reached ==
            is_below_limit(words, measure->low, limit, figures->failed + without) ||
        reached == is_below_limit(words, measure->high, limit, figures->failed)) {
        out->verdict = GATE_INCONCLUSIVE;
        out->reason = "missing";
    }
    out->sentence = threshold_sentence(scope, words, out);
    return true;
}

bool rule_pass_rate(const struct rule_scope *scope, struct gate_check *out)
{
    static const struct measure_words words = {"pass_rate", "passes", "pass rate",
                                               FIGURE_PERCENT};

    return threshold_check(scope, scope->rules->pass_rate, &scope->figures->pass, &words,
                           out);
}

bool rule_score(const struct rule_scope *scope, struct gate_check *out)
{
    static const struct measure_words words = {"score", "scores", "score", FIGURE_SCORE};

    return threshold_check(scope, scope->rules->score, &scope->figures->score, &words,
                           out);
}

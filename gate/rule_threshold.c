/* gate/rule_threshold.c - a rate that must reach a share: pass_rate, score and
 * pass_all_repeats.
 *
 * Compared is the mean itself, a contract that anyone can check by hand; or, where the
 * gate says so, its interval. Where it would come out otherwise if every repeat without a
 * result had failed, or had passed, it is inconclusive.
 */
#include "base/mem.h"
#include "gate/figure.h"
#include "gate/rule.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* How a rule speaks of its measure. */
struct measure_words {
    const char *rule;
    const char *verb; /* "multilingual <verb> 82.5%" */
    const char *noun; /* "no sample has a <noun> of …" */
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

/* Whether the rate is none that the cases could have if they weighed alike: 99% may pass
 * where half of them fail. */
static bool is_by_weight(const struct scope_figures *figures,
                         const struct measure_words *words)
{
    const double cases = (double)(figures->cases - figures->cases_unscored);
    const double passed = (double)figures->cases_passed;

    return strcmp(words->rule, "pass_rate") == 0 &&
           (figure_is_below(figures->pass.found, passed / cases) ||
            figure_is_above(figures->pass.found,
                            (passed + (double)figures->cases_flaky) / cases));
}

/* Who and how much: "multilingual passes 82.5%", "passes 82.5% of 420 cases". */
static char *found_words(const struct rule_scope *scope,
                         const struct measure_words *words, const char *found_text)
{
    const struct scope_figures *figures = scope->figures;
    int64_t cases = figures->cases - figures->cases_unscored;
    const char *weighed = is_by_weight(figures, words) ? " by weight" : "";
    char count[FIGURE_SIZE];

    if (scope->name)
        return mem_format("%s %s %s%s", scope->name, words->verb, found_text, weighed);
    figure_count(cases, count);
    return mem_format("%s %s %s %s %scase%s%s", words->verb, found_text,
                      words->form == FIGURE_PERCENT ? "of" : "on", count,
                      figures->cases_unscored ? "scored " : "", cases == 1 ? "" : "s",
                      weighed);
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

/* An interval that has the limit within it: another such run may come out otherwise. */
static bool is_luck(const struct measure *measure, double limit)
{
    return figure_is_below(measure->lower, limit) &&
           figure_is_above(measure->upper, limit);
}

/* By the estimate: a contract that anyone can check by hand. */
static void estimate_judge(const struct rule_scope *scope, const struct measure *measure,
                           const struct measure_words *words, struct gate_check *out)
{
    const struct scope_figures *figures = scope->figures;
    int64_t without = figures->unscored + figures->missing;
    double limit = out->limit;
    bool reached = !is_below_limit(words, measure->found, limit, figures->failed);

    out->verdict = reached ? GATE_PASS : GATE_FAIL;
    out->reason = reached ? NULL : "threshold";
    out->could_be_luck = is_luck(measure, limit);
    if (reached ==
            is_below_limit(words, measure->low, limit, figures->failed + without) ||
        reached == is_below_limit(words, measure->high, limit, figures->failed)) {
        out->verdict = GATE_INCONCLUSIVE;
        out->reason = "missing";
        out->could_be_luck = false;
    }
}

/* By the interval: met where all of it is above, missed where all is below. */
static void bound_judge(const struct measure *measure, struct gate_check *out)
{
    double limit = out->limit;

    out->verdict = GATE_INCONCLUSIVE;
    out->reason = "too_noisy";
    if (!figure_is_below(measure->lower, limit)) {
        out->verdict =
            figure_is_below(measure->lowest, limit) ? GATE_INCONCLUSIVE : GATE_PASS;
        out->reason = out->verdict == GATE_PASS ? NULL : "missing";
    } else if (figure_is_below(measure->upper, limit)) {
        out->verdict =
            figure_is_below(measure->highest, limit) ? GATE_FAIL : GATE_INCONCLUSIVE;
        out->reason = out->verdict == GATE_FAIL ? "threshold" : "missing";
    }
}

/* "multilingual passes 82.5% (95%: 77.8% to 86.4%), too close to the 85% required to
 * tell" */
static char *bound_sentence(const struct rule_scope *scope,
                            const struct measure_words *words,
                            const struct gate_check *check)
{
    char found_text[FIGURE_SIZE], limit_text[FIGURE_SIZE], level[FIGURE_SIZE];
    char lower[FIGURE_SIZE], upper[FIGURE_SIZE];
    const char *verdict =
        check->verdict == GATE_PASS   ? "surely at least the"
        : check->verdict == GATE_FAIL ? "surely below the"
        : strcmp(check->reason, "missing") == 0
            ? "but samples without a result could decide otherwise, with"
            : "too few cases to tell, with";
    char *found, *out;

    figure_pair(check->lower, check->limit, words->form, lower, limit_text);
    figure_pair(check->upper, check->limit, words->form, upper, limit_text);
    figure_pair(check->found, check->limit, words->form, found_text, limit_text);
    figure_percent(gate_level(scope->plan), level);
    found = found_words(scope, words, found_text);
    out = mem_format("%s (%s: %s to %s), %s %s required", found, level, lower, upper,
                     verdict, limit_text);
    free(found);
    return out;
}

static char *estimate_sentence(const struct rule_scope *scope,
                               const struct measure_words *words,
                               const struct gate_check *check)
{
    char *plain = threshold_sentence(scope, words, check);
    char *out;

    if (!check->could_be_luck)
        return plain;
    out = mem_format("%s, which could be luck", plain);
    free(plain);
    return out;
}

/* What a gate asks of a measure. */
struct threshold {
    double limit;
    bool by_bound;
    const struct measure *measure;
    const struct measure_words *words;
};

static bool threshold_check(const struct rule_scope *scope,
                            const struct threshold *threshold, struct gate_check *out)
{
    const struct scope_figures *figures = scope->figures;
    const struct measure *measure = threshold->measure;

    /* rule_cases has said it. */
    if (isnan(threshold->limit) || figures->passed + figures->failed == 0)
        return false;
    *out = check_of(threshold->words->rule, threshold->limit, measure->found);
    if (isnan(measure->found)) {
        out->verdict = GATE_INCOMPLETE;
        out->reason = "nothing_scored";
        out->sentence = mem_format(
            "no sample%s%s has a %s of all its graders", scope->name ? " in " : "",
            scope->name ? scope->name : "", threshold->words->noun);
        return true;
    }
    out->lower = measure->lower;
    out->upper = measure->upper;
    if (threshold->by_bound) {
        bound_judge(measure, out);
        out->sentence = bound_sentence(scope, threshold->words, out);
    } else {
        estimate_judge(scope, measure, threshold->words, out);
        out->sentence = estimate_sentence(scope, threshold->words, out);
    }
    return true;
}

bool rule_pass_rate(const struct rule_scope *scope, struct gate_check *out)
{
    static const struct measure_words words = {"pass_rate", "passes", "pass rate",
                                               FIGURE_PERCENT};

    return threshold_check(scope,
                           &(struct threshold){scope->rules->pass_rate,
                                               scope->rules->pass_rate_by_bound,
                                               &scope->figures->pass, &words},
                           out);
}

bool rule_score(const struct rule_scope *scope, struct gate_check *out)
{
    static const struct measure_words words = {"score", "scores", "score", FIGURE_SCORE};

    return threshold_check(scope,
                           &(struct threshold){scope->rules->score,
                                               scope->rules->score_by_bound,
                                               &scope->figures->score, &words},
                           out);
}

bool rule_pass_all_repeats(const struct rule_scope *scope, struct gate_check *out)
{
    static const struct measure_words words = {
        "pass_all_repeats", "passes every repeat in", "case scored in every repeat",
        FIGURE_PERCENT};

    return threshold_check(scope,
                           &(struct threshold){scope->rules->pass_all_repeats, false,
                                               &scope->figures->all_repeats, &words},
                           out);
}

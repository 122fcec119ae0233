/* reports/console_verdict.c - the verdict of a scope in a few words, for its row. */
#include "base/mem.h"
#include "gate/drop_words.h"
#include "gate/figure.h"
#include "reports/console.h"
#include "reports/console_columns.h"

#include <stdlib.h>
#include <string.h>

/* Where the rate column would seem to contradict, what was found is said again. */
static void rate_append(const struct gate_check *check, enum figure_form form,
                        struct buf *out)
{
    const bool holds = check->verdict == GATE_PASS;
    char found[FIGURE_SIZE], limit[FIGURE_SIZE], column[FIGURE_SIZE];

    figure_pair(check->found, check->limit, form, found, limit);
    figure_percent(check->found, column);
    if (form == FIGURE_SCORE)
        buf_append_format(out, "score %s, ", found);
    else if (holds || strcmp(column, found) != 0)
        buf_append_format(out, "%s, ", found);
    buf_append_format(out, "%s %s", holds ? "at least" : "below", limit);
}

/* What would settle it. */
static void settle_append(const struct gate_comparison *made, struct buf *out)
{
    char *words = settling_words(made, false);

    buf_append_text(out, words ? words : "too noisy to tell");
    free(words);
}

/* What the comparison with the baseline says, in words; false: the gate's sentence says
 * it better. */
static bool comparison_append(const struct gate_comparison *made, struct buf *out)
{
    static const struct {
        const char *reason, *words;
    } rows[] = {{"steady", "no worse"},
                {"improved", "better"},
                {"small_real_drop", "a real drop, within the margin"},
                {"missing", "it depends on unscored samples"},
                {"unscored", "too many samples are unscored"},
                {"regression", "a drop"}};

    if (!made->reason)
        return false;
    if (strcmp(made->reason, "too_noisy") == 0) {
        settle_append(made, out);
        return true;
    }
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (strcmp(made->reason, rows[i].reason) == 0) {
            buf_append_text(out, rows[i].words);
            return true;
        }
    }
    return false;
}

/* "accuracy 82.5%, at least 80%"; false: it is another rule. */
static bool labels_append(const struct gate_check *check, struct buf *out)
{
    const bool is_share = strcmp(check->rule, "accuracy") == 0;
    char found[FIGURE_SIZE], limit[FIGURE_SIZE];

    if (!is_share && strcmp(check->rule, "macro_f1") != 0)
        return false;
    figure_pair(check->found, check->limit, is_share ? FIGURE_PERCENT : FIGURE_SCORE,
                found, limit);
    buf_append_format(out, "%s %s, %s %s", check->rule, found,
                      check->verdict == GATE_PASS ? "at least" : "below", limit);
    return true;
}

/* "96.9%, at least 95%"; "below 85%"; "p95 2,300 ms, more than 2,000 ms". Where the rule
 * or its verdict has no such form: the gate's sentence. */
static void check_append(const struct gate_scope *scope, const struct gate_check *check,
                         struct buf *out)
{
    const bool is_plain = check->verdict == GATE_PASS || check->verdict == GATE_FAIL;
    char found[FIGURE_SIZE], limit[FIGURE_SIZE];

    if (is_plain && strcmp(check->rule, "pass_rate") == 0) {
        rate_append(check, FIGURE_PERCENT, out);
    } else if (is_plain && strcmp(check->rule, "score") == 0) {
        rate_append(check, FIGURE_SCORE, out);
    } else if (is_plain && strcmp(check->rule, "latency_p95_ms") == 0) {
        figure_pair(check->found, check->limit, FIGURE_MS, found, limit);
        buf_append_format(out, "p95 %s, %s %s", found,
                          check->verdict == GATE_PASS ? "at most" : "more than", limit);
    } else if (is_plain && labels_append(check, out)) {
        return;
    } else if (strcmp(check->rule, "max_drop") != 0 ||
               !comparison_append(&scope->comparison, out)) {
        buf_append_text(out, check->sentence ? check->sentence : check->rule);
    }
}

/* The check that a person should read first: the first of the scope's own verdict, a
 * share before the others. */
static const struct gate_check *telling_check(const struct gate_scope *scope)
{
    const struct gate_check *found = NULL;

    for (size_t i = 0; i < scope->check_count; i++) {
        const struct gate_check *check = &scope->checks[i];

        if (check->verdict != scope->verdict)
            continue;
        if (strcmp(check->rule, "pass_rate") == 0 || strcmp(check->rule, "score") == 0 ||
            strcmp(check->rule, "max_drop") == 0)
            return check;
        if (!found)
            found = check;
    }
    return found;
}

static size_t same_checks(const struct gate_scope *scope)
{
    size_t count = 0;

    for (size_t i = 0; i < scope->check_count; i++)
        count += scope->checks[i].verdict == scope->verdict;
    return count;
}

static bool is_regression(const struct gate_check *check)
{
    return check->verdict == GATE_FAIL && strcmp(check->rule, "max_drop") == 0;
}

/* A cohort that could only have failed, and of which the data cannot tell. */
static bool is_undecided(const struct gate_scope *scope)
{
    const struct gate_comparison *made = &scope->comparison;

    return scope->verdict == GATE_NOT_GATED && made->is_gated && made->reason &&
           strcmp(made->reason, "too_noisy") == 0;
}

char *console_scope_verdict(const struct gate_scope *scope)
{
    static const char *const words[] = {
        [GATE_PASS] = "pass",
        [GATE_FAIL] = "FAIL",
        [GATE_INCONCLUSIVE] = "inconclusive",
        [GATE_INCOMPLETE] = "INCOMPLETE",
        [GATE_NOT_GATED] = "not gated",
    };
    const struct gate_check *check = telling_check(scope);
    const bool is_open = is_undecided(scope);
    struct buf text = BUF_INIT(8192);
    struct buf safe = BUF_INIT(8192);

    if (check && is_regression(check)) {
        buf_append_text(&text, "REGRESSION");
        if (same_checks(scope) > 1)
            buf_append_format(&text, "; and %zu more", same_checks(scope) - 1);
    } else {
        buf_append_text(&text, words[is_open ? GATE_INCONCLUSIVE : scope->verdict]);
    }
    if (is_open) {
        buf_append_text(&text, ": ");
        settle_append(&scope->comparison, &text);
    } else if (scope->verdict == GATE_NOT_GATED && scope->states.quarantined &&
               !scope->cases_gating) {
        buf_append_text(&text, ": all in quarantine");
    } else if (check && !is_regression(check)) {
        buf_append_text(&text, ": ");
        check_append(scope, check, &text);
        if (scope->verdict != GATE_PASS && same_checks(scope) > 1)
            buf_append_format(&text, "; and %zu more", same_checks(scope) - 1);
    }
    text_append_shown(&safe, buf_text(&text), text.length, PAGE_WIDTH);
    buf_release(&text);
    return buf_detach(&safe);
}

/* reports/run_diff_console.c - two sides compared, as a person reads it. */
#include "base/shown.h"
#include "gate/figure.h"
#include "reports/run_diff_parts.h"
#include "reports/word_diff_text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    CONSOLE_BYTES_MAX = 64 * 1024 * 1024,
    LABEL_WIDTH = 40,
    NAME_WIDTH = 60,
    REASON_WIDTH = 120,
    INPUT_WIDTH = 240,
    ANSWER_WIDTH = 240,
    NOTE_WIDTH = 400
};

static void append_shown(struct buf *out, const char *text, size_t width)
{
    shown_append(out, text, strlen(text), width);
}

/* A cohort alone that is not watched is no part of the whole. */
static const struct gate_scope *scope_all(const struct run_diff *diff)
{
    const struct gate_scope *all = judgement_scope(diff->judgement, PAIR_NEW, SCOPE_ALL);

    if (diff->plan->cohort_count == 1 && (!all || all->case_count == 0))
        return judgement_scope(diff->judgement, PAIR_NEW, 0);
    return all;
}

/* ", 4 fixed": nothing where there is none, but for those that a person looks for. */
static void count_append(const struct run_diff *diff, enum case_change change,
                         const char *words, bool always, struct buf *out)
{
    char count[FIGURE_SIZE];

    if (diff->counts[change] == 0 && !always)
        return;
    figure_count(diff->counts[change], count);
    buf_append_format(out, "%s%s %s", change == CHANGE_BROKE ? "" : ", ", count, words);
}

/* ", 70 flaky (61 worse, 8 better)" */
static void flaky_append(const struct run_diff *diff, struct buf *out)
{
    char worse[FIGURE_SIZE], better[FIGURE_SIZE];

    count_append(diff, CHANGE_FLAKY, "flaky", false, out);
    if (diff->flaky_worse + diff->flaky_better == 0)
        return;
    figure_count(diff->flaky_worse, worse);
    figure_count(diff->flaky_better, better);
    buf_append_format(out, " (%s worse, %s better)", worse, better);
}

/* "−9.2 points (−13.4 … −5.1): REGRESSION" */
static void change_append(const struct gate_comparison *made, struct buf *out)
{
    char change[FIGURE_SIZE], lower[FIGURE_SIZE], upper[FIGURE_SIZE];

    if (!made->is_made)
        return;
    figure_points(made->difference, change);
    figure_lower_points(made->lower, made->margin_held, lower);
    figure_upper_points(made->upper, made->margin_held, upper);
    buf_append_format(out, " %s points (%s … %s): %s", change, lower, upper,
                      comparison_words(made));
}

static void head_append(const struct run_diff *diff, struct buf *out)
{
    const struct run_plan *plan = diff->plan;
    const struct gate_scope *scope = scope_all(diff);

    append_shown(out, diff->sides[PAIR_OLD].label, LABEL_WIDTH);
    buf_append_text(out, " → ");
    append_shown(out, diff->sides[PAIR_NEW].label, LABEL_WIDTH);
    buf_append_text(out, " on ");
    append_shown(out, plan->cohort_count == 1 ? plan->cohorts[0].name : plan->suite,
                 NAME_WIDTH);
    buf_append_text(out, ": ");
    count_append(diff, CHANGE_BROKE, "broke", true, out);
    count_append(diff, CHANGE_FIXED, "fixed", true, out);
    flaky_append(diff, out);
    count_append(diff, CHANGE_UNSCORED, "unscored", false, out);
    count_append(diff, CHANGE_CHANGED, "changed", false, out);
    count_append(diff, CHANGE_REGRADED, "regraded", false, out);
    count_append(diff, CHANGE_NEW, "new", false, out);
    count_append(diff, CHANGE_GONE, "gone", false, out);
    count_append(diff, CHANGE_SAME, "the same", true, out);
    buf_append_char(out, '.');
    if (scope)
        change_append(&scope->comparison, out);
    buf_append_char(out, '\n');
}

/* What was asked differently. */
static void asked_append(const struct run_diff *diff, struct buf *out)
{
    const struct diff_side *was = &diff->sides[PAIR_OLD];
    const struct diff_side *is = &diff->sides[PAIR_NEW];

    if (was->prompt && is->prompt && strcmp(was->prompt, is->prompt) != 0) {
        buf_append_text(out, "  prompt: ");
        word_diff_append(out, was->prompt, strlen(was->prompt), is->prompt,
                         strlen(is->prompt), diff->color);
        buf_append_char(out, '\n');
    } else if (was->prompt_digest && is->prompt_digest &&
               strcmp(was->prompt_digest, is->prompt_digest) != 0) {
        buf_append_text(out, was->prompt && is->prompt
                                 ? "  prompt: its messages are the same, what they "
                                   "include or its settings differ\n"
                                 : "  prompt: another one; its text is not known\n");
    }
    if (was->model && is->model && strcmp(was->model, is->model) != 0) {
        buf_append_text(out, "  model: ");
        append_shown(out, was->model, NAME_WIDTH);
        buf_append_text(out, " → ");
        append_shown(out, is->model, NAME_WIDTH);
        buf_append_char(out, '\n');
    }
    for (size_t i = 0; diff->notes && diff->notes[i]; i++) {
        buf_append_text(out, "  note: ");
        append_shown(out, diff->notes[i], NOTE_WIDTH);
        buf_append_char(out, '\n');
    }
}

static void percent_append(double was, double is, struct buf *out)
{
    const double change = was > 0 ? (is / was - 1) * 100 : 0;

    if (fabs(change) >= 0.5)
        buf_append_format(out, " (%s%.0f%%)", change < 0 ? "−" : "+", fabs(change));
}

/* "cost of an answer $0.00012 → $0.00013 (+8%), latency p95 1,900 ms → 1,800 ms (−5%)" */
static void spent_append(const struct run_diff *diff, struct buf *out)
{
    const struct gate_scope *scope = scope_all(diff);
    bool has_cost, has_latency;

    if (!scope)
        return;
    has_cost = scope->cost_per_case_usd > 0 && scope->baseline_cost_usd > 0;
    has_latency =
        isfinite(scope->latency_p95_ms) && isfinite(scope->baseline_latency_p95_ms);
    if (has_cost) {
        buf_append_format(out, "  cost of an answer: $%.6f → $%.6f",
                          scope->baseline_cost_usd, scope->cost_per_case_usd);
        percent_append(scope->baseline_cost_usd, scope->cost_per_case_usd, out);
        buf_append_char(out, '\n');
    }
    if (has_latency) {
        char was[FIGURE_SIZE], is[FIGURE_SIZE];

        figure_count(llround(scope->baseline_latency_p95_ms), was);
        figure_count(llround(scope->latency_p95_ms), is);
        buf_append_format(out, "  latency, 95th percentile: %s ms → %s ms", was, is);
        percent_append(scope->baseline_latency_p95_ms, scope->latency_p95_ms, out);
        buf_append_char(out, '\n');
    }
}

static void outcome_append(const struct pair_case *side, struct buf *out)
{
    const enum outcome outcome = pair_outcome(side);

    if (!side->is_there)
        buf_append_text(out, "–");
    else if (outcome == OUTCOME_FLAKY)
        buf_append_format(out, "flaky %u/%u", side->passed, side->passed + side->failed);
    else
        buf_append_text(out, outcome_name(outcome));
}

/* "score 1.000 → 0.667": where it says more than pass and fail do. */
static void score_append(const struct case_pair *pair, struct buf *out)
{
    const double was = pair_score(&pair->sides[PAIR_OLD]);
    const double is = pair_score(&pair->sides[PAIR_NEW]);

    if (isnan(was) || isnan(is) || was == is ||
        ((was == 0 || was == 1) && (is == 0 || is == 1)))
        return;
    buf_append_format(out, "  score %.3f → %.3f", was, is);
}

/* The grader and its reason: of the new side, or what the old one had. */
static void reason_append(const struct diff_case *found, struct buf *out)
{
    const struct diff_repeat *side = &found->sides[PAIR_NEW];

    if (!side->reason)
        side = &found->sides[PAIR_OLD];
    if (!side->reason)
        return;
    buf_append_text(out, side == &found->sides[PAIR_OLD] ? "   was: " : "   ");
    if (side->grader) {
        append_shown(out, side->grader, NAME_WIDTH);
        buf_append_text(out, "  ");
    }
    append_shown(out, side->reason, REASON_WIDTH);
}

static void case_head_append(const struct run_diff *diff, const struct diff_case *found,
                             struct buf *out)
{
    const struct case_pair *pair = found->pair;

    buf_append_char(out, '\n');
    if (diff->plan->cohort_count > 1) {
        append_shown(out, found->cohort, NAME_WIDTH);
        buf_append_char(out, '/');
    }
    append_shown(out, pair->key, NAME_WIDTH);
    buf_append_text(out, "  ");
    outcome_append(&pair->sides[PAIR_OLD], out);
    buf_append_text(out, " → ");
    outcome_append(&pair->sides[PAIR_NEW], out);
    if (pair->change <= CHANGE_REGRADED)
        buf_append_format(out, " (%s)", case_change_name(pair->change));
    if (pair_is_quarantined(diff->plan, pair))
        buf_append_text(out, " (quarantined)");
    score_append(pair, out);
    reason_append(found, out);
    buf_append_char(out, '\n');
}

static bool is_empty(const struct buf texts[2])
{
    return texts[PAIR_OLD].length + texts[PAIR_NEW].length == 0;
}

/* The answers, where there is one: both as their difference, or the one that is there. */
static void answers_append(const struct run_diff *diff, const struct diff_case *found,
                           struct buf *out)
{
    struct buf texts[2] = {BUF_INIT(2 * ANSWER_KEPT_MAX), BUF_INIT(2 * ANSWER_KEPT_MAX)};
    bool are_there[2];

    for (int side = PAIR_OLD; side <= PAIR_NEW; side++) {
        const struct repeat_result *repeat = found->sides[side].repeat;

        are_there[side] = repeat && repeat->answer;
        if (are_there[side])
            repeat_append_answer(repeat, ANSWER_KEPT_MAX, &texts[side]);
    }
    if (are_there[PAIR_OLD] && are_there[PAIR_NEW]) {
        buf_append_text(out, is_empty(texts) ? "  out  (empty)" : "  out  ");
        word_diff_append(out, buf_text(&texts[PAIR_OLD]), texts[PAIR_OLD].length,
                         buf_text(&texts[PAIR_NEW]), texts[PAIR_NEW].length, diff->color);
        buf_append_char(out, '\n');
    }
    for (int side = PAIR_OLD; side <= PAIR_NEW; side++) {
        if (!are_there[side] || are_there[!side])
            continue;
        buf_append_text(out, side == PAIR_OLD ? "  was  " : "  out  ");
        buf_append_text(out, is_empty(texts) ? "(empty)" : "");
        shown_append(out, buf_text(&texts[side]), texts[side].length, ANSWER_WIDTH);
        buf_append_char(out, '\n');
    }
    buf_release(&texts[PAIR_OLD]);
    buf_release(&texts[PAIR_NEW]);
}

struct cases_walk {
    const struct run_diff *diff;
    FILE *out;
    int64_t told;
};

static int case_tell(void *context, const struct diff_case *found)
{
    struct cases_walk *walk = context;
    struct buf text = BUF_INIT(CONSOLE_BYTES_MAX);

    case_head_append(walk->diff, found, &text);
    if (found->input) {
        buf_append_text(&text, "  in   ");
        append_shown(&text, found->input, INPUT_WIDTH);
        buf_append_char(&text, '\n');
    }
    answers_append(walk->diff, found, &text);
    fwrite(buf_text(&text), 1, text.length, walk->out);
    buf_release(&text);
    walk->told++;
    return ferror(walk->out) ? 1 : 0;
}

static int rest_tell(const struct run_diff *diff, int64_t told, FILE *out,
                     struct error *err)
{
    char count[FIGURE_SIZE];
    int64_t all;

    if (case_pairs_count(diff->pairs, &diff->choice, &all, err))
        return -1;
    if (all > told) {
        figure_count(all - told, count);
        fprintf(out, "\nand %s more: --limit 0 lists all of them\n", count);
    }
    return 0;
}

int run_diff_console(const struct run_diff *diff, FILE *out, struct error *err)
{
    struct cases_walk walk = {diff, out, 0};
    struct buf text = BUF_INIT(CONSOLE_BYTES_MAX);
    int rc;

    head_append(diff, &text);
    asked_append(diff, &text);
    spent_append(diff, &text);
    run_diff_table(diff, &text);
    fwrite(buf_text(&text), 1, text.length, out);
    buf_release(&text);
    rc = run_diff_each(diff, case_tell, &walk, err);
    if (rc > 0) /* the reader has gone: no failure of ours */
        return 0;
    return rc ? rc : rest_tell(diff, walk.told, out, err);
}

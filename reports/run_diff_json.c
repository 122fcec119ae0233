/* reports/run_diff_json.c - two sides compared, as one JSON document: "noworse/diff/1".
 *
 * schemas/diff.schema.json describes it. The cases are written as they are read, so that
 * memory does not grow with their number.
 */
#include "reports/json_cases.h"
#include "reports/run_diff.h"
#include "reports/word_diff.h"

#include <math.h>
#include <string.h>

static json_t *text_or_null(const char *text)
{
    return text ? json_text(text, strlen(text)) : json_null();
}

static void words_append(json_t *out, const char *op, const char *text, size_t length)
{
    if (length)
        json_array_append_new(
            out, json_pack("{ss so}", "op", op, "text", json_text(text, length)));
}

/* The parts in order: what is the same, what went, what came. */
static json_t *words_json(const char *was, size_t was_length, const char *is,
                          size_t is_length)
{
    struct word_diff diff;
    json_t *parts = json_array();
    json_t *out;
    size_t at = 0;

    word_diff_make(was, was_length, is, is_length, WORD_DIFF_WORK, &diff);
    for (size_t i = 0; i < diff.count; i++) {
        const struct word_change *change = &diff.changes[i];

        words_append(parts, "same", was + at, change->old_at - at);
        words_append(parts, "old", was + change->old_at, change->old_length);
        words_append(parts, "new", is + change->new_at, change->new_length);
        at = change->old_at + change->old_length;
    }
    words_append(parts, "same", was + at, was_length - at);
    out = json_pack("{sb so}", "coarse", diff.is_coarse, "parts", parts);
    word_diff_release(&diff);
    return out;
}

static json_t *side_json(const struct diff_side *side)
{
    return json_pack(
        "{so so so so so so sb}", "label", text_or_null(side->label), "source",
        text_or_null(side->source), "variant", text_or_null(side->name), "prompt_digest",
        text_or_null(side->prompt_digest), "prompt", text_or_null(side->prompt), "model",
        text_or_null(side->model), "has_answers", side->run != NULL);
}

static json_t *prompt_json(const struct run_diff *diff)
{
    const char *was = diff->sides[PAIR_OLD].prompt;
    const char *is = diff->sides[PAIR_NEW].prompt;

    if (!was || !is || !strcmp(was, is))
        return json_null();
    return words_json(was, strlen(was), is, strlen(is));
}

static json_t *counts_json(const struct run_diff *diff)
{
    json_t *out = json_object();

    for (int i = 0; i < CHANGE_COUNT; i++)
        json_object_set_new(out, case_change_name((enum case_change)i),
                            json_integer(diff->counts[i]));
    json_object_set_new(out, "flaky_worse", json_integer(diff->flaky_worse));
    json_object_set_new(out, "flaky_better", json_integer(diff->flaky_better));
    return out;
}

static json_t *both_json(double was, double is)
{
    return json_pack("{so so}", "old", json_number(was), "new", json_number(is));
}

/* Where the plan of a side has no case of the scope: nothing is known. */
static struct gate_scope scope_of(const struct run_diff *diff, enum pair_side side,
                                  int cohort)
{
    const struct gate_scope *found = judgement_scope(diff->judgement, (int)side, cohort);

    if (found)
        return *found;
    return (struct gate_scope){.pass_rate = (double)NAN,
                               .latency_p95_ms = (double)NAN,
                               .cost_per_case_usd = (double)NAN,
                               .baseline_cost_usd = (double)NAN,
                               .baseline_latency_p95_ms = (double)NAN};
}

/* Figures alone, so the held-out cohorts are in them. */
static json_t *scope_json(const struct run_diff *diff, int cohort)
{
    const struct gate_scope was = scope_of(diff, PAIR_OLD, cohort);
    const struct gate_scope is = scope_of(diff, PAIR_NEW, cohort);
    struct gate_comparison made = {.baseline = was.pass_rate,
                                   .candidate = is.pass_rate,
                                   .difference = (double)NAN,
                                   .lower = (double)NAN,
                                   .upper = (double)NAN,
                                   .confidence = (double)NAN,
                                   .margin = (double)NAN,
                                   .margin_held = (double)NAN};

    if (is.comparison.is_made)
        made = is.comparison;
    return json_pack(
        "{so sI sI so so so so so so so ss? so so}", "cohort",
        cohort == SCOPE_ALL ? json_null()
                            : text_or_null(diff->plan->cohorts[cohort].name),
        "cases", (json_int_t)is.case_count, "compared", (json_int_t)made.cases, "rate",
        both_json(made.baseline, made.candidate), "difference",
        json_number(made.difference), "lower", json_number(made.lower), "upper",
        json_number(made.upper), "confidence", json_number(made.confidence), "margin",
        json_number(made.margin), "margin_held", json_number(made.margin_held), "verdict",
        made.is_made ? made.reason : NULL, "cost_usd",
        both_json(is.baseline_cost_usd, is.cost_per_case_usd), "latency_p95_ms",
        both_json(is.baseline_latency_p95_ms, is.latency_p95_ms));
}

static json_t *scopes_json(const struct run_diff *diff)
{
    json_t *out = json_array();

    json_array_append_new(out, scope_json(diff, SCOPE_ALL));
    for (size_t i = 0; i < diff->plan->cohort_count; i++)
        json_array_append_new(out, scope_json(diff, (int)i));
    return out;
}

static json_t *notes_json(const struct run_diff *diff)
{
    json_t *out = json_array();

    for (size_t i = 0; diff->notes && diff->notes[i]; i++)
        json_array_append_new(out, text_or_null(diff->notes[i]));
    return out;
}

static bool has_answer(const struct diff_repeat *found)
{
    return found->repeat && found->repeat->answer;
}

/* What the report keeps of an answer. */
static void answer_append(const struct diff_repeat *found, struct buf *out)
{
    if (has_answer(found))
        repeat_append_answer(found->repeat, ANSWER_KEPT_MAX, out);
}

static json_t *case_side_json(const struct pair_case *side,
                              const struct diff_repeat *found)
{
    struct buf answer = BUF_INIT(2 * ANSWER_KEPT_MAX);
    json_t *out;

    if (!side->is_there)
        return json_null();
    answer_append(found, &answer);
    out = json_pack(
        "{ss sI sI sI so so so so so}", "outcome", outcome_name(pair_outcome(side)),
        "passed", (json_int_t)side->passed, "failed", (json_int_t)side->failed,
        "unscored", (json_int_t)side->unscored, "score", json_number(pair_score(side)),
        "repeat",
        found->repeat ? json_integer((json_int_t)found->repeat->repeat) : json_null(),
        "grader", text_or_null(found->grader), "reason", text_or_null(found->reason),
        "answer",
        has_answer(found) ? json_text(buf_text(&answer), answer.length) : json_null());
    buf_release(&answer);
    return out;
}

static json_t *answers_json(const struct diff_case *found)
{
    struct buf was = BUF_INIT(2 * ANSWER_KEPT_MAX);
    struct buf is = BUF_INIT(2 * ANSWER_KEPT_MAX);
    json_t *out = json_null();

    answer_append(&found->sides[PAIR_OLD], &was);
    answer_append(&found->sides[PAIR_NEW], &is);
    if (has_answer(&found->sides[PAIR_OLD]) && has_answer(&found->sides[PAIR_NEW]))
        out = words_json(buf_text(&was), was.length, buf_text(&is), is.length);
    buf_release(&was);
    buf_release(&is);
    return out;
}

static json_t *case_entry_json(const struct run_plan *plan, const struct diff_case *found)
{
    const struct case_pair *pair = found->pair;

    return json_pack(
        "{so so ss sb so so so so}", "cohort", text_or_null(found->cohort), "id",
        text_or_null(pair->key), "change", case_change_name(pair->change), "quarantined",
        pair_is_quarantined(plan, pair), "old",
        case_side_json(&pair->sides[PAIR_OLD], &found->sides[PAIR_OLD]), "new",
        case_side_json(&pair->sides[PAIR_NEW], &found->sides[PAIR_NEW]), "input",
        text_or_null(found->input), "words", answers_json(found));
}

/* Takes the value. */
static int member_write(const char *front, json_t *value, FILE *out)
{
    int rc;

    fputs(front, out);
    rc = json_line_write(value, out);
    json_decref(value);
    return rc;
}

struct cases_walk {
    const struct run_plan *plan;
    FILE *out;
    int64_t told;
};

static int case_write(void *context, const struct diff_case *found)
{
    struct cases_walk *walk = context;

    return member_write(walk->told++ ? ",\n  " : "\n  ",
                        case_entry_json(walk->plan, found), walk->out);
}

static int frame_write(const struct run_diff *diff, FILE *out)
{
    fputs("{\"schema\": \"noworse/diff/1\",\n", out);
    return member_write(" \"suite\": ", text_or_null(diff->plan->suite), out) ||
           member_write(",\n \"old\": ", side_json(&diff->sides[PAIR_OLD]), out) ||
           member_write(",\n \"new\": ", side_json(&diff->sides[PAIR_NEW]), out) ||
           member_write(",\n \"prompt\": ", prompt_json(diff), out) ||
           member_write(",\n \"notes\": ", notes_json(diff), out) ||
           member_write(",\n \"counts\": ", counts_json(diff), out) ||
           member_write(",\n \"differ\": ", json_boolean(diff->differ), out) ||
           member_write(",\n \"scopes\": ", scopes_json(diff), out);
}

int run_diff_json(const struct run_diff *diff, FILE *out, struct error *err)
{
    struct cases_walk walk = {diff->plan, out, 0};
    int64_t all = 0;
    int rc = frame_write(diff, out);

    if (rc == 0) {
        fputs(",\n \"cases\": [", out);
        rc = run_diff_each(diff, case_write, &walk, err);
    }
    if (rc == 0)
        rc = case_pairs_count(diff->pairs, &diff->choice, &all, err);
    if (rc == 0)
        fprintf(out, "],\n \"left_out\": %lld}\n", (long long)(all - walk.told));
    return rc > 0 ? 0 : rc; /* the stream takes no more: its owner tells */
}

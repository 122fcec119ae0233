/* reports/junit_cases.c - one case as the testcases of a JUnit file.
 *
 * What is red: what could not be judged, and a failure of a case that must pass, or of
 * any under JUNIT_CASES_STRICT. Other failures are told by properties and output: the
 * gates decide.
 */
#include "base/mem.h"
#include "reports/junit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FLAKY_SHOWN_MAX = 3 };

/* One variant of a case under way. */
struct testcase {
    struct junit *junit;
    const struct run_plan *plan;
    const struct case_result *result;
    const struct variant_result *own;
    int variant;
    struct junit_test test;
};

static enum junit_result result_of(const struct testcase *testcase)
{
    const struct variant_result *own = testcase->own;
    const bool must_pass = testcase->result->must_pass;
    const bool is_strict = testcase->junit->input->junit_cases == JUNIT_CASES_STRICT;

    if (testcase->result->gates_nothing && !is_strict)
        return JUNIT_PASSED;
    if (own->failed > 0 && (must_pass || is_strict))
        return JUNIT_FAILURE;
    if (own->passed + own->failed == 0 || (must_pass && own->unscored > 0))
        return JUNIT_ERROR;
    return JUNIT_PASSED;
}

static const struct repeat_result *first_of(const struct variant_result *own,
                                            enum verdict verdict)
{
    for (size_t i = 0; i < own->repeat_count; i++)
        if (own->repeats[i].verdict == verdict)
            return &own->repeats[i];
    return NULL;
}

static const char *cause_of(const struct run_plan *plan,
                            const struct repeat_result *repeat)
{
    const struct grade_result *cause = repeat_cause(plan, repeat);

    if (cause)
        return plan->graders[cause->grader].type;
    if (repeat->failure != FAILURE_NONE)
        return failure_facts[repeat->failure].name;
    return verdict_name(repeat->verdict);
}

static void property_text(const struct testcase *testcase, const char *name,
                          const char *value)
{
    if (value)
        junit_property(&testcase->junit->test, name, value);
}

static void property_number(const struct testcase *testcase, const char *name,
                            double value)
{
    char *text = isfinite(value) ? mem_format("%.6g", value) : NULL;

    property_text(testcase, name, text);
    free(text);
}

static void property_count(const struct testcase *testcase, const char *name,
                           int64_t value)
{
    char *text = mem_format("%lld", (long long)value);

    property_text(testcase, name, text);
    free(text);
}

struct sums {
    double score, cost_usd; /* NaN: none of the repeats has it */
    int64_t tokens_in, tokens_out;
};

static double sum_with(double sum, double value)
{
    if (isnan(value))
        return sum;
    return isnan(sum) ? value : sum + value;
}

static int64_t count_with(int64_t sum, int64_t value)
{
    if (value == UNKNOWN_COUNT)
        return sum;
    return sum == UNKNOWN_COUNT ? value : sum + value;
}

static struct sums sums_of(const struct variant_result *own)
{
    struct sums sums = {(double)NAN, (double)NAN, UNKNOWN_COUNT, UNKNOWN_COUNT};
    unsigned scored = 0;

    for (size_t i = 0; i < own->repeat_count; i++) {
        const struct repeat_result *repeat = &own->repeats[i];

        scored += !isnan(repeat->score);
        sums.score = sum_with(sums.score, repeat->score);
        sums.cost_usd = sum_with(sums.cost_usd, repeat->cost_usd);
        sums.tokens_in = count_with(sums.tokens_in, repeat->usage.input_total);
        sums.tokens_out = count_with(sums.tokens_out, repeat->usage.output_total);
    }
    if (scored)
        sums.score /= scored;
    return sums;
}

static void properties_write(const struct testcase *testcase)
{
    const struct variant_result *own = testcase->own;
    const struct plan_variant *variant = &testcase->plan->variants[testcase->variant];
    const struct sums sums = sums_of(own);

    if (!junit_has_case_properties(testcase->junit))
        return;
    xml_begin(&testcase->junit->test, "properties");
    property_text(testcase, "noworse.outcome", outcome_name(variant_outcome(own)));
    if (case_state_of(&own->outcome) != STATE_NOT_COMPARED)
        property_text(testcase, "noworse.state",
                      case_state_name(case_state_of(&own->outcome)));
    property_number(testcase, "noworse.pass_rate", variant_pass_rate(own));
    property_number(testcase, "noworse.score", sums.score);
    property_count(testcase, "noworse.samples", (int64_t)own->repeat_count);
    if (own->unscored > 0)
        property_count(testcase, "noworse.unscored", own->unscored);
    property_text(testcase, "noworse.variant", variant->name);
    property_text(testcase, "noworse.model", variant->model_name);
    property_text(testcase, "noworse.prompt", variant->prompt_version);
    property_number(testcase, "noworse.cost_usd", sums.cost_usd);
    if (sums.tokens_in != UNKNOWN_COUNT)
        property_count(testcase, "noworse.tokens_in", sums.tokens_in);
    if (sums.tokens_out != UNKNOWN_COUNT)
        property_count(testcase, "noworse.tokens_out", sums.tokens_out);
    xml_end(&testcase->junit->test);
}

/* "    3:14 /items/0/qty: expected integer, got …; did you mean …?" for each mistake that
 * the grade tells of. */
static void errors_append(const char *text, struct buf *out)
{
    json_t *details = text ? json_loads(text, JSON_ALLOW_NUL, NULL) : NULL;
    const json_t *errors = json_object_get(details, "errors");

    for (size_t i = 0; i < json_array_size(errors); i++) {
        const json_t *error = json_array_get(errors, i);
        const char *pointer = json_string_value(json_object_get(error, "pointer"));
        const char *message = json_string_value(json_object_get(error, "message"));
        const char *hint = json_string_value(json_object_get(error, "hint"));

        buf_append_format(out, "    %lld:%lld %s%s%s%s%s\n",
                          (long long)json_integer_value(json_object_get(error, "line")),
                          (long long)json_integer_value(json_object_get(error, "column")),
                          pointer ? pointer : "", pointer && *pointer ? ": " : "",
                          message ? message : "", hint ? "; " : "", hint ? hint : "");
    }
    json_decref(details);
}

/* One line for each grade that is to blame, or for why the call failed. */
static void reasons_append(const struct testcase *testcase,
                           const struct repeat_result *repeat, struct buf *out)
{
    const struct run_plan *plan = testcase->plan;
    size_t told = 0;

    for (size_t i = 0; i < repeat->grade_count; i++) {
        const struct grade_result *grade = &repeat->grades[i];

        if (grade->verdict != repeat->verdict || repeat->failure != FAILURE_NONE)
            continue;
        buf_append_format(out, "  repeat %u: %s: %s\n", repeat->repeat,
                          plan->graders[grade->grader].name,
                          grade->reason ? grade->reason : "no reason was given");
        errors_append(grade->details, out);
        told++;
    }
    if (told == 0)
        buf_append_format(out, "  repeat %u: %s: %s\n", repeat->repeat,
                          cause_of(plan, repeat), repeat_reason(plan, repeat));
}

/* The message, then every repeat of this verdict; the caller's. */
static char *reasons_text(const struct testcase *testcase, enum verdict verdict)
{
    const struct variant_result *own = testcase->own;
    struct buf out = BUF_INIT((size_t)64 * 1024 * 1024);

    buf_append_format(&out, "%s\n",
                      repeat_reason(testcase->plan, first_of(own, verdict)));
    for (size_t i = 0; i < own->repeat_count; i++)
        if (own->repeats[i].verdict == verdict)
            reasons_append(testcase, &own->repeats[i], &out);
    buf_append_format(&out, "  %u of %zu repeats %s",
                      verdict == VERDICT_FAIL ? own->failed : own->unscored,
                      own->repeat_count,
                      verdict == VERDICT_FAIL ? "failed" : "could not be judged");
    return buf_detach(&out);
}

/* Appends what a repeat answered, cut to a stream. */
static void answer_append(const struct repeat_result *repeat, struct buf *out)
{
    if (repeat->answer)
        repeat_append_answer(repeat, JUNIT_STREAM_MAX, out);
    else if (repeat->refusal)
        text_append_ends(out, repeat->refusal, strlen(repeat->refusal), 0,
                         JUNIT_STREAM_MAX);
}

static void red_write(const struct testcase *testcase, enum junit_result result)
{
    const enum verdict verdict =
        result == JUNIT_FAILURE ? VERDICT_FAIL : VERDICT_UNSCORED;
    const struct repeat_result *first = first_of(testcase->own, verdict);
    char *text = reasons_text(testcase, verdict);
    struct buf answer = BUF_INIT(2 * JUNIT_STREAM_MAX);
    const struct junit_outcome outcome = {
        .element = result == JUNIT_FAILURE ? "failure" : "error",
        .cause = cause_of(testcase->plan, first),
        .message = repeat_reason(testcase->plan, first),
        .text = text,
    };

    junit_outcome_write(testcase->junit, &outcome, &testcase->test);
    answer_append(first, &answer);
    if (testcase->junit->profile != JUNIT_ANT)
        junit_output_write(testcase->junit, buf_text(&answer), answer.length);
    buf_release(&answer);
    free(text);
}

/* A failed repeat beside passed ones: no retry, but the element that readers know. */
static void flaky_write(const struct testcase *testcase,
                        const struct repeat_result *repeat)
{
    const char *reason = repeat_reason(testcase->plan, repeat);
    char *text = mem_format("%s\n  repeat %u of %zu", reason, repeat->repeat,
                            testcase->own->repeat_count);
    struct buf answer = BUF_INIT(2 * JUNIT_STREAM_MAX);
    struct junit_outcome outcome = {
        .element = "flakyFailure",
        .cause = cause_of(testcase->plan, repeat),
        .message = reason,
        .text = text,
    };

    answer_append(repeat, &answer);
    outcome.output = buf_text(&answer);
    outcome.output_length = answer.length;
    junit_outcome_write(testcase->junit, &outcome, &testcase->test);
    buf_release(&answer);
    free(text);
}

/* A case that went wrong without turning the build red says how in its output. */
static void green_write(const struct testcase *testcase)
{
    const struct variant_result *own = testcase->own;
    const enum outcome outcome = variant_outcome(own);
    size_t shown = 0;

    if (testcase->junit->profile == JUNIT_ANT)
        return;
    if (outcome == OUTCOME_FAIL) {
        struct buf text = BUF_INIT(4 * JUNIT_STREAM_MAX);
        char *reasons = reasons_text(testcase, VERDICT_FAIL);

        text_append_ends(&text, reasons, strlen(reasons), 0, JUNIT_STREAM_MAX / 2);
        buf_append_text(&text, "\n\n");
        answer_append(first_of(own, VERDICT_FAIL), &text);
        junit_output_write(testcase->junit, buf_text(&text), text.length);
        buf_release(&text);
        free(reasons);
    }
    for (size_t i = 0; outcome == OUTCOME_FLAKY && i < own->repeat_count; i++)
        if (own->repeats[i].verdict == VERDICT_FAIL && shown++ < FLAKY_SHOWN_MAX)
            flaky_write(testcase, &own->repeats[i]);
}

static double seconds_of(const struct variant_result *own)
{
    double sum = 0;

    for (size_t i = 0; i < own->repeat_count; i++)
        if (isfinite(own->repeats[i].latency_ms))
            sum += own->repeats[i].latency_ms;
    return sum / 1000;
}

/* The cohort's clock: from its first sample's start to its last one's end. */
static void times_count(struct junit_counts *counts, const struct variant_result *own)
{
    for (size_t i = 0; i < own->repeat_count; i++) {
        const struct repeat_result *repeat = &own->repeats[i];
        const double took = isfinite(repeat->latency_ms) ? repeat->latency_ms : 0;
        const double end = (double)repeat->started_ms + took;

        if (repeat->started_ms <= 0)
            continue;
        if (counts->first_ms == 0 || repeat->started_ms < counts->first_ms)
            counts->first_ms = repeat->started_ms;
        if (end > counts->last_ms)
            counts->last_ms = end;
    }
}

static void variant_write(struct junit *junit, const struct case_result *result,
                          int variant)
{
    struct junit_suite *suite = &junit->suites[junit->current];
    struct testcase testcase = {
        .junit = junit,
        .plan = junit->input->plan,
        .result = result,
        .own = &result->variants[variant],
        .variant = variant,
    };
    char *name = junit_test_name(junit, result->id, variant, suite->class_name);
    const enum junit_result red = result_of(&testcase);

    testcase.test = (struct junit_test){suite->class_name, name, result->file,
                                        result->line, seconds_of(testcase.own)};
    if (!result->file)
        testcase.test.file = junit_gate_file(junit, result->cohort, &testcase.test.line);
    if (!junit->out)
        times_count(&suite->counts, testcase.own);
    junit_test_begin(junit, &testcase.test);
    properties_write(&testcase);
    if (red == JUNIT_PASSED)
        green_write(&testcase);
    else
        red_write(&testcase, red);
    junit_test_end_if_room(junit, red);
    free(name);
}

void junit_case_write(struct junit *junit, const struct case_result *result)
{
    const struct run_plan *plan = junit->input->plan;

    for (size_t i = 0; i < plan->variant_count; i++)
        if (!plan->variants[i].is_baseline && result->variants[i].repeat_count > 0)
            variant_write(junit, result, (int)i);
}

/* reports/json_cases.c - one case of a run as JSON, and the values JSON has no word for.
 */
#include "reports/json_cases.h"
#include "base/clock.h"

#include "base/utf8.h"
#include "values/json_inert.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

json_t *json_number(double number)
{
    return isfinite(number) ? json_real(number) : json_null();
}

json_t *json_text(const char *text, size_t length)
{
    struct buf valid = BUF_INIT(3 * length + 4);
    json_t *out;

    while (length > 0) {
        const size_t good = utf8_check(text, length);

        buf_append(&valid, text, good);
        text += good;
        length -= good;
        if (length > 0) {
            buf_append_text(&valid, "\xef\xbf\xbd");
            text++;
            length--;
        }
    }
    out = json_stringn_nocheck(buf_text(&valid), valid.length);
    buf_release(&valid);
    return out;
}

static json_t *text_or_null(const char *text)
{
    return text ? json_text(text, strlen(text)) : json_null();
}

static json_t *count_or_null(int64_t count)
{
    return count == UNKNOWN_COUNT ? json_null() : json_integer(count);
}

static json_t *usage_json(const struct usage *usage)
{
    return json_pack("{so so so so so}", "input", count_or_null(usage->input_total),
                     "input_cached", count_or_null(usage->input_cached),
                     "input_cache_write", count_or_null(usage->input_cache_write),
                     "output", count_or_null(usage->output_total), "output_reasoning",
                     count_or_null(usage->output_reasoning));
}

static json_t *answer_json(const struct repeat_result *repeat)
{
    struct buf text = BUF_INIT(2 * ANSWER_KEPT_MAX);
    json_t *out;

    if (!repeat->answer)
        return json_null();
    repeat_append_answer(repeat, ANSWER_KEPT_MAX, &text);
    out = json_text(buf_text(&text), text.length);
    buf_release(&text);
    return out;
}

static json_t *details_json(const char *text)
{
    json_t *out = text ? json_loads(text, JSON_ALLOW_NUL, NULL) : NULL;

    return out ? out : json_null();
}

static json_t *grades_json(const struct run_plan *plan,
                           const struct repeat_result *repeat)
{
    json_t *out = json_array();

    for (size_t i = 0; i < repeat->grade_count; i++) {
        const struct grade_result *grade = &repeat->grades[i];

        json_array_append_new(out, json_pack("{ss? ss so so so}", "grader",
                                             plan->graders[grade->grader].name, "verdict",
                                             verdict_name(grade->verdict), "score",
                                             grade->verdict == VERDICT_UNSCORED
                                                 ? json_null()
                                                 : json_number(grade->score),
                                             "reason", text_or_null(grade->reason),
                                             "details", details_json(grade->details)));
    }
    return out;
}

/* The tool calls are JSON already; what cannot be read as such is shown as text. */
static json_t *calls_json(const char *text)
{
    json_t *out =
        text ? json_loads(text, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL) : json_null();

    return out ? out : text_or_null(text);
}

static json_t *time_or_null(int64_t wall_ms)
{
    char text[CLOCK_TEXT_SIZE];

    if (!wall_ms)
        return json_null();
    clock_format(wall_ms, text);
    return json_string(text);
}

static json_t *repeat_json(const struct run_plan *plan,
                           const struct repeat_result *repeat)
{
    const char *failure =
        repeat->failure == FAILURE_NONE ? NULL : failure_facts[repeat->failure].name;
    const size_t answer_bytes = repeat->answer_length + repeat->answer_left_out;

    return json_pack(
        "{si ss so so so sb ss? so so ss so so so so so so so so so si so so}", "repeat",
        (int)repeat->repeat, "verdict", verdict_name(repeat->verdict), "score",
        json_number(repeat->score), "answer", answer_json(repeat), "answer_bytes",
        repeat->answer ? json_integer((json_int_t)answer_bytes) : json_null(),
        "answer_cut", repeat->answer_left_out > 0, "failure", failure, "message",
        text_or_null(repeat->message), "status",
        repeat->status ? json_integer(repeat->status) : json_null(), "finish",
        finish_name(repeat->finish), "refusal", text_or_null(repeat->refusal),
        "tool_calls", calls_json(repeat->tool_calls), "model_served",
        text_or_null(repeat->model_served), "fingerprint",
        text_or_null(repeat->fingerprint), "request_id", text_or_null(repeat->request_id),
        "usage", usage_json(&repeat->usage), "cost_usd", json_number(repeat->cost_usd),
        "latency_ms", json_number(repeat->latency_ms), "first_byte_ms",
        json_number(repeat->first_byte_ms), "attempts", (int)repeat->attempts, "cached",
        time_or_null(repeat->cached_ms), "grades", grades_json(plan, repeat));
}

static double partner_pass_rate(const struct case_partner *partner)
{
    const unsigned scored =
        partner->pairing == PAIRING_PAIRED ? partner->passed + partner->failed : 0;

    return scored ? (double)partner->passed / scored : (double)NAN;
}

static double partner_score(const struct case_partner *partner)
{
    return partner->score_pairing == PAIRING_PAIRED && partner->score_count
               ? partner->score_sum / partner->score_count
               : (double)NAN;
}

static json_t *variant_json(const struct run_plan *plan,
                            const struct judgement *judgement, size_t variant,
                            const struct variant_result *result)
{
    const struct case_partner *partner = &result->outcome.baseline;
    json_t *repeats = json_array();

    for (size_t i = 0; i < result->repeat_count; i++)
        json_array_append_new(repeats, repeat_json(plan, &result->repeats[i]));
    return json_pack(
        "{ss? ss ss sb so so so si si si so}", "variant", plan->variants[variant].name,
        "outcome", outcome_name(variant_outcome(result)), "state",
        case_state_name(case_state_of(&result->outcome)), "confirmed",
        case_is_confirmed(judgement, &result->outcome), "baseline_pass_rate",
        json_number(partner_pass_rate(partner)), "baseline_score",
        json_number(partner_score(partner)), "pass_rate",
        json_number(variant_pass_rate(result)), "passed", (int)result->passed, "failed",
        (int)result->failed, "unscored", (int)result->unscored, "repeats", repeats);
}

json_t *case_json(const struct run_plan *plan, const struct judgement *judgement,
                  const struct case_result *result)
{
    json_t *variants = json_array();

    for (size_t i = 0; i < plan->variant_count; i++)
        if (result->variants[i].repeat_count > 0)
            json_array_append_new(variants,
                                  variant_json(plan, judgement, i, &result->variants[i]));
    return json_pack("{ss? so ss? so so sb so si so}", "cohort",
                     plan->cohorts[result->cohort].name, "id", text_or_null(result->id),
                     "digest", result->digest, "group", text_or_null(result->group),
                     "weight", json_number(result->weight), "must_pass",
                     result->must_pass, "file", text_or_null(result->file), "line",
                     (int)result->line, "variants", variants);
}

int json_line_write(const json_t *value, FILE *out)
{
    return json_inert_dump(value, JSON_ENCODE_ANY | JSON_REAL_PRECISION(15), out) != 0;
}

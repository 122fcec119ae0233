/* graders/plugin_reply.c - what a program of `exec` said becomes a grade. */
#include "graders/plugin_reply.h"

#include "base/mem.h"
#include "base/shown.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    REASON_SHOWN_MAX = 500,
    FAILURE_SHOWN_MAX = 9000,
    KEY_SHOWN_MAX = 60,
    DETAILS_BYTES_MAX = 64 * 1024
};

struct said {
    const struct value *pass, *score, *reason, *details;
};

static void value_append(struct buf *line, const char *key, const struct value *value)
{
    if (!value)
        return;
    buf_append_format(line, ",\"%s\":", key);
    value_format(line, value);
}

void plugin_line_append(struct buf *line, const struct sample *sample)
{
    buf_append_text(line, "\"answer\":");
    json_quote(line, sample->answer, sample->answer_length);
    value_append(line, "value", sample->answer_value);
    value_append(line, "reference", sample->reference);
    value_append(line, "vars", sample->vars);
    value_append(line, "tool_calls", sample->tool_calls);
    value_append(line, "trace", sample->trace);
    if (sample->refusal) {
        buf_append_text(line, ",\"refusal\":");
        json_quote(line, sample->refusal, strlen(sample->refusal));
    }
    if (sample->finish != FINISH_UNKNOWN)
        buf_append_format(line, ",\"finish\":\"%s\"", finish_name(sample->finish));
}

static bool is_type(const struct value *value, enum value_type type)
{
    return !value || value->type == type;
}

/* An unknown key is a misspelt one: its grade would not be what its author meant. */
static bool keys_read(const struct value *reply, struct said *said, struct grade *grade)
{
    const struct value *key = value_first(reply);

    for (uint32_t i = 0; i < reply->size; i++) {
        const struct value *value = value_next(key);
        char *shown;

        if (value_is_text(key, "pass")) {
            said->pass = value;
        } else if (value_is_text(key, "score")) {
            said->score = value;
        } else if (value_is_text(key, "reason")) {
            said->reason = value;
        } else if (value_is_text(key, "details")) {
            said->details = value;
        } else if (!value_is_text(key, "id")) {
            shown = shown_quoted(key->text, key->size, KEY_SHOWN_MAX);
            grade_unscored(grade,
                           "the plug-in's reply has the key %s; expected pass, score, "
                           "reason or details",
                           shown);
            free(shown);
            return false;
        }
        key = value_next(value);
    }
    return true;
}

static bool details_keep(const struct value *details, struct grade *grade)
{
    struct buf text = BUF_INIT(DETAILS_BYTES_MAX);
    bool fits = true;

    if (details && details->size) {
        fits = value_format(&text, details) == 0;
        if (fits)
            grade_detail(grade, "details", value_to_json(details));
    }
    buf_release(&text);
    return fits;
}

/* What is wrong with its form; NULL: nothing. */
static const char *mistake_in(const struct said *said)
{
    const struct value *verdict = said->pass;

    if (verdict && verdict->type != VALUE_TRUE && verdict->type != VALUE_FALSE &&
        verdict->type != VALUE_NULL)
        return "`pass` is true, false or null";
    if (said->score && !value_is_number(said->score))
        return "`score` is a number";
    if (!is_type(said->reason, VALUE_STRING))
        return "`reason` is a text";
    if (!is_type(said->details, VALUE_OBJECT))
        return "`details` is an object";
    if (!verdict && !said->score)
        return "`pass` or `score` must be there";
    return NULL;
}

static void mistake_grade(const char *mistake, struct grade *grade)
{
    grade_unscored(grade, "the plug-in's reply is no grade: %s", mistake);
}

static void verdict_grade(const struct plugin_said *said, double pass, double score,
                          struct grade *grade)
{
    const bool passes = isnan(pass) ? said->verdict == PLUGIN_PASS : score >= pass;
    char *reason = said->reason
                       ? shown_quoted(said->reason, said->reason_length, REASON_SHOWN_MAX)
                       : NULL;

    if (said->verdict == PLUGIN_CANNOT_TELL)
        grade_unscored(grade, "%s", reason ? reason : "the plug-in could not tell");
    else if (passes && reason)
        grade_pass_with(grade, "%s", reason);
    else if (passes)
        grade_pass(grade);
    else if (!isnan(pass))
        grade_fail(grade, "the score %.4g is below %.4g%s%s", score, pass,
                   reason ? ": " : "", reason ? reason : "");
    else
        grade_fail(grade, "%s", reason ? reason : "the plug-in says that it fails");
    if (grade->verdict != VERDICT_UNSCORED)
        grade->score = score;
    free(reason);
}

void plugin_said_grade(const struct plugin_said *said, double pass, struct grade *grade)
{
    const double plain = said->verdict == PLUGIN_PASS ? 1 : 0;
    const double score = isnan(said->score) ? plain : said->score;

    if (!(score >= 0 && score <= 1))
        mistake_grade("`score` is from 0 to 1", grade);
    else if (said->verdict == PLUGIN_SAYS_NONE && isnan(pass))
        mistake_grade(
            "a score alone passes from `pass` on, which the suite's grader lacks", grade);
    else
        verdict_grade(said, pass, score, grade);
}

static struct plugin_said said_read(const struct said *reply)
{
    struct plugin_said said = {.score = (double)NAN};

    if (reply->pass)
        said.verdict = reply->pass->type == VALUE_TRUE    ? PLUGIN_PASS
                       : reply->pass->type == VALUE_FALSE ? PLUGIN_FAIL
                                                          : PLUGIN_CANNOT_TELL;
    if (reply->score)
        said.score = value_double(reply->score);
    if (reply->reason) {
        said.reason = reply->reason->text;
        said.reason_length = reply->reason->size;
    }
    return said;
}

void plugin_reply_grade(const struct value *reply, double pass, struct grade *grade)
{
    struct said said = {.pass = NULL};
    struct plugin_said plain;
    const char *mistake;

    if (!keys_read(reply, &said, grade))
        return;
    mistake = mistake_in(&said);
    if (!mistake && !details_keep(said.details, grade))
        mistake = "`details` is at most 64 KiB";
    plain = said_read(&said);
    if (mistake)
        mistake_grade(mistake, grade);
    else
        plugin_said_grade(&plain, pass, grade);
}

void plugin_failure_grade(const char *why, struct grade *grade)
{
    struct buf shown = BUF_INIT(8 * FAILURE_SHOWN_MAX);

    shown_append(&shown, why, strlen(why), FAILURE_SHOWN_MAX);
    grade_unscored(grade, "the plug-in did not grade it: %s", buf_text(&shown));
    buf_release(&shown);
}

/* cli/grade/grade_line.c - a line with an answer becomes a line with its grade. */
#include "cli/grade/grade_parts.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_BYTES_MAX = 64 * 1024 * 1024 };

void grade_lines_begin(struct grade_lines *lines, const struct grading *grading,
                       FILE *stream)
{
    static const struct document empty = DOCUMENT_INIT;

    *lines = (struct grade_lines){.grading = grading,
                                  .scratch = grade_scratch_new(),
                                  .asking = grade_asking_new(),
                                  .document = empty,
                                  .answer = BUF_INIT(LINE_BYTES_MAX),
                                  .vendor_refusal = BUF_INIT(LINE_BYTES_MAX),
                                  .out = BUF_INIT(4 * (size_t)LINE_BYTES_MAX),
                                  .stream = stream};
}

void grade_lines_end(struct grade_lines *lines)
{
    grade_asking_free(lines->asking);
    grade_scratch_free(lines->scratch);
    document_release(&lines->document);
    buf_release(&lines->answer);
    buf_release(&lines->vendor_refusal);
    buf_release(&lines->out);
}

/* A member that is not null. */
static const struct value *part_of(const struct value *line, const char *key)
{
    const struct value *value = value_member(line, key);

    return value && value->type != VALUE_NULL ? value : NULL;
}

static double number_of(const struct value *line, const char *key)
{
    const struct value *value = part_of(line, key);

    return value && value_is_number(value) ? value_double(value) : (double)NAN;
}

static int64_t count_of(const struct value *usage, const char *key)
{
    const struct value *value = part_of(usage, key);

    return value && value->type == VALUE_INTEGER && value->as.integer >= 0
               ? value->as.integer
               : UNKNOWN_COUNT;
}

static enum finish finish_of(const struct value *line)
{
    const struct value *word = part_of(line, "finish");
    int finish = FINISH_OTHER;

    if (!word)
        return FINISH_UNKNOWN;
    while (finish > FINISH_UNKNOWN && !value_is_text(word, finish_name(finish)))
        finish--;
    return (enum finish)finish;
}

/* A string is its text, other JSON the text of it. */
static const char *text_of(const struct value *value, struct buf *room, size_t *length)
{
    buf_clear(room);
    if (value->type == VALUE_STRING)
        buf_append(room, value->text, value->size);
    else
        value_format(room, value);
    *length = room->length;
    return buf_text(room);
}

static int mistake(const struct place *place, struct error *err, const char *message,
                   const char *hint)
{
    error_at(err, place, "N0992", "%s", message);
    error_hint(err, "%s", hint);
    return -1;
}

/* The line as the sample that graders see. */
static int sample_read(struct grade_lines *lines, struct usage *usage,
                       const struct place *place, struct sample *out, struct error *err)
{
    const struct value *line = document_root(&lines->document);
    const struct value *refusal = part_of(line, "refusal");
    const struct value *answer = part_of(line, "answer");
    size_t ignored;

    if (line->type != VALUE_OBJECT)
        return mistake(place, err, "expected a JSON object with `answer`",
                       "a line is {\"answer\": \"…\", \"reference\": …}");
    if (!answer)
        answer = part_of(line, "reply");
    if (!answer)
        return mistake(place, err, "the line has no `answer`",
                       "name it \"answer\" (or \"reply\"); a text, or JSON");
    usage->input_total = count_of(part_of(line, "usage"), "input");
    usage->output_total = count_of(part_of(line, "usage"), "output");
    *out = (struct sample){.reference = part_of(line, "reference"),
                           .vars = part_of(line, "vars"),
                           .tool_calls = part_of(line, "tool_calls"),
                           .trace = part_of(line, "trace"),
                           .finish = finish_of(line),
                           .usage = usage,
                           .latency_ms = number_of(line, "latency_ms"),
                           .cost_usd = number_of(line, "cost_usd")};
    out->answer = text_of(answer, &lines->answer, &out->answer_length);
    if (refusal)
        out->refusal = text_of(refusal, &lines->vendor_refusal, &ignored);
    return 0;
}

static void number_write(struct buf *out, double number)
{
    char text[32];

    snprintf(text, sizeof text, "%.17g", number);
    buf_append_text(out, text);
}

/* {"line": 3, "id": "a1", "verdict": "fail", "score": 0, "reason": "…"} */
static void grade_write(struct grade_lines *lines, unsigned number,
                        const struct grade *grade)
{
    const struct value *line = document_root(&lines->document);
    const struct value *id = part_of(line, "id");
    struct buf *out = &lines->out;
    char *details =
        grade->details ? json_dumps(grade->details, JSON_COMPACT | JSON_SORT_KEYS) : NULL;

    id = id ? id : part_of(line, "case");
    buf_clear(out);
    buf_append_format(out, "{\"line\":%u,", number);
    if (id) {
        buf_append_text(out, "\"id\":");
        value_format(out, id);
        buf_append_char(out, ',');
    }
    buf_append_format(out, "\"verdict\":\"%s\",\"score\":", verdict_name(grade->verdict));
    if (grade->verdict == VERDICT_UNSCORED)
        buf_append_text(out, "null");
    else
        number_write(out, grade->score);
    buf_append_text(out, ",\"reason\":");
    if (grade->reason)
        json_quote(out, grade->reason, strlen(grade->reason));
    else
        buf_append_text(out, "null");
    if (details)
        buf_append_format(out, ",\"details\":%s", details);
    buf_append_text(out, "}\n");
    fwrite(buf_text(out), 1, out->length, lines->stream);
    free(details);
}

static void grade_count(struct grade_lines *lines, const struct grade *grade)
{
    lines->passed += grade->verdict == VERDICT_PASS;
    lines->failed += grade->verdict == VERDICT_FAIL;
    lines->unscored += grade->verdict == VERDICT_UNSCORED;
    if (grade->verdict != VERDICT_UNSCORED)
        lines->score_sum += grade->score;
}

int grade_line(struct grade_lines *lines, const char *text, size_t length,
               const struct place *place, struct error *err)
{
    const struct read_options options = {.file = place->file, .first_line = place->line};
    struct usage usage = USAGE_INIT;
    struct grade grade = GRADE_INIT;
    struct sample sample;

    lines->bad++;
    if (document_read(&lines->document, text, length, &options, err) ||
        sample_read(lines, &usage, place, &sample, err))
        return -1;
    if (grading_check_case(lines->grading, sample.reference, sample.vars, err)) {
        error_place(err, place);
        return -1;
    }
    lines->bad--;
    grade_asking_grade(lines->asking, lines->grading, lines->scratch, &sample, &grade);
    grade_count(lines, &grade);
    grade_write(lines, place->line, &grade);
    grade_release(&grade);
    return 0;
}

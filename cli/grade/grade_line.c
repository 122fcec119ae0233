/* cli/grade/grade_line.c - a line with an answer becomes a line with its grade. */
#include "base/mem.h"
#include "cli/grade/grade_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_BYTES_MAX = 64 * 1024 * 1024 };

void grade_line_init(struct grade_line *line)
{
    static const struct document empty = DOCUMENT_INIT;
    struct error ignored;

    *line = (struct grade_line){.document = empty,
                                .no_vars = empty,
                                .answer = BUF_INIT(LINE_BYTES_MAX),
                                .refusal = BUF_INIT(LINE_BYTES_MAX),
                                .id = BUF_INIT(LINE_BYTES_MAX)};
    document_read(&line->no_vars, "{}", 2, NULL, &ignored);
}

void grade_line_release(struct grade_line *line)
{
    document_release(&line->document);
    document_release(&line->no_vars);
    buf_release(&line->answer);
    buf_release(&line->refusal);
    buf_release(&line->id);
}

/* A member that is not null. */
static const struct value *part_of(const struct value *line, const char *key)
{
    const struct value *value = value_member(line, key);

    return value && value->type != VALUE_NULL ? value : NULL;
}

static enum finish finish_of(const struct value *line)
{
    const struct value *word = part_of(line, "finish");
    int finish = FINISH_OTHER;

    if (!word)
        return FINISH_UNKNOWN;
    while (finish > FINISH_UNKNOWN && !value_is_text(word, finish_name(finish)))
        finish--;
    return finish == FINISH_UNKNOWN ? FINISH_OTHER : (enum finish)finish;
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

/* NaN where it is not there. A figure that cannot be one is the line's mistake: taken as
 * it is, -1 would be within every limit. */
static int figure_read(const struct value *line, const char *key,
                       const struct place *place, double *out, struct error *err)
{
    const struct value *value = part_of(line, key);
    char *message;

    *out = value && value_is_number(value) ? value_double(value) : (double)NAN;
    if (!value || *out >= 0)
        return 0;
    message = mem_format("expected `%s` to be a number from 0 on", key);
    mistake(place, err, message, "leave it out where it is not known");
    free(message);
    return -1;
}

static int count_read(const struct value *usage, const char *key,
                      const struct place *place, int64_t *out, struct error *err)
{
    const struct value *value = part_of(usage, key);

    *out = UNKNOWN_COUNT;
    if (!value)
        return 0;
    if (value->type != VALUE_INTEGER || value->as.integer < 0)
        return mistake(place, err,
                       "expected tokens in `usage` as whole numbers from 0 on",
                       "leave out what is not known");
    *out = value->as.integer;
    return 0;
}

static int figures_read(struct grade_line *line, const struct place *place,
                        struct sample *out, struct error *err)
{
    const struct value *root = document_root(&line->document);
    const struct value *usage = part_of(root, "usage");

    line->usage = (struct usage)USAGE_INIT;
    out->usage = &line->usage;
    return figure_read(root, "latency_ms", place, &out->latency_ms, err) ||
                   figure_read(root, "cost_usd", place, &out->cost_usd, err) ||
                   count_read(usage, "input", place, &line->usage.input_total, err) ||
                   count_read(usage, "output", place, &line->usage.output_total, err)
               ? -1
               : 0;
}

/* The line as the sample that graders see. */
static int sample_read(struct grade_line *line, const struct place *place,
                       struct sample *out, struct error *err)
{
    const struct value *root = document_root(&line->document);
    const struct value *refusal = part_of(root, "refusal");
    const struct value *answer = part_of(root, "answer");
    size_t ignored;

    if (root->type != VALUE_OBJECT)
        return mistake(place, err, "expected a JSON object with `answer`",
                       "a line is {\"answer\": \"…\", \"reference\": …}");
    if (!answer)
        answer = part_of(root, "reply");
    if (!answer)
        return mistake(place, err, "the line has no `answer`",
                       "name it \"answer\" (or \"reply\"); a text, or JSON");
    *out = (struct sample){.reference = part_of(root, "reference"),
                           .vars = part_of(root, "vars"),
                           .tool_calls = part_of(root, "tool_calls"),
                           .trace = part_of(root, "trace"),
                           .finish = finish_of(root)};
    out->answer = text_of(answer, &line->answer, &out->answer_length);
    if (refusal)
        out->refusal = text_of(refusal, &line->refusal, &ignored);
    return figures_read(line, place, out, err);
}

static const struct value *id_of(const struct grade_line *line)
{
    const struct value *root = document_root(&line->document);
    const struct value *id = part_of(root, "id");

    return id ? id : part_of(root, "case");
}

static int case_check(const struct grader_set *set, const struct sample *sample,
                      const struct place *place, struct error *err)
{
    for (size_t i = 0; i < set->count; i++) {
        if (!grading_check_case(set->gradings[i], sample->reference, sample->vars, err))
            continue;
        error_place(err, place);
        return -1;
    }
    return 0;
}

int grade_line_read(struct grade_line *line, const struct grader_set *set,
                    const struct buf *text, const struct place *place,
                    struct given_answer *out, struct error *err)
{
    const struct read_options options = {.file = place->file, .first_line = place->line};
    const struct value *id;
    size_t ignored;

    line->number = place->line;
    if (document_read_copy(&line->document, buf_text(text), text->length, &options,
                           err) ||
        sample_read(line, place, &out->sample, err) ||
        case_check(set, &out->sample, place, err))
        return -1;
    id = id_of(line);
    out->id = id ? text_of(id, &line->id, &ignored) : "";
    out->vars = out->sample.vars && out->sample.vars->type == VALUE_OBJECT
                    ? out->sample.vars
                    : document_root(&line->no_vars);
    return 0;
}

static void number_write(struct buf *out, double number)
{
    char text[32];

    snprintf(text, sizeof text, "%.17g", number);
    buf_append_text(out, text);
}

/* "verdict": "fail", "score": 0, "reason": "…" */
static void result_write(struct buf *out, enum verdict verdict, double score,
                         const char *reason)
{
    buf_append_format(out, "\"verdict\":\"%s\",\"score\":", verdict_name(verdict));
    if (verdict == VERDICT_UNSCORED || isnan(score))
        buf_append_text(out, "null");
    else
        number_write(out, score);
    buf_append_text(out, ",\"reason\":");
    if (reason)
        json_quote(out, reason, strlen(reason));
    else
        buf_append_text(out, "null");
}

static void grade_write(struct buf *out, const struct grade *grade)
{
    char *details =
        grade->details ? json_dumps(grade->details, JSON_COMPACT | JSON_SORT_KEYS) : NULL;

    result_write(out, grade->verdict, grade->score, grade->reason);
    if (details)
        buf_append_format(out, ",\"details\":%s", details);
    free(details);
}

/* Of criteria: what they come to, and each by its name. */
static void grades_write(struct buf *out, const struct grader_set *set,
                         const struct sample_grades *grades)
{
    result_write(out, grades->result.verdict, grades->result.score, NULL);
    for (size_t i = 0; i < grades->count; i++) {
        const char *name = grading_name(set->gradings[i]);

        buf_append_text(out, i ? ",{\"name\":" : ",\"grades\":[{\"name\":");
        json_quote(out, name, strlen(name));
        buf_append_char(out, ',');
        grade_write(out, &grades->grades[i]);
        buf_append_char(out, '}');
    }
    buf_append_char(out, ']');
}

static void verdict_count(struct grade_counts *counts, enum verdict verdict, double score)
{
    counts->passed += verdict == VERDICT_PASS;
    counts->failed += verdict == VERDICT_FAIL;
    counts->unscored += verdict == VERDICT_UNSCORED;
    if (verdict == VERDICT_UNSCORED || isnan(score))
        return;
    counts->scored++;
    counts->score_sum += score;
}

/* {"line": 3, "id": "a1", "verdict": "fail", "score": 0, "reason": "…"} */
void grade_line_write(const struct grade_line *line, const struct grader_set *set,
                      const struct sample_grades *grades, struct buf *out,
                      struct grade_counts *counts)
{
    const struct value *id = id_of(line);

    buf_clear(out);
    buf_append_format(out, "{\"line\":%u,", line->number);
    if (id) {
        buf_append_text(out, "\"id\":");
        value_format(out, id);
        buf_append_char(out, ',');
    }
    if (grades->count == 1) {
        const struct grade *grade = &grades->grades[0];

        grade_write(out, grade);
        verdict_count(counts, grade->verdict, grade->score);
    } else {
        grades_write(out, set, grades);
        verdict_count(counts, grades->result.verdict, grades->result.score);
    }
    buf_append_text(out, "}\n");
}

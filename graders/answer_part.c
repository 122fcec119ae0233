/* graders/answer_part.c - the part of a reply that is judged: `answer`, `trace`, `at`. */
#include "graders/answer_part.h"

#include "base/mem.h"
#include "base/shown.h"
#include "graders/grade_scratch.h"
#include "graders/json_extract.h"

#include <stdlib.h>
#include <string.h>

enum { SHOWN_MAX = 60 };

static int pattern_rule_compile(struct answer_part *part, const struct source *answer,
                                struct error_list *errors)
{
    struct place place = source_place(answer, "/pattern");

    part->rule = ANSWER_PATTERN;
    if (pcre_compile(json_object_get(answer->json, "pattern"), PCRE_ANYWHERE, answer,
                     "/pattern", &part->pattern, errors))
        return -1;
    if (pcre_group_count(part->pattern) > 0)
        return 0;
    error_list_at(errors, &place, "N0507",
                  "the answer is group 1, and the pattern has none");
    return error_hint(error_list_last(errors), "put the answer's part in brackets: (…)");
}

int answer_rule_compile(struct answer_part *part, const struct source *answer,
                        struct error_list *errors)
{
    static const char *const words[] = {"whole", "fenced", "first"};
    const json_t *rule = answer ? answer->json : NULL;
    const char *json = json_string_value(json_object_get(rule, "json"));
    const char *after = json_string_value(json_object_get(rule, "after"));

    if (!rule)
        return 0;
    part->rule = ANSWER_TEXT;
    for (unsigned i = 0; json && i < 3; i++)
        if (!strcmp(json, words[i]))
            part->rule = (enum answer_rule)(ANSWER_JSON_WHOLE + i);
    if (after) {
        part->rule = ANSWER_AFTER;
        part->after = mem_text(after);
    }
    if (json_object_get(rule, "pattern"))
        return pattern_rule_compile(part, answer, errors);
    return 0;
}

void answer_part_release(struct answer_part *part)
{
    pcre_free(part->pattern);
    free(part->after);
    free(part->at);
    free(part->trace);
    *part = (struct answer_part){0};
}

struct text value_text(const struct value *value, struct buf *room)
{
    if (value->text)
        return (struct text){value->text, value->size};
    buf_clear(room);
    value_format(room, value);
    return (struct text){buf_text(room), room->length};
}

/* The very characters of a value of this document. */
static struct text source_text(const struct document *document, const struct value *value)
{
    static const uint8_t word_lengths[] = {
        [VALUE_NULL] = 4, [VALUE_FALSE] = 5, [VALUE_TRUE] = 4};
    const char *start = document->text + value->offset;

    if (value->text)
        return (struct text){value->text, value->size};
    if (value->type <= VALUE_TRUE)
        return (struct text){start, word_lengths[value->type]};
    if (value == document_root(document))
        return text_trimmed(start, document->length - value->offset, TRIM_END);
    return (struct text){
        start, json_bracket_end(document->text, document->length, value->offset) -
                   value->offset};
}

static void part_set_value(struct grade_scratch *scratch, const struct value *value,
                           struct sample *out)
{
    const struct document *document = scratch_document_of(scratch, value);
    struct text text = document
                           ? source_text(document, value)
                           : value_text(value, &scratch->levels[scratch->level].text);

    out->answer = text.bytes;
    out->answer_length = text.length;
    out->answer_value = value;
}

static const char *cut_note(const struct sample *sample)
{
    return sample->finish == FINISH_LENGTH ? "; the answer was cut off by the token limit"
                                           : "";
}

/* The reading of the level in use, over all of *out; places are told in the reply where
 * the text is a part of it. */
static struct json_reading *reading_begin(struct grade_scratch *scratch,
                                          struct sample *out, enum json_rule rule,
                                          bool *is_open)
{
    struct json_reading *reading = &scratch->levels[scratch->level].reading;

    *reading = (struct json_reading){
        .reply = out->answer, .length = out->answer_length, .rule = rule};
    reading->found.reasoning_end =
        json_skip_reasoning(out->answer, out->answer_length, is_open);
    reading->found.part = reading->found.outer =
        (struct span){reading->found.reasoning_end, out->answer_length};
    out->reading = reading;
    return reading;
}

/* What most often makes a reply no JSON. */
static const char *fence_note(const struct json_reading *reading)
{
    struct json_found found = {.reasoning_end = reading->found.reasoning_end};

    return reading->rule == JSON_WHOLE &&
                   !json_find_fenced(reading->reply, reading->length, &found)
               ? ", but has a block that `answer: {json: fenced}` reads"
               : "";
}

static void unread_tell(const struct sample *sample, const struct json_reading *reading,
                        struct grade *grade)
{
    struct error err = reading->wrong;
    const char *cut =
        sample->finish == FINISH_LENGTH ? "was cut off by the token limit" : "is cut off";

    json_reading_shift(reading, &err.line, &err.column);
    if (!strcmp(err.code, "N0154"))
        grade_unscored(grade, "the answer is not read as JSON: %s", err.message);
    else if (!strcmp(err.code, "N0157") && err.line * err.column > 1)
        grade_unreadable(grade, "the answer %s: line %u, column %u: %s", cut, err.line,
                         err.column, err.message);
    else
        grade_unreadable(grade, "the answer is not JSON%s: line %u, column %u: %s%s",
                         fence_note(reading), err.line, err.column, err.message,
                         cut_note(sample));
}

/* The part of the reading as a document; where that fails and it may be, repaired. */
static int part_read(const struct answer_part *part, struct grade_scratch *scratch,
                     struct json_reading *reading, struct sample *out,
                     struct grade *grade)
{
    struct json_repair *repair = &scratch->levels[scratch->level].repair;
    const struct span *span = &reading->found.part;
    const char *text = reading->reply + span->start;
    const size_t length = span->end - span->start;
    struct error err = ERROR_INIT;
    const struct value *root = scratch_json(scratch, text, length, &reading->wrong);

    if (!root && part->repairs_json && strcmp(reading->wrong.code, "N0154") != 0) {
        reading->repair = repair;
        if (json_repair(repair, text, length, REPAIR_ALONE) == 0)
            root =
                scratch_json(scratch, buf_text(&repair->text), repair->text.length, &err);
        reading->is_repaired = root != NULL;
    }
    if (root) {
        part_set_value(scratch, root, out);
        return 0;
    }
    unread_tell(out, reading, grade);
    return -1;
}

static int open_reasoning_tell(struct grade *grade, const struct sample *sample)
{
    grade_unreadable(grade, "the answer %s within its reasoning",
                     sample->finish == FINISH_LENGTH ? "was cut off by the token limit"
                                                     : "is cut off");
    return -1;
}

/* The text of *out read as one JSON text. */
static int json_read(const struct answer_part *part, struct grade_scratch *scratch,
                     struct sample *out, struct grade *grade)
{
    bool is_open;
    struct json_reading *reading = reading_begin(scratch, out, JSON_WHOLE, &is_open);

    if (is_open)
        return open_reasoning_tell(grade, out);
    return part_read(part, scratch, reading, out, grade);
}

static int fenced_pick(const struct answer_part *part, struct grade_scratch *scratch,
                       struct sample *out, struct grade *grade)
{
    bool is_open;
    struct json_reading *reading = reading_begin(scratch, out, JSON_FENCED, &is_open);
    struct json_found found = {.reasoning_end = reading->found.reasoning_end};
    const char *why = json_find_fenced(reading->reply, reading->length, &found);
    const bool has_open_block = why && found.part.start < found.part.end;

    if (is_open)
        return open_reasoning_tell(grade, out);
    if (why && !(has_open_block && part->repairs_json)) {
        grade_unreadable(grade, "the answer cannot be read: %s%s", why, cut_note(out));
        return -1;
    }
    reading->found = found;
    return part_read(part, scratch, reading, out, grade);
}

static int first_pick(const struct answer_part *part, struct grade_scratch *scratch,
                      struct sample *out, struct grade *grade)
{
    bool is_open;
    struct json_reading *reading = reading_begin(scratch, out, JSON_FIRST, &is_open);

    if (is_open)
        return open_reasoning_tell(grade, out);
    switch (json_find_first(scratch, reading->reply, reading->length, part->repairs_json,
                            &reading->found)) {
    case FIRST_LIMIT:
        grade_unscored(grade, "too many brackets in the answer to look for JSON");
        return -1;
    case FIRST_NONE:
        grade_unreadable(grade, "the answer has no JSON object or array%s",
                         cut_note(out));
        return -1;
    case FIRST_FOUND:
    case FIRST_BROKEN:
        break;
    }
    return part_read(part, scratch, reading, out, grade);
}

static int pattern_pick(const struct answer_part *part, struct grade_scratch *scratch,
                        struct sample *out, struct grade *grade)
{
    const char *shown = pcre_shown(part->pattern);
    enum pcre_result result = pcre_match(part->pattern, scratch, out->answer,
                                         out->answer_length, (struct pcre_from){0});
    struct span span;

    if (result == MATCH_LIMIT) {
        grade_unscored(grade, "the answer's pattern %s took too many steps", shown);
        return -1;
    }
    if (result == MATCH_NONE || !pcre_span(scratch, 1, &span)) {
        grade_unreadable(grade, "the answer's pattern %s does not match%s", shown,
                         cut_note(out));
        return -1;
    }
    out->answer += span.start;
    out->answer_length = span.end - span.start;
    return 0;
}

/* Behind the last one: who corrects himself, says it twice. */
static int after_pick(const struct answer_part *part, struct sample *out,
                      struct grade *grade)
{
    const struct text whole = {out->answer, out->answer_length};
    const struct text needle = {part->after, strlen(part->after)};
    size_t last = SIZE_MAX;

    for (size_t at = text_find(whole, NULL, needle, 0); at != SIZE_MAX;
         at = text_find(whole, NULL, needle, at + needle.length))
        last = at;
    if (last == SIZE_MAX) {
        char *shown = shown_quoted(needle.bytes, needle.length, SHOWN_MAX);

        grade_unreadable(grade, "%s is not in the answer%s", shown, cut_note(out));
        free(shown);
        return -1;
    }
    out->answer += last + needle.length;
    out->answer_length -= last + needle.length;
    return 0;
}

static int rule_pick(const struct answer_part *part, struct grade_scratch *scratch,
                     struct sample *out, struct grade *grade)
{
    if (part->rule == ANSWER_AS_IT_IS)
        return 0;
    out->answer_value = NULL;
    out->reading = NULL;
    switch (part->rule) {
    case ANSWER_AS_IT_IS:
    case ANSWER_TEXT:
        break;
    case ANSWER_JSON_WHOLE:
        return json_read(part, scratch, out, grade);
    case ANSWER_JSON_FENCED:
        return fenced_pick(part, scratch, out, grade);
    case ANSWER_JSON_FIRST:
        return first_pick(part, scratch, out, grade);
    case ANSWER_PATTERN:
        return pattern_pick(part, scratch, out, grade);
    case ANSWER_AFTER:
        return after_pick(part, out, grade);
    }
    return 0;
}

static int trace_pick(const struct answer_part *part, struct grade_scratch *scratch,
                      struct sample *out, struct grade *grade)
{
    const struct value *found = out->trace ? value_at(out->trace, part->trace) : NULL;

    if (found) {
        part_set_value(scratch, found, out);
        out->reading = NULL;
        return 0;
    }
    if (out->trace)
        grade_unscored(grade, "the trace has nothing at \"%s\"", part->trace);
    else
        grade_unscored(grade, "there is no trace to judge");
    return -1;
}

int answer_part_pick(const struct answer_part *part, struct grade_scratch *scratch,
                     const struct sample *sample, struct sample *out, struct grade *grade)
{
    const struct value *found;

    *out = *sample;
    if (!out->answer)
        out->answer = "";
    if (part->trace ? trace_pick(part, scratch, out, grade)
                    : rule_pick(part, scratch, out, grade))
        return -1;
    if ((part->at || part->reads_json) && !out->answer_value &&
        json_read(part, scratch, out, grade))
        return -1;
    if (!part->at)
        return 0;
    found = value_at(out->answer_value, part->at);
    if (!found) {
        grade_unreadable(grade, "the %s has nothing at \"%s\"",
                         part->trace ? "trace" : "answer", part->at);
        return -1;
    }
    part_set_value(scratch, found, out);
    return 0;
}

int answer_field_pick(const char *field, struct grade_scratch *scratch,
                      struct sample *out, struct grade *grade)
{
    const struct value *found = value_at(out->answer_value, field);

    if (!found) {
        grade_unreadable(grade, "the answer has nothing at \"%s\"", field);
        return -1;
    }
    part_set_value(scratch, found, out);
    return 0;
}

void answer_part_pick_baseline(const struct answer_part *part,
                               struct grade_scratch *scratch, struct sample *sample)
{
    struct grade ignored = GRADE_INIT;
    struct sample other = {.answer = sample->baseline_answer,
                           .answer_length = sample->baseline_answer_length};
    struct sample picked = other;

    sample->baseline_answer = NULL;
    scratch->level++;
    if (answer_part_pick(part, scratch, &other, &picked, &ignored) == 0) {
        sample->baseline_answer = picked.answer;
        sample->baseline_answer_length = picked.answer_length;
    }
    scratch->level--;
    grade_release(&ignored);
}

/* graders/judge_question.c - what a judge is asked: `ask`, `rubric`, `preset`. */
#include "graders/judge_question.h"

#include "base/mem.h"
#include "base/nearest.h"
#include "base/shown.h"
#include "graders/folding.h"
#include "graders/grader_file.h"

#include <stdlib.h>
#include <string.h>

static int rubric_read(const char *path, const char *pointer, const struct place *place,
                       const struct grader_context *context, char **question,
                       struct error_list *errors)
{
    struct buf repaired = BUF_INIT(NAMED_FILE_BYTES_MAX);
    size_t length = 0;
    char *joined = NULL;
    struct error err;
    int rc = 0;

    if (grader_file_load(context, path, pointer, question, &length, &joined, &err))
        return error_list_add(errors, &err);
    text_repair(*question, length, &repaired);
    if (strlen(*question) != length || repaired.length != length ||
        memcmp(buf_text(&repaired), *question, length) != 0) {
        rc = error_list_at(errors, place, "N0568", "the rubric is not UTF-8 text");
        error_hint(error_list_last(errors), "save it as UTF-8");
    }
    buf_release(&repaired);
    free(joined);
    return rc;
}

static int preset_find(const char *name, const struct place *place,
                       const struct grader_context *context, char **question,
                       const struct rubric **preset, struct error_list *errors)
{
    const struct rubric *rubric = rubric_find(name);
    const char *nearest;
    char *shown;

    if (rubric) {
        const char *text = rubric_text(rubric);

        *question = mem_text(text);
        *preset = rubric;
        sha256_add_text(context->digest, text);
        return 0;
    }
    nearest = nearest_name(name, rubric_names);
    shown = shown_quoted(name, strlen(name), 60);
    error_list_at(errors, place, "N0561", "there is no preset %s", shown);
    if (nearest)
        error_hint(error_list_last(errors), "did you mean \"%s\"?", nearest);
    else
        error_hint(error_list_last(errors), "`noworse list rubrics` shows what there is");
    free(shown);
    return -1;
}

static int one_check(const json_t *options, const struct grader_context *context,
                     struct error_list *errors)
{
    static const char *const keys[] = {"ask", "rubric", "preset", "criteria"};
    struct place place = source_place(context->source, "");
    size_t count = 0;

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        count += json_object_get(options, keys[i]) != NULL;
    if (count == 1 || json_is_string(options))
        return 0;
    error_list_at(errors, &place, "N0560",
                  "expected one of `ask`, `rubric`, `preset` and `criteria`, found %s",
                  count ? "several" : "none");
    return error_hint(error_list_last(errors),
                      "say what the judge is asked: - judge: {ask: \"Is it polite?\"}");
}

static bool is_blank(const char *text)
{
    return text_trimmed(text, strlen(text), TRIM_START | TRIM_END).length == 0;
}

int judge_question_compile(const json_t *options, const struct grader_context *context,
                           char **question, const struct rubric **preset,
                           struct error_list *errors)
{
    const json_t *ask =
        json_is_string(options) ? options : json_object_get(options, "ask");
    const char *rubric = json_string_value(json_object_get(options, "rubric"));
    const char *name = json_string_value(json_object_get(options, "preset"));
    const char *key = ask ? "/ask" : rubric ? "/rubric" : "/preset";
    struct place place =
        source_place(context->source, json_is_string(options) ? "" : key);
    int rc = 0;

    if (one_check(options, context, errors))
        return -1;
    if (json_is_object(ask))
        rubric = json_string_value(json_object_get(ask, "file"));
    if (rubric)
        rc = rubric_read(rubric, json_is_object(ask) ? "/ask/file" : key, &place, context,
                         question, errors);
    else if (name)
        rc = preset_find(name, &place, context, question, preset, errors);
    else if (ask)
        *question = mem_text(json_string_value(ask));
    if (rc || !*question || !is_blank(*question))
        return rc;
    error_list_at(errors, &place, "N0560", "the judge is asked nothing");
    return error_hint(error_list_last(errors), "write a question that yes answers");
}

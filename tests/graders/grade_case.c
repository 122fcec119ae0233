/* tests/graders/grade_case.c - one row of a case file, graded. */
#include "tests/graders/grade_case.h"

#include "base/file.h"
#include "base/mem.h"
#include "schemas/schema.h"
#include "tests/graders/asked_grade.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const size_t answer_bytes_max = 64 * 1024 * 1024;

json_t *cases_load(const char *name)
{
    char *path = mem_format("%s/%s.json", CASES_DIR, name);
    json_error_t error;
    json_t *cases = json_load_file(path, JSON_ALLOW_NUL, &error);

    cr_assert(cases, "%s:%d: %s", path, error.line, error.text);
    cr_assert(json_array_size(cases) > 0, "%s holds no case", path);
    free(path);
    return cases;
}

static void answer_make(const json_t *row, struct buf *out)
{
    const json_t *text = json_object_get(row, "answer");
    const char *hex = json_string_value(json_object_get(row, "answer_hex"));
    const json_t *times = json_object_get(row, "answer_times");
    unsigned byte;

    for (; hex && sscanf(hex, "%2x", &byte) == 1; hex += 2)
        buf_append_char(out, (char)byte);
    for (json_int_t i = 0; i < (times ? json_integer_value(times) : 1); i++)
        buf_append(out, json_string_value(text), json_string_length(text));
}

static const struct value *document_fill(struct document *document, const json_t *json)
{
    struct error err = ERROR_INIT;

    if (!json)
        return NULL;
    cr_assert_eq(document_from_json(document, json, &err), 0, "%s", err.message);
    return document_root(document);
}

/* What `check` would say first. */
static int schema_check(const char *type, const json_t *options,
                        struct error_list *errors)
{
    static const struct place nowhere = {"suite.yaml", 1, 1, 1};
    char *entry = mem_format("/$defs/%s", type);
    struct schema_options how = {.entry = entry};
    struct schema_scratch *scratch = schema_scratch_new();
    struct schema_errors found = SCHEMA_ERRORS_INIT;
    struct document document = DOCUMENT_INIT;
    struct schema *schema = NULL;
    struct error err = ERROR_INIT;
    size_t length;
    const char *text = schema_own("suite", &length);

    cr_assert_eq(schema_compile(text, length, &how, &schema, &err), 0, "%s: %s", entry,
                 err.message);
    document_fill(&document, options);
    if (schema_explain(schema, document_root(&document), scratch, 1, &found) !=
        SCHEMA_VALID) {
        error_list_at(errors, &nowhere, "N0201", "%s%s%s", found.items[0].instance,
                      found.items[0].instance[0] ? ": " : "", found.items[0].message);
        if (found.items[0].hint)
            error_hint(error_list_last(errors), "%s", found.items[0].hint);
    }
    schema_errors_release(&found);
    document_release(&document);
    schema_free(schema);
    schema_scratch_free(scratch);
    free(entry);
    return error_list_is_clean(errors) ? 0 : -1;
}

static json_t *error_json(const struct error_list *errors)
{
    json_t *got = json_object();

    cr_assert_gt(errors->count, 0, "refused without an error");
    json_object_set_new(got, "error", json_string(errors->items[0].message));
    if (errors->items[0].hint[0])
        json_object_set_new(got, "hint", json_string(errors->items[0].hint));
    return got;
}

static json_t *grade_json(const struct grade *grade, const json_t *want)
{
    json_t *got = json_object();

    json_object_set_new(got, "verdict", json_string(verdict_name(grade->verdict)));
    json_object_set_new(got, "score", json_real(round(grade->score * 1e6) / 1e6));
    if (grade->reason)
        json_object_set_new(got, "reason", json_string(grade->reason));
    if (grade->is_unreadable)
        json_object_set_new(got, "unreadable", json_true());
    if (json_object_get(want, "details"))
        json_object_set(got, "details", grade->details);
    return got;
}

static enum finish finish_of(const char *word)
{
    int finish = FINISH_OTHER;

    while (word && finish > FINISH_UNKNOWN && strcmp(finish_name(finish), word) != 0)
        finish--;
    return word ? (enum finish)finish : FINISH_STOP;
}

static double figure_of(const json_t *row, const char *key)
{
    const json_t *value = json_object_get(row, key);

    return value ? json_number_value(value) : (double)NAN;
}

static json_t *row_grade(const struct grading *grading, const json_t *row)
{
    struct document reference = DOCUMENT_INIT, vars = DOCUMENT_INIT,
                    trace = DOCUMENT_INIT, tool_calls = DOCUMENT_INIT;
    struct buf answer = BUF_INIT(answer_bytes_max);
    struct usage usage = USAGE_INIT;
    struct grade_scratch *scratch = grade_scratch_new();
    struct grade grade = GRADE_INIT;
    const json_t *tokens = json_object_get(row, "tokens");
    struct sample sample = {.usage = &usage};
    json_t *asks, *got;

    answer_make(row, &answer);
    sample.answer = buf_text(&answer);
    sample.answer_length = answer.length;
    sample.reference = document_fill(&reference, json_object_get(row, "reference"));
    sample.vars = document_fill(&vars, json_object_get(row, "vars"));
    sample.trace = document_fill(&trace, json_object_get(row, "trace"));
    sample.refusal = json_string_value(json_object_get(row, "refusal"));
    sample.tool_calls = document_fill(&tool_calls, json_object_get(row, "tool_calls"));
    sample.finish = finish_of(json_string_value(json_object_get(row, "finish")));
    sample.latency_ms = figure_of(row, "latency_ms");
    sample.cost_usd = figure_of(row, "cost_usd");
    if (tokens)
        usage.output_total = json_integer_value(tokens);
    sample.baseline_answer = json_string_value(json_object_get(row, "baseline"));
    sample.baseline_answer_length = json_string_length(json_object_get(row, "baseline"));
    sample.is_baseline = json_is_true(json_object_get(row, "is_baseline"));
    asks =
        asked_grade(grading, scratch, &sample, json_object_get(row, "replies"), &grade);
    got = grade_json(&grade, json_object_get(row, "want"));
    if (json_object_get(json_object_get(row, "want"), "asks"))
        json_object_set(got, "asks", asks);
    json_decref(asks);
    grade_release(&grade);
    grade_scratch_free(scratch);
    buf_release(&answer);
    document_release(&reference);
    document_release(&vars);
    document_release(&trace);
    document_release(&tool_calls);
    return got;
}

struct grading *grading_make(const char *type, const json_t *options, const json_t *rule,
                             const struct grader_context *context,
                             struct error_list *errors)
{
    static char pointer[] = "";
    struct place place = {"suite.yaml", 1, 1, 1};
    struct source answer = {.json = rule, .pointer = pointer, .place = place};
    struct grader_item item = {
        .source = {.json = options, .pointer = pointer, .place = place},
        .required = true,
        .weight = 1.0,
    };
    struct grading *grading = NULL;

    item.type = mem_text(type);
    item.name = mem_text(type);
    grading_compile(&item, &answer, context, &grading, errors);
    free(item.type);
    free(item.name);
    return grading;
}

/* The row's files, in a folder of their own that becomes the working folder; `make` or
 * away with them. */
static void files_put(const json_t *row, bool make, char *folder)
{
    json_t *files = json_object_get(row, "files");
    struct error err = ERROR_INIT;
    const char *name;
    json_t *content;

    if (!files)
        return;
    if (make)
        cr_assert(mkdtemp(folder) && chdir(folder) == 0);
    json_object_foreach(files, name, content)
    {
        char *text = json_is_string(content) ? mem_text(json_string_value(content))
                                             : json_dumps(content, 0);

        cr_assert_eq(make ? file_write(name, text, strlen(text), &err) : remove(name), 0);
        free(text);
    }
    if (!make)
        cr_assert(chdir("/") == 0 && rmdir(folder) == 0);
}

/* Models that may be asked, by their ids; an embedder of another provider says which. */
static void models_make(struct suite *suite, const json_t *row)
{
    static char openai[] = "openai";
    const json_t *judges = json_object_get(row, "judges");
    const json_t *embedders = json_object_get(row, "embedders");
    const char *provider = json_string_value(json_object_get(row, "provider"));
    const size_t judge_count = json_array_size(judges);

    suite->model_count = judge_count + json_array_size(embedders);
    suite->models = mem_new(suite->model_count + 1, sizeof *suite->models);
    for (size_t i = 0; i < suite->model_count; i++) {
        const json_t *id = i < judge_count ? json_array_get(judges, i)
                                           : json_array_get(embedders, i - judge_count);

        suite->models[i].id = (char *)(uintptr_t)json_string_value(id);
        suite->models[i].provider = provider ? (char *)(uintptr_t)provider : openai;
        suite->models[i].role = i < judge_count ? MODEL_JUDGE : MODEL_EMBEDDER;
    }
}

json_t *grade_case(const char *file, const json_t *row)
{
    char folder[] = "/tmp/grade-case-XXXXXX";
    const char *own = json_string_value(json_object_get(row, "type"));
    const char *type = own ? own : file;
    const json_t *given = json_object_get(row, "options");
    const json_t *options = given ? given : json_null();
    struct grader_context context = {.response_schema =
                                         json_object_get(row, "response_schema"),
                                     .allow_exec = !json_object_get(row, "no_exec")};
    const json_t *criterion = json_object_get(row, "criterion");
    struct suite suite = {.path = NULL};
    struct error_list errors = ERROR_LIST_INIT;
    struct grading *grading = NULL;
    json_t *made = NULL;
    json_t *got;

    files_put(row, true, folder);
    models_make(&suite, row);
    context.suite = &suite;
    if (criterion) {
        made = json_copy((json_t *)(uintptr_t)options);
        json_object_set(made, "criterion", (json_t *)(uintptr_t)criterion);
    }
    if (schema_check(type, options, &errors) == 0)
        grading = grading_make(type, made ? made : options, json_object_get(row, "rule"),
                               &context, &errors);
    if (grading)
        cr_expect(error_list_is_clean(&errors));
    got = grading ? row_grade(grading, row) : error_json(&errors);
    grading_free(grading);
    error_list_release(&errors);
    files_put(row, false, folder);
    json_decref(made);
    free(suite.models);
    return got;
}

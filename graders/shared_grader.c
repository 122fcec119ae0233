/* graders/shared_grader.c - one grader of a shared object. */
#include "graders/shared_grader.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/shown.h"
#include "graders/plugin_reply.h"
#include "schemas/schema.h"
#include "values/pointer.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    REASON_SIZE = 2048,
    DETAILS_SIZE = 16 * 1024,
    ERROR_SIZE = 512,
    SHOWN_MAX = 200,
    OPTIONS_BYTES_MAX = 4 * 1024 * 1024
};

/* An entry of a suite. */
struct shared_state {
    const struct noworse_grader *of;
    void *own;   /* the plug-in's */
    double pass; /* NaN: the plug-in decides */
    bool compares;
};

static void shared_free(void *state)
{
    struct shared_state *shared = state;

    if (shared && shared->own && shared->of->release)
        shared->of->release(shared->own);
    free(shared);
}

/* The plug-in's part of the options: what is not every grader's. The caller's. */
static json_t *own_options(const json_t *options)
{
    static const char *const common[] = {"at", "trace", "answer", "reference", "pass"};
    json_t *own = json_copy((json_t *)(uintptr_t)options);

    for (size_t i = 0; i < sizeof common / sizeof *common; i++)
        json_object_del(own, common[i]);
    if (json_is_object(own) && json_object_size(own) == 0) {
        json_decref(own);
        own = json_null();
    }
    return own;
}

static int mistake_tell(const struct grader_context *context,
                        const struct schema_errors *found, struct error_list *errors)
{
    const struct schema_error *first = &found->items[0];
    struct buf pointer = BUF_INIT(OPTIONS_BYTES_MAX);
    struct place place;

    buf_append_text(&pointer, first->instance);
    if (first->key && strcmp(first->keyword, "required") != 0) {
        pointer_push(&pointer, first->key, strlen(first->key));
        place = source_key_place(context->source, buf_text(&pointer));
    } else {
        place = source_place(context->source, buf_text(&pointer));
    }
    buf_release(&pointer);
    error_list_at(errors, &place, "N0558", "%s: %s", context->type->name, first->message);
    if (first->hint)
        error_hint(error_list_last(errors), "%s", first->hint);
    return -1;
}

/* The plug-in's own schema says what its options are. */
static int options_check(const struct shared_grader *grader,
                         const struct grader_context *context, const json_t *options,
                         struct error_list *errors)
{
    static const char none[] = "{\"type\": \"null\"}";
    const char *text = grader->of->schema ? grader->of->schema : none;
    struct schema_scratch *scratch = schema_scratch_new();
    struct schema_errors found = SCHEMA_ERRORS_INIT;
    struct document document = DOCUMENT_INIT;
    struct schema *schema = NULL;
    struct error err = ERROR_INIT;
    int rc = -1;

    if (schema_compile(text, strlen(text), NULL, &schema, &err))
        error_list_at(errors, &context->source->place, "N0557",
                      "the plug-in of `%.100s` is broken: its schema, line %u: %.150s",
                      context->type->name, err.line, err.message);
    else if (document_from_json(&document, options, &err))
        error_list_add(errors, &err);
    else if (schema_explain(schema, document_root(&document), scratch, 1, &found) ==
             SCHEMA_VALID)
        rc = 0;
    else if (found.count)
        mistake_tell(context, &found, errors);
    else
        error_list_at(errors, &context->source->place, "N0557",
                      "the plug-in of `%.100s` is broken: its schema decides nothing",
                      context->type->name);
    schema_errors_release(&found);
    document_release(&document);
    schema_free(schema);
    schema_scratch_free(scratch);
    return rc;
}

static int own_compile(const struct shared_grader *grader,
                       const struct grader_context *context, const json_t *options,
                       struct shared_state *state, struct error_list *errors)
{
    char said[ERROR_SIZE] = "";
    char *text, *shown;

    if (!grader->of->compile)
        return 0;
    text = mem_check(json_dumps(options, JSON_COMPACT | JSON_ENCODE_ANY));
    state->own = grader->of->compile(text, strlen(text), said, sizeof said);
    free(text);
    if (state->own)
        return 0;
    shown = shown_quoted(said, strnlen(said, sizeof said), SHOWN_MAX);
    error_list_at(errors, &context->source->place, "N0559",
                  "`%.100s` refuses its options: %s", context->type->name, shown);
    free(shown);
    return -1;
}

static int shared_compile(const json_t *options, const struct grader_context *context,
                          void **out, struct error_list *errors)
{
    const struct shared_grader *grader = (const struct shared_grader *)context->type;
    const json_t *pass = json_object_get(options, "pass");
    struct shared_state *state = mem_new(1, sizeof *state);
    json_t *own = own_options(options);
    struct error err = ERROR_INIT;
    char digest[SHA256_HEX_SIZE];
    int rc;

    *out = state;
    state->of = grader->of;
    if (pass && (!json_is_number(pass) || json_number_value(pass) < 0 ||
                 json_number_value(pass) > 1)) {
        const struct place place = source_place(context->source, "/pass");

        json_decref(own);
        return error_list_at(errors, &place, "N0535",
                             "expected a score from 0 to 1 as `pass`");
    }
    state->pass = json_is_number(pass) ? json_number_value(pass) : NAN;
    state->compares =
        grader->of->needs_reference || json_object_get(options, "reference") != NULL;
    rc = options_check(grader, context, own, errors);
    if (!rc)
        rc = own_compile(grader, context, own, state, errors);
    if (!rc && file_digest(grader->path, digest, &err)) {
        error_place(&err, &context->source->place);
        rc = error_list_add(errors, &err);
    } else if (!rc) {
        sha256_add_text(context->digest, digest);
    }
    json_decref(own);
    return rc;
}

static bool shared_uses_reference(const void *state)
{
    return ((const struct shared_state *)state)->compares;
}

/* The texts of a sample's values, one after the other. */
struct sample_texts {
    struct buf text;
    size_t begins[5], ends[5];
    size_t count;
};

static void text_add(struct sample_texts *texts, const struct value *value)
{
    texts->begins[texts->count] = texts->text.length;
    if (value)
        value_format(&texts->text, value);
    texts->ends[texts->count++] = texts->text.length;
}

static struct noworse_text text_at(const struct sample_texts *texts, size_t index)
{
    const size_t length = texts->ends[index] - texts->begins[index];

    return (struct noworse_text){.bytes = length ? texts->text.data + texts->begins[index]
                                                 : NULL,
                                 .length = length};
}

static void sample_fill(const struct sample *sample, struct sample_texts *texts,
                        struct noworse_sample *out)
{
    text_add(texts, sample->answer_value);
    text_add(texts, sample->reference);
    text_add(texts, sample->vars);
    text_add(texts, sample->tool_calls);
    text_add(texts, sample->trace);
    *out = (struct noworse_sample){.size = sizeof *out,
                                   .answer = {sample->answer, sample->answer_length},
                                   .value = text_at(texts, 0),
                                   .reference = text_at(texts, 1),
                                   .vars = text_at(texts, 2),
                                   .tool_calls = text_at(texts, 3),
                                   .trace = text_at(texts, 4),
                                   .finish = finish_name(sample->finish)};
}

static bool details_read(const char *text, struct grade *grade)
{
    struct document document = DOCUMENT_INIT;
    struct error err = ERROR_INIT;
    const size_t length = strnlen(text, DETAILS_SIZE);
    bool is_good = true;

    if (length) {
        is_good = document_read(&document, text, length, NULL, &err) == 0 &&
                  document_root(&document)->type == VALUE_OBJECT;
        if (is_good)
            grade_detail(grade, "details", value_to_json(document_root(&document)));
    }
    document_release(&document);
    return is_good;
}

static void said_grade(const struct shared_state *state,
                       const struct noworse_grade *given, struct grade *grade)
{
    struct plugin_said said = {.score = given->score,
                               .reason = given->reason,
                               .reason_length = strnlen(given->reason, REASON_SIZE)};

    if (given->verdict == NOWORSE_PASS)
        said.verdict = PLUGIN_PASS;
    else if (given->verdict == NOWORSE_FAIL)
        said.verdict = PLUGIN_FAIL;
    else
        said.verdict = PLUGIN_CANNOT_TELL;
    if (!said.reason_length)
        said.reason = NULL;
    if (details_read(given->details, grade))
        plugin_said_grade(&said, state->pass, grade);
    else
        grade_unscored(grade, "the plug-in's grade is none: `details` is a JSON object");
}

static enum grade_step shared_grade(const void *state, struct grade_scratch *scratch,
                                    const struct sample *sample, struct grade_turn *turn,
                                    struct grade *grade)
{
    const struct shared_state *shared = state;
    struct sample_texts texts = {.text = BUF_INIT(DOCUMENT_BYTES_MAX)};
    char reason[REASON_SIZE], details[DETAILS_SIZE];
    struct noworse_sample given;
    struct noworse_grade said = {.size = sizeof said,
                                 .score = (double)NAN,
                                 .reason = reason,
                                 .reason_size = sizeof reason,
                                 .details = details,
                                 .details_size = sizeof details};

    (void)scratch;
    (void)turn;
    reason[0] = details[0] = '\0';
    sample_fill(sample, &texts, &given);
    if (buf_is_over(&texts.text)) {
        grade_unscored(grade, "the sample is too long for a plug-in");
    } else {
        shared->of->grade(shared->own, &given, &said);
        said.reason = reason;
        said.details = details;
        said_grade(shared, &said, grade);
    }
    buf_release(&texts.text);
    return GRADE_DONE;
}

void shared_grader_init(struct shared_grader *grader, char *name, const char *path,
                        const struct noworse_grader *of)
{
    *grader = (struct shared_grader){.type = {.name = name,
                                              .summary = of->summary,
                                              .shows_reference = true,
                                              .applies_pass = true,
                                              .is_foreign = true,
                                              .compile = shared_compile,
                                              .uses_reference = shared_uses_reference,
                                              .grade = shared_grade,
                                              .free = shared_free},
                                     .name = name,
                                     .path = path,
                                     .of = of};
}

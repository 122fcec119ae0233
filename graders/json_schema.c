/* graders/json_schema.c - the answer is JSON and fits a JSON Schema. */
#include "base/file.h"
#include "base/mem.h"
#include "base/path.h"
#include "base/shown.h"
#include "graders/builtin_graders.h"
#include "graders/grade_scratch.h"
#include "graders/json_reading.h"
#include "graders/schema_share.h"
#include "graders/schema_told.h"
#include "suites/named_file.h"

#include <stdlib.h>
#include <string.h>

enum { ERRORS_DEFAULT = 10, SHARE_ERRORS_MAX = 1000 };

struct json_schema {
    struct schema *schema;
    bool scores_share;
    enum schema_repair { REPAIR_OFF, REPAIR_REPORTED, REPAIR_ACCEPTED } repair;
    size_t max_errors;
};

/* Where a schema's references to other files lead: the engine gives every document an
 * address that begins with this and goes on with the path, its first "/" left out. */
static const char address_front[] = "noworse:///";

struct reference_loading {
    const char *folder; /* of paths in addresses */
    struct file_rules rules;
    struct sha256 *digest;
};

static int reference_load(void *context, const char *uri, char **text, size_t *length,
                          struct error *err)
{
    const struct reference_loading *loading = context;
    struct buf bytes = BUF_INIT(NAMED_FILE_BYTES_MAX);
    const size_t front = sizeof address_front - 1;
    char *path;
    int rc;

    if (strncmp(uri, address_front, front) != 0)
        return error_set(err, ERROR_INPUT, "N0519",
                         "a schema may refer to files, nothing is fetched");
    path = path_join(loading->folder, uri + front);
    rc = named_file_check(path, &loading->rules, NULL, err);
    if (!rc)
        rc = file_read(path, &bytes, err);
    if (!rc) {
        sha256_add_field(loading->digest, buf_text(&bytes), bytes.length);
        *length = bytes.length;
        *text = buf_detach(&bytes);
    }
    buf_release(&bytes);
    free(path);
    return rc;
}

static const char *named_from(const struct grader_context *context)
{
    const struct source *source = context->source;

    if (source->tree)
        return source->tree->file;
    if (source->place.file)
        return source->place.file;
    return context->suite ? context->suite->path : "";
}

static int file_compile(struct json_schema *own, const char *path, const char *pointer,
                        const struct schema_options *options,
                        const struct grader_context *context, struct error *err)
{
    struct schema_options how = *options;
    struct reference_loading loading = {.folder = "/", .digest = context->digest};
    struct place place = source_place(context->source, pointer);
    char *text = NULL;
    char *joined = NULL;
    char *resolved = NULL;
    size_t length = 0;
    int rc = -1;

    if (context->suite)
        loading.rules = suite_file_rules(context->suite);
    if (named_file_load(named_from(context), path, &loading.rules, &place, &text, &length,
                        &joined, err) ||
        path_resolve(joined, &resolved, err))
        goto done;
    sha256_add_field(context->digest, text, length);
    how.file = resolved;
    how.load = reference_load;
    how.load_context = &loading;
    rc = schema_compile(text, length, &how, &own->schema, err);
    if (rc && !strcmp(err->file, resolved))
        snprintf(err->file, sizeof err->file, "%s", joined);

done:
    free(resolved);
    free(joined);
    free(text);
    return rc;
}

static int inline_compile(struct json_schema *own, const json_t *schema,
                          const struct schema_options *options,
                          const struct grader_context *context, struct error *err)
{
    struct schema_options how = *options;
    struct reference_loading loading = {.digest = context->digest};
    char *folder = path_folder(named_from(context));
    int rc;

    if (context->suite)
        loading.rules = suite_file_rules(context->suite);
    loading.folder = folder;
    how.load = reference_load;
    how.load_context = &loading;
    rc = schema_compile_json(schema, &how, &own->schema, err);
    if (rc && !err->file[0]) {
        char *below = schema_json_pointer(schema, err);
        char *pointer = mem_format("/schema%s", below);
        struct place place = source_place(context->source, pointer);

        err->line = 0;
        error_place(err, &place);
        free(pointer);
        free(below);
    }
    free(folder);
    return rc;
}

static int response_compile(struct json_schema *own, struct schema_options *options,
                            const struct grader_context *context, struct error *err)
{
    struct place place = source_place(context->source, "");
    char *text;
    int rc;

    if (!context->response_schema) {
        error_at(err, &place, "N0517",
                 "`json_schema: true` is the model's response_schema, and it has none");
        return error_hint(err,
                          "add response_schema to the model, or name a schema's file");
    }
    text = json_dumps(context->response_schema, JSON_SORT_KEYS | JSON_ENCODE_ANY);
    sha256_add_text(context->digest, text);
    free(text);
    rc = schema_compile_json(context->response_schema, options, &own->schema, err);
    if (rc && !err->file[0]) {
        err->line = 0;
        error_place(err, &place);
    }
    return rc;
}

/* "draft7" is "7". */
static const char *draft_read(const json_t *options)
{
    const char *draft = json_string_value(json_object_get(options, "draft"));

    return draft && !strncmp(draft, "draft", 5) ? draft + 5 : draft;
}

static int schema_find(struct json_schema *own, const json_t *options,
                       const struct grader_context *context, struct error *err)
{
    const json_t *file =
        json_is_string(options) ? options : json_object_get(options, "file");
    const json_t *schema = json_object_get(options, "schema");
    struct place place = source_place(context->source, "");
    struct schema_options how = {
        .draft = draft_read(options),
        .formats = json_is_false(json_object_get(options, "formats")) ? FORMATS_ANNOTATED
                                                                      : FORMATS_ASSERTED,
    };

    if (file && schema)
        return error_at(err, &place, "N0512", "expected `file` or `schema`, found both");
    if (file)
        return file_compile(own, json_string_value(file),
                            json_is_string(options) ? "" : "/file", &how, context, err);
    if (schema)
        return inline_compile(own, schema, &how, context, err);
    if (json_is_object(options) && !context->response_schema)
        return error_at(
            err, &place, "N0512",
            "expected `file` or `schema`, since the model has no response_schema");
    return response_compile(own, &how, context, err);
}

static enum schema_repair repair_read(const json_t *options)
{
    const char *word = json_string_value(json_object_get(options, "repair"));

    if (word && !strcmp(word, "accept"))
        return REPAIR_ACCEPTED;
    return word && !strcmp(word, "report") ? REPAIR_REPORTED : REPAIR_OFF;
}

static int json_schema_compile(const json_t *options,
                               const struct grader_context *context, void **state,
                               struct error_list *errors)
{
    const json_t *max_errors = json_object_get(options, "max_errors");
    const char *score = json_string_value(json_object_get(options, "score"));
    struct json_schema *own = mem_new(1, sizeof *own);
    struct error err = ERROR_INIT;
    int rc = 0;

    *state = own;
    own->repair = repair_read(options);
    own->scores_share = score && !strcmp(score, "share");
    own->max_errors = ERRORS_DEFAULT;
    if (json_integer_value(max_errors) > 0)
        own->max_errors = (size_t)json_integer_value(max_errors);
    if (own->max_errors > SHARE_ERRORS_MAX)
        own->max_errors = SHARE_ERRORS_MAX;
    if (schema_find(own, options, context, &err)) {
        struct place place = source_place(context->source, "");

        error_place(&err, &place);
        rc = error_list_add(errors, &err);
    }
    return rc;
}

/* What the grade keeps beside its reason. */
static void errors_keep(const struct json_schema *own, const struct schema_errors *errors,
                        const struct sample *sample, struct grade *grade)
{
    bool more;

    grade_detail(grade, "errors",
                 schema_errors_json(errors, own->max_errors, sample, &more));
    if (more)
        grade_detail(grade, "more_errors", json_true());
}

static void invalid_grade(const struct json_schema *own, struct grade_scratch *scratch,
                          const struct sample *sample, struct grade *grade)
{
    struct schema_errors errors = SCHEMA_ERRORS_INIT;
    char *told;

    schema_explain(own->schema, sample->answer_value, scratch_schema(scratch),
                   own->scores_share ? SHARE_ERRORS_MAX : own->max_errors, &errors);
    told = schema_errors_told(&errors, own->max_errors);
    grade_fail(grade, "%s", told);
    errors_keep(own, &errors, sample, grade);
    if (own->scores_share)
        grade->score = schema_share(sample->answer_value, &errors);
    free(told);
    schema_errors_release(&errors);
}

static void value_grade(const struct json_schema *own, struct grade_scratch *scratch,
                        const struct sample *sample, struct grade *grade)
{
    switch (schema_validate(own->schema, sample->answer_value, scratch_schema(scratch))) {
    case SCHEMA_VALID:
        grade_pass(grade);
        break;
    case SCHEMA_UNDECIDED:
        grade_unscored(grade, "the schema could not be decided: a limit was reached");
        break;
    case SCHEMA_INVALID:
        invalid_grade(own, scratch, sample, grade);
        break;
    }
}

/* `accept`: the repaired answer's grade stands, and says that it is one. */
static void accepted_tell(const struct sample *sample, struct grade *grade,
                          const char *repairs)
{
    const char *cut =
        json_reading_is_cut(sample->reading) && sample->finish == FINISH_LENGTH
            ? ", cut off by the token limit"
            : "";
    const double score = grade->score;
    char *reason = grade->reason;

    if (grade->verdict == VERDICT_UNSCORED)
        return;
    grade->reason = NULL;
    if (grade->verdict == VERDICT_PASS)
        grade_pass_with(grade, "valid after repair: %s%s", repairs, cut);
    else
        grade_fail(grade, "%s; after repair: %s%s", reason, repairs, cut);
    grade->score = score;
    free(reason);
}

/* `report`: it fails, and the reason says what would make JSON of it and whether that
 * fits. */
static void reported_tell(const struct sample *sample, struct grade *grade,
                          const char *repairs)
{
    const size_t count = sample->reading->repair->count;
    char *reason = grade->reason;
    const char *fits = grade->verdict == VERDICT_PASS ? "which fits the schema"
                       : grade->verdict == VERDICT_FAIL
                           ? "which does not fit the schema: "
                           : "which cannot be decided";

    grade->reason = NULL;
    grade_detail(grade, "fits_when_repaired",
                 json_boolean(grade->verdict == VERDICT_PASS));
    grade_unreadable(grade, "%s: %s (%zu repair%s would make it JSON, %s%s)",
                     !json_reading_is_cut(sample->reading) ? "not JSON"
                     : sample->finish == FINISH_LENGTH
                         ? "the answer was cut off by the token limit"
                         : "the answer is cut off",
                     repairs, count, count == 1 ? "" : "s", fits,
                     grade->verdict == VERDICT_FAIL && reason ? reason : "");
    free(reason);
}

static enum grade_step json_schema_grade(const void *state, struct grade_scratch *scratch,
                                         const struct sample *sample,
                                         struct grade_turn *turn, struct grade *grade)
{
    const struct json_schema *own = state;
    char *repairs;

    (void)turn;
    value_grade(own, scratch, sample, grade);
    if (!sample->reading || !sample->reading->is_repaired)
        return GRADE_DONE;
    repairs = repairs_told(sample);
    grade_detail(grade, "repairs", repairs_json(sample));
    grade_detail(grade, "repair_count",
                 json_integer((json_int_t)sample->reading->repair->count));
    if (own->repair == REPAIR_ACCEPTED)
        accepted_tell(sample, grade, repairs);
    else
        reported_tell(sample, grade, repairs);
    free(repairs);
    return GRADE_DONE;
}

static void json_schema_free(void *state)
{
    struct json_schema *own = state;

    if (!own)
        return;
    schema_free(own->schema);
    free(own);
}

const struct grader_type grader_json_schema = {
    .name = "json_schema",
    .summary = "the answer is JSON and fits a JSON Schema",
    .reads_json = true,
    .repairs_json = true,
    .compile = json_schema_compile,
    .grade = json_schema_grade,
    .free = json_schema_free,
};

/* graders/schema_source.c - the schema of a `json_schema` grader. */
#include "graders/schema_source.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/path.h"
#include "graders/grader_file.h"
#include "suites/named_file.h"

#include <stdlib.h>
#include <string.h>

/* Where a schema's references to other files lead: the engine gives every document an
 * address that begins with this and goes on with the path, its first "/" left out. */
static const char address_front[] = "noworse:///";

/* One schema under way. */
struct sourcing {
    const struct grader_context *context;
    struct schema_options how;
    struct file_rules rules;
    char *folder;   /* owned: of paths in addresses */
    char *resolved; /* owned: the schema's file, or the suite's; NULL: it is in none */
    char *joined;   /* owned: the same as the person named it */
    const json_t *tree; /* the schema, where it is in no file */
    struct place place; /* of that */
    bool is_in_suite;   /* the tree stands in the suite under "/schema" */
};

static int reference_load(void *context, const char *uri, char **text, size_t *length,
                          struct error *err)
{
    const struct sourcing *sourcing = context;
    struct buf bytes = BUF_INIT(NAMED_FILE_BYTES_MAX);
    const size_t front = sizeof address_front - 1;
    char *path;
    int rc;

    if (strncmp(uri, address_front, front) != 0)
        return error_set(err, ERROR_INPUT, "N0519",
                         "a schema may refer to files, nothing is fetched");
    path = path_join(sourcing->folder, uri + front);
    rc = named_file_check(path, &sourcing->rules, NULL, err);
    if (!rc)
        rc = file_read(path, &bytes, err);
    if (!rc) {
        sha256_add_field(sourcing->context->digest, buf_text(&bytes), bytes.length);
        *length = bytes.length;
        *text = buf_detach(&bytes);
    }
    buf_release(&bytes);
    free(path);
    return rc;
}

static int file_compile(struct sourcing *sourcing, const char *path, const char *pointer,
                        struct schema **out, struct error *err)
{
    const struct grader_context *context = sourcing->context;
    struct place place = source_place(context->source, pointer);
    char *text = NULL;
    size_t length = 0;
    int rc;

    sourcing->folder = mem_text("/");
    rc = named_file_load(grader_file_from(context), path, &sourcing->rules, &place, &text,
                         &length, &sourcing->joined, err) ||
         path_resolve(sourcing->joined, &sourcing->resolved, err);
    if (!rc) {
        sha256_add_field(context->digest, text, length);
        sourcing->how.file = sourcing->resolved;
        rc = schema_compile(text, length, &sourcing->how, out, err);
    }
    free(text);
    return rc;
}

static int inline_compile(struct sourcing *sourcing, const json_t *schema,
                          struct schema **out, struct error *err)
{
    const char *suite = grader_file_from(sourcing->context);
    struct error ignored = ERROR_INIT;

    sourcing->tree = schema;
    sourcing->is_in_suite = true;
    if (path_resolve(suite, &sourcing->resolved, &ignored) == 0) {
        sourcing->folder = mem_text("/");
        sourcing->joined = mem_text(suite);
        sourcing->how.file = sourcing->resolved;
    } else {
        sourcing->how.load = NULL; /* a dataset's row that came from nowhere */
    }
    return schema_compile_json(schema, &sourcing->how, out, err);
}

static int response_compile(struct sourcing *sourcing, struct schema **out,
                            struct error *err)
{
    const struct grader_context *context = sourcing->context;
    char *text;

    if (!context->response_schema) {
        error_at(err, &sourcing->place, "N0517",
                 "`json_schema: true` is the model's response_schema, and it has none");
        return error_hint(err,
                          "add response_schema to the model, or name a schema's file");
    }
    text = json_dumps(context->response_schema, JSON_SORT_KEYS | JSON_ENCODE_ANY);
    sha256_add_text(context->digest, text);
    free(text);
    sourcing->how.load = NULL; /* the vendor sees no file of ours either */
    sourcing->tree = context->response_schema;
    return schema_compile_json(context->response_schema, &sourcing->how, out, err);
}

/* A word, or a number where YAML reads one. */
static const char *draft_read(const json_t *options)
{
    const json_t *draft = json_object_get(options, "draft");

    switch (json_integer_value(draft)) {
    case 4:
        return "4";
    case 6:
        return "6";
    case 7:
        return "7";
    default:
        return json_string_value(draft);
    }
}

static int schema_find(struct sourcing *sourcing, const json_t *options,
                       struct schema **out, struct error *err)
{
    const json_t *file =
        json_is_string(options) ? options : json_object_get(options, "file");
    const json_t *schema = json_object_get(options, "schema");

    if (file && schema)
        return error_at(err, &sourcing->place, "N0512",
                        "expected `file` or `schema`, found both");
    if (file)
        return file_compile(sourcing, json_string_value(file),
                            json_is_string(options) ? "" : "/file", out, err);
    if (schema)
        return inline_compile(sourcing, schema, out, err);
    if (json_is_object(options) && !sourcing->context->response_schema)
        return error_at(
            err, &sourcing->place, "N0512",
            "expected `file` or `schema`, since the model has no response_schema");
    return response_compile(sourcing, out, err);
}

/* A file that the schema refers to, seen from where the person named the schema. */
static char *path_shown(const struct sourcing *sourcing, const char *path)
{
    char *resolved, *joined, *below, *shown;

    if (!sourcing->resolved)
        return mem_text(path);
    resolved = path_folder(sourcing->resolved);
    joined = path_folder(sourcing->joined);
    below = path_below(resolved, path);
    shown = path_join(joined, below);
    free(resolved);
    free(joined);
    free(below);
    return shown;
}

/* The place as a person knows it: the file by its name, and not an address; of a schema
 * in the suite the line there, and not one of a text that nobody wrote. */
static void place_mend(const struct sourcing *sourcing, struct error *err)
{
    const size_t front = sizeof address_front - 1;

    const bool is_own =
        !err->file[0] || (sourcing->resolved && !strcmp(err->file, sourcing->resolved));

    if (is_own && sourcing->is_in_suite && err->line) {
        char *below = schema_json_pointer(sourcing->tree, err);
        char *pointer = mem_format("/schema%s", below);
        struct place place = source_place(sourcing->context->source, pointer);

        err->file[0] = '\0';
        err->line = 0;
        error_place(err, &place);
        free(pointer);
        free(below);
    } else if (!err->file[0]) {
        err->line = 0;
        error_place(err, &sourcing->place);
    } else if (is_own) {
        snprintf(err->file, sizeof err->file, "%s", sourcing->joined);
    } else if (!strncmp(err->file, address_front, front)) {
        char *path = path_join(sourcing->folder, err->file + front);
        char *shown = path_shown(sourcing, path);

        snprintf(err->file, sizeof err->file, "%s", shown);
        free(shown);
        free(path);
    }
}

int schema_source_compile(const json_t *options, const struct grader_context *context,
                          struct schema **out, struct error_list *errors)
{
    struct sourcing sourcing = {
        .context = context,
        .how = {.draft = draft_read(options),
                .formats = json_is_false(json_object_get(options, "formats"))
                               ? FORMATS_ANNOTATED
                               : FORMATS_ASSERTED,
                .load = reference_load,
                .load_context = &sourcing},
        .place = source_place(context->source, ""),
    };
    struct error err = ERROR_INIT;
    int rc;

    if (context->suite)
        sourcing.rules = suite_file_rules(context->suite);
    rc = schema_find(&sourcing, options, out, &err);
    if (rc) {
        place_mend(&sourcing, &err);
        error_list_add(errors, &err);
    }
    for (size_t i = 0; !rc && i < schema_warnings(*out)->count; i++) {
        struct error warning = schema_warnings(*out)->items[i];

        place_mend(&sourcing, &warning);
        error_list_warn(errors, &warning);
    }
    free(sourcing.folder);
    free(sourcing.resolved);
    free(sourcing.joined);
    return rc ? -1 : 0;
}

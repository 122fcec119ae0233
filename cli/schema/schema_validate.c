/* cli/schema/schema_validate.c - noworse schema validate: instances against a schema. */
#include "cli/mistakes.h"
#include "cli/schema/schema_parts.h"
#include "cli/schema/schema_result.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/path.h"
#include "base/shown.h"
#include "schemas/schema_files.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { FIRST_ERRORS = 10 };

struct validate_args {
    int draft; /* an index of schema_draft_words */
    int format;
    int output;
    const char *remotes;
    bool all;
};

/* The schema as it is named on the command line, and as the engine knows it. */
struct schema_file {
    const char *name;
    char *address; /* absolute: references are relative to it */
    char *folder;  /* the current one */
};

static bool is_stdin(const char *path)
{
    return !strcmp(path, "-");
}

static int operands_read_once(const struct texts *operands, struct error *err)
{
    size_t count = 0;

    for (size_t i = 0; i < operands->count; i++)
        count += is_stdin(operands->items[i]);
    if (count < 2)
        return 0;
    return error_set(err, ERROR_USAGE, "N0917",
                     "standard input can be the schema or one instance, not both");
}

static int remotes_check(const char *folder, struct error *err)
{
    struct stat facts;
    char *shown;

    if (!folder || (stat(folder, &facts) == 0 && S_ISDIR(facts.st_mode)))
        return 0;
    shown = shown_quoted(folder, strlen(folder), 80);
    error_set(err, ERROR_USAGE, "N0903", "--remotes takes a folder; %s was given", shown);
    free(shown);
    return -1;
}

/* Places in errors: the name that was given, and paths below the current folder. */
/* What a stranger's schema refers to may be any file: its lines are not shown. */
static void place_rename(const struct schema_file *file, struct error *err)
{
    static const char front[] = "noworse:///";
    const char *path = err->file;
    char *shown;

    if (!strncmp(path, front, sizeof front - 1))
        path += sizeof front - 2;
    if (strcmp(path, file->address) != 0)
        err->excerpt = EXCERPT_HIDDEN;
    shown = !strcmp(path, file->address) ? mem_text(file->name)
                                         : path_below(file->folder, path);
    snprintf(err->file, sizeof err->file, "%s", shown);
    free(shown);
}

static void warnings_tell(const struct schema_file *file, const struct schema *schema)
{
    const struct error_list *warnings = schema_warnings(schema);
    struct error_list shown = ERROR_LIST_INIT;

    for (size_t i = 0; i < warnings->count; i++) {
        struct error one = warnings->items[i];

        place_rename(file, &one);
        error_list_warn(&shown, &one);
    }
    error_list_print(&shown, stderr, color_for(COLOR_AUTO, stderr));
    error_list_release(&shown);
}

static int address_find(struct schema_file *file, struct error *err)
{
    if (path_resolve(".", &file->folder, err))
        return -1;
    if (!is_stdin(file->name))
        return path_resolve(file->name, &file->address, err);
    file->address = path_join(file->folder, "-");
    return 0;
}

static int schema_open(struct schema_file *file, const struct validate_args *args,
                       struct schema **out, struct error *err)
{
    struct schema_files files = {.remotes = args->remotes};
    struct buf text = BUF_INIT(DOCUMENT_BYTES_MAX);
    struct schema_options options = {.draft = schema_draft_words[args->draft],
                                     .formats = args->format ? FORMATS_ASSERTED
                                                             : FORMATS_ANNOTATED,
                                     .load = schema_files_load,
                                     .load_context = &files};
    int rc = -1;

    if (address_find(file, err) || file_read(file->name, &text, err))
        goto done;
    options.file = file->address;
    rc = schema_compile(buf_text(&text), text.length, &options, out, err);
    if (rc && err->file[0])
        place_rename(file, err);

done:
    buf_release(&text);
    return rc;
}

/* Reads it into the result's document. */
static enum exit_code instance_run(struct schema_result *result, const char *path)
{
    struct buf text = BUF_INIT(DOCUMENT_BYTES_MAX);
    struct error err = ERROR_INIT;
    enum exit_code code;

    result->name = is_stdin(path) ? "stdin" : path;
    if (file_read(path, &text, &err)) {
        schema_result_none(result);
        code = error_tell(&err);
        if (code == EXIT_CODE_INCOMPLETE)
            code = EXIT_CODE_INPUT;
    } else if (document_read(result->document, buf_text(&text), text.length,
                             &(struct read_options){.file = result->name}, &err)) {
        code = schema_result_no_json(result, &err);
    } else {
        code = schema_result_tell(result);
    }
    document_clear(result->document);
    buf_release(&text);
    return code;
}

static enum exit_code validate_run(const void *given, const struct texts *operands)
{
    const struct validate_args *args = given;
    struct schema_file file = {.name = operands->items[0]};
    struct document document = DOCUMENT_INIT;
    struct schema_result result = {.document = &document,
                                   .form = (enum result_form)args->output,
                                   .errors_max = args->all ? SIZE_MAX : FIRST_ERRORS};
    enum exit_code code = EXIT_CODE_INPUT;
    struct schema *schema = NULL;
    struct error err = ERROR_INIT;

    if (operands_read_once(operands, &err) || remotes_check(args->remotes, &err) ||
        schema_open(&file, args, &schema, &err)) {
        error_tell(&err);
        goto done;
    }
    warnings_tell(&file, schema);
    result.schema = schema;
    result.scratch = schema_scratch_new();
    code = EXIT_CODE_OK;
    for (size_t i = 1; i < operands->count; i++)
        code = exit_code_worse(code, instance_run(&result, operands->items[i]));
    schema_scratch_free(result.scratch);

done:
    document_release(&document);
    schema_free(schema);
    free(file.address);
    free(file.folder);
    return code;
}

static const struct option validate_options[] = {
    {"draft", 0, OPTION_WORD, offsetof(struct validate_args, draft), "DRAFT",
     "where the schema has no $schema: 2020-12 (default), 2019-09, 7, 6, 4, or "
     "draft7 and the like",
     schema_draft_words},
    {"format", 0, OPTION_WORD, offsetof(struct validate_args, format), "HOW",
     "assert (default): a wrong format is an error; annotate: it is not",
     schema_format_words},
    {"remotes", 0, OPTION_TEXT, offsetof(struct validate_args, remotes), "DIR",
     "where references to http://localhost:1234/ lead", NULL},
    {"all", 0, OPTION_FLAG, offsetof(struct validate_args, all), NULL,
     "every error, not only the first 10", NULL},
    {"output", 'o', OPTION_WORD, offsetof(struct validate_args, output), "FORM",
     "text (default), or one JSON object a line for each instance: flag, basic",
     result_form_words},
    {NULL, 0, OPTION_FLAG, 0, NULL, NULL, NULL},
};

static const struct validate_args validate_defaults = {.draft = 4, .format = 1};

const struct command command_schema_validate = {
    .name = "validate",
    .of = "schema",
    .operands = "SCHEMA INSTANCE…",
    .summary = "validates JSON files against a JSON Schema",
    .details = "\"-\" is standard input. References lead to files beside the schema;\n"
               "nothing is fetched. Ends with 0: all are valid; 1: one is not, or is no\n"
               "JSON; 2: schema, file or option is wrong; 3: a limit was reached.",
    .options = validate_options,
    .args_size = sizeof(struct validate_args),
    .defaults = &validate_defaults,
    .operands_min = 2,
    .operands_max = UINT_MAX,
    .run = validate_run,
};

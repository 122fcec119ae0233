/* graders/tool_schemas.c - the JSON Schemas of tools' arguments. */
#include "graders/tool_schemas.h"

#include "base/mem.h"
#include "graders/grader_file.h"
#include "graders/schema_told.h"

#include <stdlib.h>
#include <string.h>

struct tool_schema {
    char *name;
    struct schema *schema;
};

struct tool_schemas {
    struct tool_schema *items;
    size_t count;
    struct document nothing; /* {}: what a call without arguments has */
};

static int schemas_read(struct tool_schemas *own, const json_t *file, const char *path,
                        struct error *err)
{
    struct schema_options how = {.formats = FORMATS_ASSERTED};
    const char *name;
    json_t *schema;

    own->items = mem_new(json_object_size(file) + 1, sizeof *own->items);
    json_object_foreach((json_t *)(uintptr_t)file, name, schema)
    {
        struct error wrong = ERROR_INIT;
        struct tool_schema *item = &own->items[own->count];

        if (schema_compile_json(schema, &how, &item->schema, &wrong)) {
            char *pointer = schema_json_pointer(schema, &wrong);

            error_set(err, ERROR_INPUT, "N0546", "%s: the schema of `%s`%s%s: %s", path,
                      name, *pointer ? " at " : "", pointer, wrong.message);
            free(pointer);
            return -1;
        }
        item->name = mem_text(name);
        own->count++;
    }
    return 0;
}

static int file_read_schemas(struct tool_schemas *own, const char *text, size_t length,
                             const char *path, struct error *err)
{
    json_error_t wrong;
    json_t *file = json_loadb(text, length, JSON_REJECT_DUPLICATES, &wrong);
    int rc;

    if (!file)
        rc = error_set(err, ERROR_INPUT, "N0546", "%s:%d:%d: %s", path, wrong.line,
                       wrong.column, wrong.text);
    else if (!json_is_object(file) || json_object_size(file) == 0)
        rc = error_set(err, ERROR_INPUT, "N0546",
                       "%s: expected an object with a schema for each tool", path);
    else
        rc = schemas_read(own, file, path, err);
    json_decref(file);
    return rc;
}

int tool_schemas_compile(const struct grader_context *context, const char *path,
                         struct tool_schemas **out, struct error_list *errors)
{
    struct place place = source_place(context->source, "/schemas");
    struct tool_schemas *own = mem_new(1, sizeof *own);
    struct error err = ERROR_INIT;
    char *text = NULL;
    char *joined = NULL;
    size_t length = 0;
    int rc;

    own->nothing = (struct document)DOCUMENT_INIT;
    rc = document_read_copy(&own->nothing, "{}", 2, NULL, &err) ||
         grader_file_load(context, path, "/schemas", &text, &length, &joined, &err);
    if (!rc && file_read_schemas(own, text, length, joined, &err)) {
        error_place(&err, &place);
        rc = -1;
    }
    if (rc) {
        error_list_add(errors, &err);
        tool_schemas_free(own);
    } else {
        *out = own;
    }
    free(text);
    free(joined);
    return rc ? -1 : 0;
}

void tool_schemas_free(struct tool_schemas *schemas)
{
    if (!schemas)
        return;
    for (size_t i = 0; i < schemas->count; i++) {
        free(schemas->items[i].name);
        schema_free(schemas->items[i].schema);
    }
    free(schemas->items);
    document_release(&schemas->nothing);
    free(schemas);
}

static const struct schema *schema_of(const struct tool_schemas *schemas,
                                      const struct tool_call *call)
{
    for (size_t i = 0; i < schemas->count; i++)
        if (call_is_named(call, schemas->items[i].name, strlen(schemas->items[i].name)))
            return schemas->items[i].schema;
    return NULL;
}

static void invalid_tell(const struct schema *schema, const struct value *arguments,
                         const char *name, size_t number, struct schema_scratch *scratch,
                         struct grade *grade)
{
    struct schema_errors wrong = SCHEMA_ERRORS_INIT;
    char *told;

    schema_explain(schema, arguments, scratch, 1, &wrong);
    told = schema_errors_told(&wrong, 1);
    grade_fail(grade, "call %zu, %s: %s", number, name, told);
    free(told);
    schema_errors_release(&wrong);
}

bool tool_schemas_accept(const struct tool_schemas *schemas, const struct tool_call *call,
                         size_t number, struct schema_scratch *scratch,
                         struct grade *grade)
{
    const struct schema *schema = schema_of(schemas, call);
    const struct value *arguments =
        call->has_arguments ? call->arguments : document_root(&schemas->nothing);
    enum schema_verdict verdict = SCHEMA_INVALID;
    char *name = call_shown(call);

    if (schema && arguments)
        verdict = schema_validate(schema, arguments, scratch);
    if (!schema)
        grade_fail(grade, "call %zu: there is no tool %s", number, name);
    else if (!arguments)
        grade_unreadable(grade, "call %zu, %s: its arguments are not JSON: %s", number,
                         name, call->wrong.message);
    else if (verdict == SCHEMA_INVALID)
        invalid_tell(schema, arguments, name, number, scratch, grade);
    else if (verdict == SCHEMA_UNDECIDED)
        grade_unscored(grade, "call %zu, %s: its schema could not be decided", number,
                       name);
    free(name);
    return verdict == SCHEMA_VALID;
}

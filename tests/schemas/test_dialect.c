/* tests/schemas/test_dialect.c - drafts, vocabularies, metaschemas of the caller's own.
 */
#include "base/mem.h"
#include "schemas/schema.h"
#include "tests/case_file.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

/* From "documents" of the case: one that is null cannot be read. */
static int document_load(void *context, const char *uri, char **text, size_t *length,
                         struct error *err)
{
    const json_t *document = json_object_get(context, uri);

    if (!document)
        return -1;
    if (json_is_null(document))
        return error_set(err, ERROR_SYSTEM, "N0000", "the disk is on fire");
    *text = json_dumps(document, 0);
    *length = strlen(*text);
    return 0;
}

static void refusal_expect(const json_t *row, const struct error *err)
{
    const char *name = case_text(row, "name");
    const char *hint = case_text(row, "hint");
    const json_t *line = json_object_get(row, "line");
    const char *file = case_text(row, "file");

    cr_expect_str_eq(err->message, case_text(row, "error"), "%s: %s", name, err->message);
    cr_expect_str_eq(err->code, case_text(row, "code"), "%s: %s", name, err->code);
    if (hint)
        cr_expect_str_eq(err->hint, hint, "%s: %s", name, err->hint);
    if (line)
        cr_expect(err->line == json_integer_value(line) &&
                      err->column == json_integer_value(json_object_get(row, "column")),
                  "%s: %u:%u", name, err->line, err->column);
    if (strcmp(err->code, "N0162") != 0 || err->line)
        cr_expect_str_eq(err->file, file ? file : "case.schema.json", "%s: %s", name,
                         err->file);
}

static void verdicts_expect(const json_t *row, const char *key,
                            const struct schema *schema, enum schema_verdict want)
{
    struct schema_scratch *scratch = schema_scratch_new();
    struct schema_errors errors = SCHEMA_ERRORS_INIT;
    struct document document = DOCUMENT_INIT;
    struct error err = ERROR_INIT;
    const json_t *text;
    size_t i;

    json_array_foreach(json_object_get(row, key), i, text)
    {
        const char *instance = json_string_value(text);

        cr_assert_eq(document_read(&document, instance, strlen(instance), NULL, &err), 0,
                     "%s", instance);
        cr_expect_eq(schema_validate(schema, document_root(&document), scratch), want,
                     "%s: %s is not %s", case_text(row, "name"), instance, key);
        cr_expect_eq(
            schema_explain(schema, document_root(&document), scratch, 10, &errors), want,
            "%s: %s is not %s when it is explained", case_text(row, "name"), instance,
            key);
    }
    document_release(&document);
    schema_errors_release(&errors);
    schema_scratch_free(scratch);
}

static void case_run(const json_t *row)
{
    json_t *documents = json_object_get(row, "documents");
    struct schema_options options = {.file = "case.schema.json",
                                     .draft = case_text(row, "draft"),
                                     .load = document_load,
                                     .load_context = documents};
    char *text = json_dumps(json_object_get(row, "schema"), 0);
    struct schema *schema = NULL;
    struct error err = ERROR_INIT;
    int rc = schema_compile(text, strlen(text), &options, &schema, &err);

    if (case_text(row, "error")) {
        cr_expect_eq(rc, -1, "%s: was compiled", case_text(row, "name"));
        refusal_expect(row, &err);
    } else {
        cr_assert_eq(rc, 0, "%s: %s", case_text(row, "name"), err.message);
        verdicts_expect(row, "valid", schema, SCHEMA_VALID);
        verdicts_expect(row, "invalid", schema, SCHEMA_INVALID);
    }
    schema_free(schema);
    free(text);
}

Test(dialect, each_schema_is_read_in_its_own)
{
    json_t *cases = case_file_load("dialect.json");

    for (size_t i = 0; i < json_array_size(cases); i++)
        case_run(json_array_get(cases, i));
    json_decref(cases);
}

/* Each definition refers twice to the next: 2 to the 60th paths, and 60 labels. */
Test(dialect, references_that_double_are_compiled_once_each)
{
    struct buf text = BUF_INIT(1 << 20);
    struct schema *schema = NULL;
    struct error err = ERROR_INIT;
    struct schema_scratch *scratch = schema_scratch_new();
    struct document document = DOCUMENT_INIT;

    buf_append_text(&text, "{\"$ref\": \"#/$defs/d0\", \"$defs\": {");
    for (int i = 0; i < 60; i++)
        buf_append_format(&text,
                          "\"d%d\": {\"properties\": {\"a\": {\"anyOf\": [{\"$ref\": "
                          "\"#/$defs/d%d\"}, {\"$ref\": \"#/$defs/d%d\"}]}}},",
                          i, i + 1, i + 1);
    buf_append_text(&text, "\"d60\": {\"type\": \"string\"}}}");
    cr_assert_eq(schema_compile(buf_text(&text), text.length, NULL, &schema, &err), 0,
                 "%s", err.message);
    buf_clear(&text);
    for (int i = 0; i < 60; i++)
        buf_append_text(&text, "{\"a\": ");
    buf_append_text(&text, "1");
    for (int i = 0; i < 60; i++)
        buf_append_text(&text, "}");
    cr_assert_eq(document_read(&document, buf_text(&text), text.length, NULL, &err), 0);
    cr_expect_neq(schema_validate(schema, document_root(&document), scratch),
                  SCHEMA_VALID);
    document_release(&document);
    schema_scratch_free(scratch);
    schema_free(schema);
    buf_release(&text);
}

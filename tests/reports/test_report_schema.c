/* tests/reports/test_report_schema.c - every JSON report of tests/reports/cases/ fits
 * schemas/report.schema.json, and nothing less or more does. */
#include "base/file.h"
#include "base/mem.h"
#include "schemas/schema.h"

#include <criterion/criterion.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>

static struct schema *report_schema(void)
{
    const struct schema_options options = {.file = "report.schema.json"};
    struct schema *schema = NULL;
    struct error err = ERROR_INIT;
    size_t length = 0;
    const char *text = schema_own("report", &length);

    cr_assert_eq(schema_compile(text, length, &options, &schema, &err), 0, "%s",
                 err.message);
    return schema;
}

static json_t *report_load(const char *path)
{
    json_error_t error;
    json_t *report = json_load_file(path, 0, &error);

    cr_assert(report, "%s:%d: %s", path, error.line, error.text);
    return report;
}

static void mistakes_expect_none(const struct schema *schema, const char *path)
{
    struct schema_scratch *scratch = schema_scratch_new();
    struct schema_errors errors = SCHEMA_ERRORS_INIT;
    struct document document = DOCUMENT_INIT;
    struct buf text = BUF_INIT(1 << 22);
    struct error err = ERROR_INIT;

    cr_assert_eq(file_read(path, &text, &err), 0, "%s", err.message);
    cr_assert_eq(document_read(&document, buf_text(&text), text.length, NULL, &err), 0,
                 "%s: %s", path, err.message);
    schema_explain(schema, document_root(&document), scratch, 20, &errors);
    for (size_t i = 0; i < errors.count; i++)
        cr_expect(false, "%s%s: %s", path, errors.items[i].instance,
                  errors.items[i].message);
    schema_errors_release(&errors);
    document_release(&document);
    buf_release(&text);
    schema_scratch_free(scratch);
}

Test(report_schema, each_json_report_fits_it)
{
    struct schema *schema = report_schema();
    glob_t found;

    cr_assert_eq(glob(CASES_DIR "/*/report.json", 0, NULL, &found), 0);
    cr_expect(found.gl_pathc >= 7);
    for (size_t i = 0; i < found.gl_pathc; i++)
        mistakes_expect_none(schema, found.gl_pathv[i]);
    globfree(&found);
    schema_free(schema);
}

struct strictness {
    const struct schema *schema;
    struct schema_scratch *scratch;
    const json_t *report;
    size_t objects;
};

static void is_refused(const struct strictness *test, const char *key, const char *how)
{
    cr_expect_eq(schema_validate_json(test->schema, test->report, test->scratch),
                 SCHEMA_INVALID, "%s %s is taken", key, how);
}

/* Each member of each object taken out, and put back; and one that nobody knows. What the
 * model calls its tools is the model's. */
static void objects_mutate(struct strictness *test, json_t *json)
{
    size_t count = json_object_size(json);
    const char **keys = mem_new(count + 1, sizeof *keys);
    const char *key;
    json_t *member;

    count = 0;
    json_object_foreach(json, key, member) keys[count++] = key;
    for (size_t i = 0; i < count; i++) {
        char *name = mem_text(keys[i]);

        member = json_incref(json_object_get(json, name));
        json_object_del(json, name);
        is_refused(test, name, "that is missing");
        json_object_set_new(json, name, member);
        if (strcmp(name, "tool_calls") != 0)
            objects_mutate(test, member);
        free(name);
    }
    if (json_is_object(json)) {
        json_object_set_new(json, "surprise", json_null());
        is_refused(test, count ? "surprise" : "", "that nobody knows");
        json_object_del(json, "surprise");
        test->objects++;
    }
    free(keys);
    for (size_t i = 0; i < json_array_size(json); i++)
        objects_mutate(test, json_array_get(json, i));
}

Test(report_schema, a_member_that_is_missing_or_unknown_is_refused)
{
    struct schema *schema = report_schema();
    json_t *report = report_load(CASES_DIR "/must-pass/report.json");
    struct strictness test = {schema, schema_scratch_new(), report, 0};

    objects_mutate(&test, report);
    cr_expect(test.objects > 30, "%zu objects", test.objects);
    json_decref(report);
    schema_scratch_free(test.scratch);
    schema_free(schema);
}

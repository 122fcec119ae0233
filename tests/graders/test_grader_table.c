/* tests/graders/test_grader_table.c - the table, its documentation, the suite's schema
 * and the cases say the same. */
#include "base/file.h"
#include "base/mem.h"
#include "graders/option_form.h"
#include "schemas/schema.h"
#include "tests/graders/grade_case.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

enum { PAGE_BYTES_MAX = 1 << 20 };

static void page_read(const char *path, struct buf *page)
{
    char *whole = mem_format("%s/%s", PROJECT_DIR, path);
    struct error err = ERROR_INIT;

    cr_assert_eq(file_read(whole, page, &err), 0, "%s", err.message);
    free(whole);
}

static bool has_line_with(const struct buf *page, const char *front, const char *name)
{
    char *line = mem_format("\n%s`%s`", front, name);
    const bool has = strstr(buf_text(page), line) != NULL;

    free(line);
    return has;
}

Test(table, is_sorted_by_name)
{
    for (size_t i = 1; grader_types[i]; i++)
        cr_expect_lt(strcmp(grader_types[i - 1]->name, grader_types[i]->name), 0, "%s",
                     grader_types[i]->name);
}

Test(table, each_grader_is_found_by_its_name_and_says_what_it_does)
{
    for (size_t i = 0; grader_types[i]; i++) {
        cr_expect_eq(grader_find(grader_types[i]->name), grader_types[i]);
        cr_expect_gt(strlen(grader_types[i]->summary), 10, "%s", grader_types[i]->name);
    }
    cr_expect_null(grader_find("jsonschema"));
}

/* Else `noworse plan` would not count what it asks. */
Test(table, each_grader_that_asks_a_model_foresees_what)
{
    for (size_t i = 0; grader_types[i]; i++)
        cr_expect_eq(grader_types[i]->models != NULL, grader_types[i]->foresee != NULL,
                     "%s", grader_types[i]->name);
}

Test(table, each_grader_has_a_row_in_the_readme_and_a_section_in_the_manual)
{
    struct buf readme = BUF_INIT(PAGE_BYTES_MAX);
    struct buf manual = BUF_INIT(PAGE_BYTES_MAX);

    page_read("graders/README.md", &readme);
    page_read("docs/graders.md", &manual);
    for (size_t i = 0; grader_types[i]; i++) {
        const char *name = grader_types[i]->name;

        cr_expect(has_line_with(&readme, "| ", name), "README.md has no row for %s",
                  name);
        cr_expect(has_line_with(&manual, "## ", name), "no section for %s", name);
    }
    buf_release(&readme);
    buf_release(&manual);
}

/* What the manual says of a grader, up to the next heading; the caller's. */
static char *section_of(const struct buf *manual, const char *name)
{
    char *heading = mem_format("\n## `%s`\n", name);
    const char *start = strstr(buf_text(manual), heading);
    const char *end = start ? strstr(start + 1, "\n## ") : NULL;
    char *section = start ? mem_text_n(start, end ? (size_t)(end - start) : strlen(start))
                          : mem_text("");

    free(heading);
    return section;
}

/* Whether it shows the grader in a list that tests/docs/run.sh runs. */
static bool has_example(const char *section, const char *name)
{
    static const char mark[] = "\n<!-- graders -->\n```yaml\n";
    char *item = mem_format("\n- %s", name);
    bool has = false;

    for (const char *at = section; !has && (at = strstr(at, mark)); at++) {
        const char *list = at + sizeof mark - 2; /* its last line break */
        const char *end = strstr(list, "\n```");
        const char *found = strstr(list, item);

        has = found && end && found < end && strchr(":\n", found[strlen(item)]);
    }
    free(item);
    return has;
}

Test(table, the_manual_shows_each_grader_and_says_what_it_is_not_for)
{
    struct buf manual = BUF_INIT(PAGE_BYTES_MAX);

    page_read("docs/graders.md", &manual);
    for (size_t i = 0; grader_types[i]; i++) {
        const char *name = grader_types[i]->name;
        char *section = section_of(&manual, name);

        cr_expect(has_example(section, name), "no example of %s that is run", name);
        cr_expect(strstr(section, "\nNot ") || strstr(section, "\nDo not use "),
                  "the manual does not say what %s is not for", name);
        free(section);
    }
    buf_release(&manual);
}

Test(table, each_grader_has_a_case_that_passes_one_that_fails_and_one_that_is_refused)
{
    for (size_t i = 0; grader_types[i]; i++) {
        json_t *cases = cases_load(grader_types[i]->name);
        size_t passes = 0, fails = 0, refused = 0;

        for (size_t row = 0; row < json_array_size(cases); row++) {
            const json_t *want = json_object_get(json_array_get(cases, row), "want");
            const char *verdict = json_string_value(json_object_get(want, "verdict"));

            passes += verdict && !strcmp(verdict, "pass");
            fails += verdict && !strcmp(verdict, "fail");
            refused += json_object_get(want, "error") != NULL;
        }
        cr_expect(passes && fails && refused, "%s: %zu pass, %zu fail, %zu refused",
                  grader_types[i]->name, passes, fails, refused);
        json_decref(cases);
    }
}

/* Each type key that the suite's format knows is a grader here, or refused by name as not
 * supported yet; and the other way round. */
Test(table, the_suites_schema_has_the_same_graders)
{
    size_t length;
    const char *text = schema_own("suite", &length);
    json_t *schema = json_loadb(text, length, 0, NULL);
    json_t *defs = json_object_get(schema, "$defs");
    json_t *keys = json_object_get(json_object_get(defs, "grader_item"), "properties");
    static const char *const beside[] = {"name",   "required", "when",
                                         "weight", "gate",     "override"};
    const char *key;
    json_t *value;

    for (size_t i = 0; i < sizeof beside / sizeof *beside; i++)
        json_object_del(keys, beside[i]);
    json_object_foreach(keys, key, value)
    {
        cr_expect(grader_find(key), "%s", key);
    }
    for (size_t i = 0; grader_types[i]; i++) {
        cr_expect(json_object_get(keys, grader_types[i]->name), "%s is no key of an item",
                  grader_types[i]->name);
        cr_expect(json_object_get(defs, grader_types[i]->name),
                  "%s has no entry in $defs", grader_types[i]->name);
    }
    json_decref(schema);
}

static void default_expect(const char *type, const char *key, json_t *value)
{
    json_t *with = json_pack("{s:O}", key, value), *without = json_object();
    json_t *form = option_form(type, with), *none = option_form(type, without);

    cr_expect(json_equal(form, none), "%s: `%s` with its default is not as without", type,
              key);
    json_decref(form);
    json_decref(none);
    json_decref(with);
    json_decref(without);
}

/* So that writing a default down leaves the digest as it is. */
Test(table, what_the_suites_schema_calls_a_default_says_nothing)
{
    size_t length;
    const char *text = schema_own("suite", &length);
    json_t *schema = json_loadb(text, length, 0, NULL);
    json_t *defs = json_object_get(schema, "$defs");
    const char *key;
    json_t *rule;

    for (size_t i = 0; grader_types[i]; i++) {
        const char *type = grader_types[i]->name;
        json_t *entry = json_object_get(defs, type);

        json_object_foreach(json_object_get(entry, "properties"), key, rule)
        {
            json_t *value = json_object_get(rule, "default");

            /* "draft": where the schema names none itself. */
            if (value && strcmp(key, "draft") != 0)
                default_expect(type, key, value);
        }
    }
    json_decref(schema);
}

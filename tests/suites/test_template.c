/* tests/suites/test_template.c - the Mustache specification's own data, and what prompts
 * need beyond it. */
#include "base/mem.h"
#include "suites/template.h"
#include "tests/suites/suite_cases.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OUT_MAX = 1 << 20 };

static void html_escape(struct buf *out, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        switch (text[i]) {
        case '&':
            buf_append_text(out, "&amp;");
            break;
        case '<':
            buf_append_text(out, "&lt;");
            break;
        case '>':
            buf_append_text(out, "&gt;");
            break;
        case '"':
            buf_append_text(out, "&quot;");
            break;
        default:
            buf_append_char(out, text[i]);
        }
    }
}

/* context: the case's object of partials. */
static int partial_find(void *context, const char *name, char **text, char **file,
                        struct error *err)
{
    const json_t *partial = json_object_get(context, name);

    if (!partial && json_object_get(context, "…"))
        return error_set(err, ERROR_INPUT, "N0234", "there is no partial \"%s\"", name);
    *text = mem_text(json_string_value(partial));
    *file = mem_format("%s.md", name);
    return 0;
}

/* What came of a case: {"text": …} or {"error": "line:column+length code message"}. */
static json_t *case_run(const json_t *row, struct template_options *options)
{
    const json_t *text = json_object_get(row, "template");
    struct template_undefined undefined = {"", {0}};
    struct document data = DOCUMENT_INIT;
    struct template_scope scope = {.count = 1};
    struct template *template = NULL;
    struct buf out = BUF_INIT(OUT_MAX);
    struct error err = ERROR_INIT;
    json_t *got;

    if (json_object_get(row, "limit"))
        out.limit = (size_t)json_integer_value(json_object_get(row, "limit"));
    cr_assert_eq(document_from_json(&data, json_object_get(row, "data"), &err), 0);
    scope.objects[0] = document_root(&data);
    if (template_compile(json_string_value(text), json_string_length(text), options,
                         &template, &err) ||
        template_render(template, &scope, &out, &undefined, &err)) {
        got = json_pack("{s:o}", "error",
                        json_sprintf("%s:%u:%u+%u %s %s%s%s%s%s", err.file, err.line,
                                     err.column, err.length, err.code, err.message,
                                     err.hint[0] ? " | " : "", err.hint,
                                     undefined.name[0] ? " <- " : "", undefined.name));
        if (undefined.name[0])
            cr_expect_eq(undefined.place.line, err.line);
    } else {
        got = json_pack("{s:s}", "text", buf_text(&out));
    }
    template_free(template);
    document_release(&data);
    buf_release(&out);
    return got;
}

static void module_run(const char *name, size_t least)
{
    char *path = mem_format("%s/mustache-spec/specs/%s.json", SHARED_DATA, name);
    json_error_t error;
    json_t *module = json_load_file(path, 0, &error);
    json_t *tests = json_object_get(module, "tests");

    cr_assert_not_null(module, "%s: %s", path, error.text);
    cr_assert_geq(json_array_size(tests), least, "%s holds too few tests", path);
    for (size_t i = 0; i < json_array_size(tests); i++) {
        json_t *row = json_array_get(tests, i);
        struct template_options options = {.mode = TEMPLATE_LENIENT,
                                           .partial = partial_find,
                                           .partial_context =
                                               json_object_get(row, "partials"),
                                           .escape = html_escape};
        json_t *got = case_run(row, &options);
        json_t *want = json_pack("{s:O}", "text", json_object_get(row, "expected"));

        expect_json(suite_case_text(row, "desc"), got, want);
        json_decref(got);
        json_decref(want);
    }
    json_decref(module);
    free(path);
}

Test(template, the_required_modules_of_the_specification_pass)
{
    if (!SHARED_DATA[0]) {
        puts("SKIPPED: the Mustache specification: NOWORSE_SHARED_DATA is not set");
        return;
    }
    module_run("comments", 12);
    module_run("delimiters", 14);
    module_run("interpolation", 39);
    module_run("inverted", 22);
    module_run("partials", 12);
    module_run("sections", 34);
}

Test(template, strict_templates_do_what_the_cases_say)
{
    json_t *cases = suite_cases_load("template.json");

    for (size_t i = 0; i < json_array_size(cases); i++) {
        json_t *row = json_array_get(cases, i);
        struct place place = {.file = "p.md", .line = 3, .column = 5};
        const json_t *source = json_object_get(row, "source");
        struct template_options options = {
            .mode = TEMPLATE_STRICT,
            .place = &place,
            .source = json_string_value(source),
            .source_length = json_string_length(source),
            .partial = json_object_get(row, "partials") ? partial_find : NULL,
            .partial_context = json_object_get(row, "partials")};
        json_t *got = case_run(row, &options);

        expect_json(suite_case_text(row, "name"), got, json_object_get(row, "want"));
        json_decref(got);
    }
    json_decref(cases);
}

static struct template *compile(const char *text)
{
    struct template_options options = {.mode = TEMPLATE_STRICT};
    struct template *template = NULL;
    struct error err = ERROR_INIT;

    cr_assert_eq(template_compile(text, strlen(text), &options, &template, &err), 0, "%s",
                 err.message);
    return template;
}

static void expect_only(const char *text, const char *name)
{
    struct template *template = compile(text);
    const char *got = template_only_name(template);

    cr_expect_str_eq(got ? got : "-", name, "%s: %s", text, got ? got : "-");
    template_free(template);
}

Test(template, one_placeholder_alone_is_told_from_text_around_it)
{
    expect_only("{{amount}}", "amount");
    expect_only("{{ case.id }}", "case.id");
    expect_only("{{{raw}}}", "raw");
    expect_only(" {{amount}}", "-");
    expect_only("{{a}}{{b}}", "-");
    expect_only("{{#a}}x{{/a}}", "-");
    expect_only("text", "-");
    expect_only("", "-");
}

Test(template, a_text_without_tags_is_plain)
{
    struct template *plain = compile("{ no } tag");
    struct template *comment = compile("{{! only a comment }}");

    cr_expect(template_is_plain(plain));
    cr_expect_not(template_is_plain(comment));
    template_free(plain);
    template_free(comment);
}

Test(template, names_are_looked_up_from_the_innermost_scope_out)
{
    struct document inner = DOCUMENT_INIT;
    struct document outer = DOCUMENT_INIT;
    struct template_scope scope = {.count = 3};
    struct error err = ERROR_INIT;
    const char *inner_text = "{\"a\": {\"b\": 1}}";
    const char *outer_text = "{\"a\": {\"c\": 2}, \"d\": 3}";

    cr_assert_eq(document_read(&inner, inner_text, strlen(inner_text), NULL, &err), 0);
    cr_assert_eq(document_read(&outer, outer_text, strlen(outer_text), NULL, &err), 0);
    scope.objects[0] = document_root(&inner);
    scope.objects[2] = document_root(&outer);
    cr_expect_eq(template_find(&scope, "a.b")->as.integer, 1);
    cr_expect_eq(template_find(&scope, "d")->as.integer, 3);
    cr_expect_null(template_find(&scope, "a.c"));
    cr_expect_null(template_find(&scope, "e"));
    document_release(&inner);
    document_release(&outer);
}

/* tests/suites/test_tree.c - YAML in; a tree with places, or the exact mistake, out. */
#include "base/buf.h"
#include "base/mem.h"
#include "suites/tree.h"
#include "tests/suites/suite_cases.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

enum { YAML_MAX = 16 * 1024 * 1024 };

static json_t *place_json(const struct tree *tree, const char *pointer)
{
    struct place key = tree_key_place(tree, pointer);
    struct place value = tree_place(tree, pointer);

    return json_sprintf("key %u:%u+%u value %u:%u+%u", key.line, key.column, key.length,
                        value.line, value.column, value.length);
}

/* {"json": …} of a file without mistakes, "errors" where there are errors or warnings,
 * "places" of the pointers that the case asks for. */
static json_t *tree_case(const json_t *row)
{
    const json_t *yaml = json_object_get(row, "yaml");
    struct error_list errors = ERROR_LIST_INIT;
    struct tree tree = TREE_INIT;
    json_t *got = json_object();
    const char *pointer;
    json_t *ignored;

    if (tree_parse(&tree, "s.yaml", json_string_value(yaml), json_string_length(yaml),
                   &errors) == 0)
        json_object_set(got, "json", tree.root);
    if (errors.count)
        json_object_set_new(got, "errors", errors_json(&errors));
    json_object_foreach(json_object_get(json_object_get(row, "want"), "places"), pointer,
                        ignored)
    {
        if (!json_object_get(got, "places"))
            json_object_set_new(got, "places", json_object());
        json_object_set_new(json_object_get(got, "places"), pointer,
                            place_json(&tree, pointer));
    }
    tree_release(&tree);
    error_list_release(&errors);
    return got;
}

Test(tree, files_are_read_or_refused_as_the_cases_say)
{
    json_t *cases = suite_cases_load("tree.json");

    for (size_t i = 0; i < json_array_size(cases); i++) {
        json_t *row = json_array_get(cases, i);
        json_t *got = tree_case(row);

        expect_json(suite_case_text(row, "name"), got, json_object_get(row, "want"));
        json_decref(got);
    }
    json_decref(cases);
}

/* The one error of a text, as errors_json() writes it, is `want`. */
static void expect_error(const char *text, size_t length, const char *want)
{
    struct error_list errors = ERROR_LIST_INIT;
    struct tree tree = TREE_INIT;
    json_t *got;

    cr_expect_eq(tree_parse(&tree, "s.yaml", text, length, &errors), -1, "was read");
    got = errors_json(&errors);
    cr_expect_eq(json_array_size(got), 1);
    cr_expect_str_eq(json_string_value(json_array_get(got, 0)), want, "%s",
                     json_string_value(json_array_get(got, 0)));
    json_decref(got);
    tree_release(&tree);
    error_list_release(&errors);
}

static void expect_error_of(struct buf *text, const char *want)
{
    cr_assert(!buf_is_over(text));
    expect_error(buf_text(text), text->length, want);
    buf_release(text);
}

Test(tree, bytes_that_are_no_text_are_refused)
{
    expect_error("a: \xff\n", 5,
                 "1:4+1 N0200 the byte \\xff is not UTF-8 here | save "
                 "the file as UTF-8");
    expect_error("\xc3\xa9: x\nb: \xed\xa0\x80\n", 11,
                 "2:4+1 N0200 the byte \\xed is not UTF-8 here | save the file as UTF-8");
    expect_error("\xff\xfe"
                 "a\0",
                 4,
                 "0:0+0 N0200 the file is UTF-16, and only UTF-8 is read | iconv -f "
                 "UTF-16 -t UTF-8 FILE > NEW");
    expect_error("a\0b", 3,
                 "1:2+1 N0201 the control character U+0000 may not stand here | save the "
                 "file as UTF-8, as text");
    expect_error("a: \"x\x01\"", 7,
                 "1:6+1 N0201 the control character U+0001 may not stand here | remove "
                 "it, or write \"\\u0001\" in double quotes");
}

Test(tree, aliases_that_multiply_are_refused, .timeout = 20)
{
    struct buf text = BUF_INIT(YAML_MAX);

    buf_append_text(&text, "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
    for (int i = 1; i < 10; i++) {
        buf_append_format(&text, "a%d: &a%d [", i, i);
        for (int k = 0; k < 10; k++)
            buf_append_format(&text, "%s*a%d", k ? "," : "", i - 1);
        buf_append_text(&text, "]\n");
    }
    expect_error_of(&text,
                    "3:38+3 N0206 aliases make the file more than 10 times as large");
}

Test(tree, merges_that_multiply_are_refused, .timeout = 20)
{
    struct buf text = BUF_INIT(YAML_MAX);

    buf_append_text(&text, "a0: &a0 {k0: 1}\n");
    for (int i = 1; i < 60; i++)
        buf_append_format(&text, "a%d: &a%d {<<: [*a%d, *a%d], k%d: 1}\n", i, i, i - 1,
                          i - 1, i);
    expect_error_of(&text,
                    "8:20+3 N0206 aliases make the file more than 10 times as large");
}

Test(tree, aliases_in_a_chain_are_not_deeper_than_files_may_be, .timeout = 20)
{
    struct buf text = BUF_INIT(YAML_MAX);

    buf_append_text(&text, "- [x");
    for (int i = 0; i < 500; i++) /* so that they do not multiply the file */
        buf_append_text(&text, ",x");
    buf_append_text(&text, "]\n- &a0 [x]\n");
    for (int i = 1; i < 100; i++)
        buf_append_format(&text, "- &a%d [*a%d]\n", i, i - 1);
    expect_error_of(&text, "65:9+4 N0205 nested deeper than 64 levels");
}

Test(tree, deep_nesting_is_refused_at_once, .timeout = 20)
{
    struct buf text = BUF_INIT(YAML_MAX);

    for (int i = 0; i < 100000; i++)
        buf_append_char(&text, '[');
    expect_error_of(&text, "1:65+1 N0205 nested deeper than 64 levels");
    for (int i = 0; i < 50000; i++)
        buf_append_text(&text, "{a: ");
    expect_error_of(&text, "1:257+1 N0205 nested deeper than 64 levels");
}

Test(tree, too_many_values_are_refused, .timeout = 20)
{
    struct buf text = BUF_INIT(YAML_MAX);

    for (int i = 0; i < 100000; i++)
        buf_append_text(&text, "- x\n");
    expect_error_of(&text, "100000:3+1 N0206 more than 100000 values in one file");
}

Test(tree, a_file_over_the_limit_is_refused)
{
    struct buf text = BUF_INIT(YAML_MAX);

    for (int i = 0; i < TREE_BYTES_MAX / 8 + 1; i++)
        buf_append_text(&text, "# line \n");
    expect_error_of(&text, "0:0+0 N0003 s.yaml is larger than 4194304 bytes");
}

Test(tree, places_are_found_quickly_among_many, .timeout = 20)
{
    struct error_list errors = ERROR_LIST_INIT;
    struct tree tree = TREE_INIT;
    struct buf text = BUF_INIT(YAML_MAX);

    buf_append_text(&text, "cases: {k: 1");
    for (int i = 0; i < 90000; i++)
        buf_append_format(&text, ", k%d: 1", i);
    buf_append_text(&text, "}\n");
    cr_assert_eq(tree_parse(&tree, "s.yaml", buf_text(&text), text.length, &errors), 0);
    for (int i = 0; i < 90000; i += 7) {
        char *pointer = mem_format("/cases/k%d", i);
        struct place key = tree_key_place(&tree, pointer);
        struct place value = tree_place(&tree, pointer);

        cr_assert_eq(value.column - key.column, key.length + 2, "%s", pointer);
        free(pointer);
    }
    buf_release(&text);
    tree_release(&tree);
    error_list_release(&errors);
}

static void expect_source(const struct tree *tree, const char *pointer, unsigned line,
                          unsigned column, const char *want)
{
    struct place place;
    size_t length;
    const char *source = tree_source(tree, pointer, &length, &place);
    char *text = mem_text_n(source, length);

    cr_expect_str_eq(text, want, "%s: %s", pointer, text);
    cr_expect_eq(place.line, line);
    cr_expect_eq(place.column, column);
    free(text);
}

Test(tree, the_source_of_a_scalar_is_what_was_written)
{
    static const char text[] = "é: &a \"x \\\"y\\\"\"\nb: |\n  one\n  two\nc: *a\n";
    struct error_list errors = ERROR_LIST_INIT;
    struct tree tree = TREE_INIT;

    cr_assert_eq(tree_parse(&tree, "s.yaml", text, sizeof text - 1, &errors), 0);
    expect_source(&tree, "/é", 1, 4, "&a \"x \\\"y\\\"\"");
    expect_source(&tree, "/b", 2, 4, "|\n  one\n  two\n");
    expect_source(&tree, "/c", 1, 4, "&a \"x \\\"y\\\"\"");
    tree_release(&tree);
    error_list_release(&errors);
}

Test(tree, a_file_that_is_not_there_is_told)
{
    struct error_list errors = ERROR_LIST_INIT;
    struct tree tree = TREE_INIT;

    cr_expect_eq(tree_load(&tree, "no/such.yaml", &errors), -1);
    cr_expect_eq(errors.error_count, 1);
    cr_expect_str_eq(errors.items[0].message,
                     "cannot open no/such.yaml: No such file or directory");
    tree_release(&tree);
    error_list_release(&errors);
}

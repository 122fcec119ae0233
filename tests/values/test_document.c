/* tests/values/test_document.c - reading, walking, comparing and writing values. */
#include "base/mem.h"
#include "tests/case_file.h"
#include "values/pointer.h"
#include "values/value.h"

#include <criterion/criterion.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_MAX = 1 << 20 };

static void read_into(struct document *document, const char *text)
{
    struct error err = ERROR_INIT;

    cr_assert_eq(document_read(document, text, strlen(text), NULL, &err), 0, "%s: %s",
                 text, err.message);
}

static void document_case(const json_t *row)
{
    struct read_options options = {
        .depth_max = (unsigned)json_integer_value(json_object_get(row, "depth")),
        .duplicates =
            case_text(row, "duplicates") ? DUPLICATES_LAST_WINS : DUPLICATES_REFUSED};
    struct document document = DOCUMENT_INIT;
    struct buf out = BUF_INIT(TEXT_MAX);
    struct error err = ERROR_INIT;
    const char *name = case_text(row, "name");
    const char *text = case_text(row, "text");
    int rc = document_read_copy(&document, text, strlen(text), &options, &err);

    if (case_text(row, "error")) {
        cr_expect_eq(rc, -1, "%s: was read", name);
        cr_expect_str_eq(err.message, case_text(row, "error"), "%s: %s", name,
                         err.message);
        cr_expect_eq(err.line, json_integer_value(json_object_get(row, "line")),
                     "%s: line %u", name, err.line);
        cr_expect_eq(err.column, json_integer_value(json_object_get(row, "column")),
                     "%s: column %u", name, err.column);
        if (case_text(row, "hint"))
            cr_expect_str_eq(err.hint, case_text(row, "hint"), "%s: %s", name, err.hint);
        cr_expect_null(document_root(&document), "%s: something is left", name);
    } else if (rc) {
        cr_expect(false, "%s: %s", name, err.message);
    } else {
        value_format(&out, document_root(&document));
        cr_expect_str_eq(buf_text(&out), case_text(row, "want"), "%s: %s", name,
                         buf_text(&out));
    }
    buf_release(&out);
    document_release(&document);
}

Test(document, a_copy_stands_when_what_it_was_made_of_is_gone)
{
    static const char text[] =
        "\xef\xbb\xbf {\"a\": [1, -2.50, 1e400, \"\", \"\\n\", null, true], "
        "\"k\\u00e9y\": {\"\": \"plain\", \"x\\t\": \"\\u0000z\"}} ";
    struct document from = DOCUMENT_INIT, copy = DOCUMENT_INIT, again = DOCUMENT_INIT;
    struct buf own = BUF_INIT(TEXT_MAX);

    read_into(&copy, "[\"what was \\n there before\"]");
    buf_append_text(&own, text);
    read_into(&from, buf_text(&own));
    document_copy(&copy, &from);
    memset(own.data, 'X', own.length);
    memset(from.strings.data, 'X', from.strings.length);
    document_release(&from);
    buf_release(&own);
    read_into(&again, text);
    cr_expect_eq(copy.count, again.count);
    cr_expect(value_equal(document_root(&copy), document_root(&again)));
    cr_expect_str_eq(copy.text, text);
    document_copy(&copy, &again); /* into memory that is there */
    cr_expect(value_equal(document_root(&copy), document_root(&again)));
    document_release(&copy);
    document_release(&again);
}

Test(document, texts_are_read_or_refused_as_the_cases_say)
{
    json_t *cases = case_file_load("document.json");

    for (size_t i = 0; i < json_array_size(cases); i++)
        document_case(json_array_get(cases, i));
    json_decref(cases);
}

Test(document, equal_values_have_one_canonical_text)
{
    json_t *cases = case_file_load("canonical.json");
    struct document document = DOCUMENT_INIT;
    struct buf out = BUF_INIT(TEXT_MAX);

    for (size_t i = 0; i < json_array_size(cases); i++) {
        json_t *row = json_array_get(cases, i);

        read_into(&document, case_text(row, "text"));
        buf_clear(&out);
        value_format_canonical(&out, document_root(&document));
        cr_expect_str_eq(buf_text(&out), case_text(row, "want"), "%s: %s",
                         case_text(row, "name"), buf_text(&out));
    }
    buf_release(&out);
    document_release(&document);
    json_decref(cases);
}

Test(document, equality_is_that_of_json)
{
    json_t *cases = case_file_load("equality.json");
    struct document a = DOCUMENT_INIT, b = DOCUMENT_INIT;

    for (size_t i = 0; i < json_array_size(cases); i++) {
        json_t *row = json_array_get(cases, i);
        bool equal;

        read_into(&a, case_text(row, "a"));
        read_into(&b, case_text(row, "b"));
        equal = value_equal(document_root(&a), document_root(&b));
        cr_expect_eq(equal, json_is_true(json_object_get(row, "equal")), "%s",
                     case_text(row, "name"));
        cr_expect_eq(value_equal(document_root(&b), document_root(&a)), equal,
                     "%s, the other way round", case_text(row, "name"));
    }
    document_release(&a);
    document_release(&b);
    json_decref(cases);
}

Test(document, numbers_compare_exactly)
{
    static const char *const rising[] = {"-1e400",
                                         "-1e308",
                                         "-9223372036854775809",
                                         "-9223372036854775808",
                                         "-2.5",
                                         "-1e-400",
                                         "0",
                                         "1e-400",
                                         "1e-399",
                                         "0.1",
                                         "0.10000000000000000001",
                                         "9007199254740992",
                                         "9007199254740992.5",
                                         "9007199254740993",
                                         "9223372036854775807",
                                         "9223372036854775807.5",
                                         "9223372036854775808",
                                         "1e308",
                                         "1e400",
                                         "1.0000000000000000000000001e400"};
    enum { COUNT = sizeof rising / sizeof *rising };
    struct document a = DOCUMENT_INIT, b = DOCUMENT_INIT;

    for (int i = 0; i < COUNT; i++) {
        for (int k = 0; k < COUNT; k++) {
            read_into(&a, rising[i]);
            read_into(&b, rising[k]);
            cr_expect_eq(value_compare_numbers(document_root(&a), document_root(&b)),
                         (i > k) - (i < k), "%s and %s", rising[i], rising[k]);
        }
    }
    document_release(&a);
    document_release(&b);
}

Test(document, a_number_without_fraction_is_integral_in_any_spelling)
{
    static const char *const integral = "[1, 1.0, 1e400, 1.50e1, 100e-2, 0.0, 0e-9, -3]";
    static const char *const broken = "[1.5, 1e-400, 15e-1, 0.1]";
    struct document document = DOCUMENT_INIT;

    read_into(&document, integral);
    for (size_t i = 0; i < document_root(&document)->size; i++)
        cr_expect(value_is_integral(value_element(document_root(&document), i)), "%zu",
                  i);
    read_into(&document, broken);
    for (size_t i = 0; i < document_root(&document)->size; i++)
        cr_expect_not(value_is_integral(value_element(document_root(&document), i)),
                      "%zu", i);
    document_release(&document);
}

Test(document, the_nearest_double_is_that_of_strtod)
{
    static const char *const texts[] = {
        "0.1",
        "123456789.123456789",
        "1e22",
        "1e23",
        "9007199254740993.0",
        "2.2250738585072011e-308",
        "179769313486231580793e289",
        "-5e-324",
        "3.141592653589793238462643383279502884197169399375105820974944592307816406",
    };
    struct document document = DOCUMENT_INIT;

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        read_into(&document, texts[i]);
        cr_expect_eq(value_double(document_root(&document)), strtod(texts[i], NULL), "%s",
                     texts[i]);
    }
    document_release(&document);
}

Test(document, pointers_lead_where_rfc_6901_says)
{
    static const char *const text =
        "{\"foo\":[\"bar\",\"baz\"],\"\":0,\"a/b\":1,\"m~n\":8,\" \":7,\"o\":{\"0\":9}}";
    static const struct {
        const char *pointer, *want;
    } cases[] = {{"/foo", "[\"bar\",\"baz\"]"},
                 {"/foo/0", "\"bar\""},
                 {"/", "0"},
                 {"/a~1b", "1"},
                 {"/m~0n", "8"},
                 {"/ ", "7"},
                 {"/o/0", "9"},
                 {"/foo/2", NULL},
                 {"/foo/00", NULL},
                 {"/foo/-", NULL},
                 {"foo", NULL},
                 {"/nothing", NULL},
                 {"/~2", NULL}};
    struct document document = DOCUMENT_INIT;
    struct error err = ERROR_INIT;
    json_t *json;

    read_into(&document, text);
    json = json_loads(text, 0, NULL);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct value *found = value_at(document_root(&document), cases[i].pointer);
        struct buf out = BUF_INIT(TEXT_MAX);

        cr_expect_eq(!found, !cases[i].want, "%s", cases[i].pointer);
        cr_expect_eq(!pointer_get(json, cases[i].pointer), !cases[i].want, "%s",
                     cases[i].pointer);
        if (found && cases[i].want) {
            value_format(&out, found);
            cr_expect_str_eq(buf_text(&out), cases[i].want);
        }
        buf_release(&out);
    }
    cr_expect_eq(value_at(document_root(&document), ""), document_root(&document));
    cr_expect_eq(pointer_check("a", &err), -1);
    cr_expect_eq(pointer_check("/a~", &err), -1);
    cr_expect_eq(pointer_check("/a~0~1/", &err), 0);
    json_decref(json);
    document_release(&document);
}

Test(document, a_pushed_token_is_escaped_and_popped_whole)
{
    struct buf pointer = BUF_INIT(TEXT_MAX);

    pointer_push(&pointer, "a/b~c", 5);
    pointer_push_index(&pointer, 12);
    cr_expect_str_eq(buf_text(&pointer), "/a~1b~0c/12");
    pointer_pop(&pointer);
    cr_expect_str_eq(buf_text(&pointer), "/a~1b~0c");
    pointer_pop(&pointer);
    cr_expect_str_eq(buf_text(&pointer), "");
    buf_release(&pointer);
}

Test(document, bytes_that_are_no_utf8_are_refused)
{
    static const char *const texts[] = {"\"\xff\"",
                                        "\"\xc0\xaf\"",
                                        "\"\xed\xa0\x80\"",
                                        "\"\xf4\x90\x80\x80\"",
                                        "\"\xc3",
                                        "\"\\n\x80\"",
                                        "[\x80]"};
    struct document document = DOCUMENT_INIT;

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct error err = ERROR_INIT;

        cr_expect_eq(document_read(&document, texts[i], strlen(texts[i]), NULL, &err),
                     -1);
        cr_expect_str_eq(err.code, "N0151", "%zu: %s", i, err.message);
    }
    document_release(&document);
}

Test(document, strings_know_bytes_and_characters_and_places)
{
    struct document document = DOCUMENT_INIT;
    const struct value *root;

    read_into(&document, "[\"\\u0000é\", \"😀\"]");
    root = document_root(&document);
    cr_expect_eq(value_element(root, 0)->size, 3);
    cr_expect_eq(value_element(root, 0)->as.string.points, 2);
    cr_expect_eq(value_element(root, 1)->size, 4);
    cr_expect_eq(value_element(root, 1)->as.string.points, 1);
    cr_expect_eq(value_element(root, 1)->offset, 13);
    document_release(&document);
}

Test(document, values_survive_a_journey_through_jansson)
{
    static const char *const text =
        "{\"a\":[1,2.5,0.1,19.99,true,false,null,\"x\\\"y\"],\"b\":{}}";
    struct document first = DOCUMENT_INIT, second = DOCUMENT_INIT;
    struct error err = ERROR_INIT;
    json_t *json;

    read_into(&first, text);
    json = value_to_json(document_root(&first));
    cr_assert_eq(document_from_json(&second, json, &err), 0, "%s", err.message);
    cr_expect(value_equal(document_root(&first), document_root(&second)));
    json_decref(json);
    document_release(&first);
    document_release(&second);
}

Test(document, quoting_replaces_bytes_that_are_no_utf8)
{
    struct buf out = BUF_INIT(TEXT_MAX);

    json_quote(&out, "a\xff\x01\"é", 6);
    cr_expect_str_eq(buf_text(&out), "\"a\xef\xbf\xbd\\u0001\\\"é\"");
    buf_release(&out);
}

static void expect_quoted(const char *special, const char *quoted, size_t before)
{
    static const char plain[] = "0123456789 0123456789 0123456789 0123456789";
    struct buf text = BUF_INIT(TEXT_MAX), want = BUF_INIT(TEXT_MAX),
               out = BUF_INIT(TEXT_MAX);

    buf_append(&text, plain, before);
    buf_append_text(&text, special);
    buf_append_text(&text, plain);
    buf_append_char(&want, '"');
    buf_append(&want, plain, before);
    buf_append_text(&want, quoted);
    buf_append_text(&want, plain);
    buf_append_char(&want, '"');
    json_quote(&out, buf_text(&text), text.length);
    cr_expect_str_eq(buf_text(&out), buf_text(&want), "behind %zu bytes", before);
    buf_release(&text);
    buf_release(&want);
    buf_release(&out);
}

Test(document, quoting_finds_what_is_special_wherever_it_stands)
{
    static const char *const special[][2] = {
        {"\"", "\\\""},   {"\\", "\\\\"}, {"\n", "\\n"},      {"\x1f", "\\u001f"},
        {"\x7f", "\x7f"}, {"é漢", "é漢"}, {"\xe2\x80", "��"}, {"漢\"é", "漢\\\"é"},
    };

    for (size_t i = 0; i < sizeof special / sizeof *special; i++)
        for (size_t before = 0; before < 40; before++)
            expect_quoted(special[i][0], special[i][1], before);
}

/* Reads, compares and writes as deep as the reader goes. */
static void *deep_work(void *text)
{
    struct read_options options = {.depth_max = DOCUMENT_DEPTH_MAX};
    struct document a = DOCUMENT_INIT, b = DOCUMENT_INIT;
    struct buf out = BUF_INIT(TEXT_MAX);
    struct error err = ERROR_INIT;
    bool good = !document_read(&a, text, strlen(text), &options, &err) &&
                !document_read(&b, text, strlen(text), &options, &err) &&
                value_equal(document_root(&a), document_root(&b)) &&
                !value_format_canonical(&out, document_root(&a)) &&
                !strcmp(buf_text(&out), text);

    buf_release(&out);
    document_release(&a);
    document_release(&b);
    return good ? text : NULL;
}

Test(document, the_deepest_document_fits_a_small_stack)
{
    char text[2 * DOCUMENT_DEPTH_MAX + 1] = "";
    pthread_attr_t attributes;
    pthread_t thread;
    void *done = NULL;

    memset(text, '[', DOCUMENT_DEPTH_MAX);
    memset(text + DOCUMENT_DEPTH_MAX, ']', DOCUMENT_DEPTH_MAX);
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, 256 * 1024);
    cr_assert_eq(pthread_create(&thread, &attributes, deep_work, text), 0);
    pthread_join(thread, &done);
    pthread_attr_destroy(&attributes);
    cr_expect_not_null(done);
}

/* tests/schemas/test_format.c - good and bad texts of each format: cases/formats.json. */
#include "base/error_list.h"
#include "base/mem.h"
#include "schemas/format.h"
#include "schemas/schema.h"
#include "tests/case_file.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static size_t found(const char *name)
{
    size_t index = 0;

    cr_assert(format_find(name, strlen(name), &index), "%s is no format", name);
    return index;
}

static void texts_expect(const char *name, const json_t *texts, bool want)
{
    size_t index = found(name), i;
    json_t *text;

    cr_expect_gt(json_array_size(texts), 0, "%s", name);
    json_array_foreach(texts, i, text)
    {
        size_t length = json_string_length(text);
        /* Without a NUL behind it, so that a read too far shows under ASan. */
        char *bytes = mem_new(length ? length : 1, 1);

        memcpy(bytes, json_string_value(text), length);
        cr_expect_eq(format_matches(index, bytes, length), want, "%s: %s \"%s\"", name,
                     want ? "refuses" : "takes", json_string_value(text));
        free(bytes);
    }
}

Test(format, good_texts_are_taken_and_bad_ones_refused)
{
    json_t *cases = case_file_load("formats.json");
    json_t *row;
    size_t i;

    json_array_foreach(cases, i, row)
    {
        const char *name = case_text(row, "format");

        texts_expect(name, json_object_get(row, "good"), true);
        texts_expect(name, json_object_get(row, "bad"), false);
    }
    cr_expect_eq(json_array_size(cases), 19, "each format once");
    json_decref(cases);
}

/* "a date such as 2026-11-21" */
Test(format, the_example_in_a_message_is_right)
{
    json_t *cases = case_file_load("formats.json");
    json_t *row;
    size_t i;

    json_array_foreach(cases, i, row)
    {
        const char *name = case_text(row, "format");
        const char *expected = format_expected(found(name));
        const char *example = strstr(expected, " such as ");

        example = example ? example + strlen(" such as ") : "";
        cr_expect(!*example == !strcmp(name, "regex"), "%s: %s", name, expected);
        cr_expect(!*example || format_matches(found(name), example, strlen(example)),
                  "%s: %s", name, expected);
    }
    json_decref(cases);
}

/* What takes time by the square would not end. */
Test(format, a_text_of_megabytes_is_scanned_in_one_go, .timeout = 60)
{
    static const char *const units[] = {"a",  "1",   "a.",       "a:",  "1:", ":",
                                        "/",  "%41", "@",        "\"",  "[",  "{a",
                                        "~0", "-",   "\xc3\xbc", "{a}", "//", "xn--a."};
    enum { BYTES = 1 << 20 };
    char *text = mem_new(BYTES, 1);
    json_t *cases = case_file_load("formats.json");
    size_t taken = 0;

    for (size_t unit = 0; unit < sizeof units / sizeof *units; unit++) {
        size_t size = strlen(units[unit]);

        for (size_t at = 0; at + size <= BYTES; at += size)
            memcpy(text + at, units[unit], size);
        for (size_t i = 0; i < json_array_size(cases); i++)
            taken += format_matches(found(case_text(json_array_get(cases, i), "format")),
                                    text, BYTES / size * size);
    }
    cr_expect_gt(taken, 0);
    json_decref(cases);
    free(text);
}

Test(format, a_misspelt_name_is_a_warning_that_tells_the_right_one)
{
    static const char text[] = "{\"format\": \"DateTime\"}";
    struct schema_options options = {.formats = FORMATS_ASSERTED};
    const struct error_list *warnings;
    struct schema *schema = NULL;
    struct error err = ERROR_INIT;

    cr_assert_eq(schema_compile(text, strlen(text), &options, &schema, &err), 0, "%s",
                 err.message);
    warnings = schema_warnings(schema);
    cr_assert_eq(warnings->count, 1);
    cr_expect_str_eq(warnings->items[0].code, "N0173");
    cr_expect_str_eq(warnings->items[0].hint, "did you mean \"date-time\"?");
    schema_free(schema);
}

Test(format, a_name_that_is_none_is_not_found)
{
    size_t index;

    cr_expect(!format_find("datetime", 8, &index));
    cr_expect(!format_find("date", 3, &index));
    cr_expect(!format_find("", 0, &index));
}

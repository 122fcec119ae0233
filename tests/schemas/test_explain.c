/* tests/schemas/test_explain.c - error mode on what is large, deep or hostile. */
#include "base/mem.h"
#include "schemas/schema.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_BYTES_MAX = 16 << 20 };

struct told {
    enum schema_verdict verdict;
    struct schema_errors errors;
};

static struct told told(const char *schema_text, const char *text, size_t errors_max)
{
    struct told told = {.errors = SCHEMA_ERRORS_INIT};
    struct schema_scratch *scratch = schema_scratch_new();
    struct document document = DOCUMENT_INIT;
    struct schema *schema = NULL;
    struct error err = ERROR_INIT;

    cr_assert_eq(schema_compile(schema_text, strlen(schema_text), NULL, &schema, &err), 0,
                 "%s", err.message);
    cr_assert_eq(document_read(&document, text, strlen(text), NULL, &err), 0, "%s",
                 err.message);
    told.verdict = schema_explain(schema, document_root(&document), scratch, errors_max,
                                  &told.errors);
    document_release(&document);
    schema_free(schema);
    schema_scratch_free(scratch);
    return told;
}

/* `front`, `count` times `part` with commas between, `back`; the caller's. */
static char *repeated(const char *front, const char *part, unsigned count,
                      const char *back)
{
    struct buf text = BUF_INIT(TEXT_BYTES_MAX);

    buf_append_text(&text, front);
    for (unsigned i = 0; i < count; i++)
        buf_append_format(&text, "%s%s", i ? "," : "", part);
    buf_append_text(&text, back);
    return buf_detach(&text);
}

static char *nested(unsigned depth)
{
    struct buf text = BUF_INIT(TEXT_BYTES_MAX);

    for (unsigned i = 0; i < depth; i++)
        buf_append_text(&text, "{\"a\":");
    buf_append_text(&text, "1");
    for (unsigned i = 0; i < depth; i++)
        buf_append_char(&text, '}');
    return buf_detach(&text);
}

/* Each level has two branches, each of which goes down: 2^100 ways to the bottom. */
Test(explain, unions_in_unions_are_not_exponential, .timeout = 60)
{
    char *text = nested(100);
    struct told got =
        told("{\"anyOf\": ["
             "{\"properties\": {\"a\": {\"$ref\": \"#\"}}, \"required\": [\"b\"]},"
             "{\"properties\": {\"a\": {\"$ref\": \"#\"}}, \"required\": [\"c\"]}]}",
             text, 10);

    cr_expect_eq(got.verdict, SCHEMA_INVALID);
    cr_expect_gt(got.errors.count, 0);
    schema_errors_release(&got.errors);
    free(text);
}

Test(explain, a_wide_document_is_told_of_from_its_front, .timeout = 60)
{
    char *text = repeated("[", "{\"b\":1}", 200 * 1000, "]");
    struct told got =
        told("{\"items\": {\"anyOf\": [{\"type\": \"string\"}, {\"required\": [\"a\"]},"
             " {\"properties\": {\"b\": {\"type\": \"string\"}}}]}}",
             text, 10);

    cr_expect_eq(got.verdict, SCHEMA_INVALID);
    cr_expect_eq(got.errors.count, 10);
    cr_expect(got.errors.more);
    cr_expect_str_eq(got.errors.items[0].instance, "/0/b");
    cr_expect_str_eq(got.errors.items[9].instance, "/9/b");
    schema_errors_release(&got.errors);
    free(text);
}

Test(explain, all_errors_are_told_where_all_are_asked_for)
{
    char *text = repeated("[", "1", 5000, "]");
    struct told got = told("{\"items\": {\"type\": \"string\"}}", text, SIZE_MAX);

    cr_expect_eq(got.errors.count, 5000);
    cr_expect_not(got.errors.more);
    cr_expect_str_eq(got.errors.items[4999].instance, "/4999");
    schema_errors_release(&got.errors);
    free(text);
}

/* "{"p0":PART,"p1":PART}"; the caller's. */
static char *members(const char *front, const char *part, unsigned count,
                     const char *back)
{
    struct buf text = BUF_INIT(TEXT_BYTES_MAX);

    buf_append_text(&text, front);
    for (unsigned i = 0; i < count; i++)
        buf_append_format(&text, "%s\"p%u\":%s", i ? "," : "{", i, part);
    buf_append_text(&text, count ? "}" : "{}");
    buf_append_text(&text, back);
    return buf_detach(&text);
}

static void wide_expect(unsigned count)
{
    static const char part[] = "{\"prefixItems\":[{},{\"type\":\"string\"}]}";
    char *schema = members("{\"properties\":", part, count, "}");
    char *text = members("", "[0,1]", count, "");
    struct told got = told(schema, text, SIZE_MAX);
    char wanted[100];

    cr_assert_eq(got.errors.count, count);
    for (unsigned i = 0; i < count; i++) {
        snprintf(wanted, sizeof wanted, "/properties/p%u/prefixItems/1/type", i);
        cr_assert_str_eq(got.errors.items[i].keyword_location, wanted);
        cr_assert_str_eq(strchr(got.errors.items[i].absolute_location, '#') + 1, wanted);
    }
    schema_errors_release(&got.errors);
    free(schema);
    free(text);
}

/* Nearly as many errors as are told, each of a keyword of its own: not each of them goes
 * over all others. */
Test(explain, the_places_in_a_wide_schema_are_found)
{
    for (unsigned count = 1; count < 70; count++)
        wide_expect(count);
    wide_expect(90 * 1000);
}

Test(explain, an_error_holds_its_parts)
{
    struct told got = told("{\"$id\": \"https://example.com/a\", \"properties\":"
                           " {\"x y\": {\"type\": \"number\"}}}",
                           "{\"x y\": \"7\"}", 10);
    const struct schema_error *error = got.errors.items;

    cr_assert_eq(got.errors.count, 1);
    cr_expect_str_eq(error->expected, "number");
    cr_expect_str_eq(error->found, "string \"7\"");
    cr_expect_str_eq(error->message, "expected number, got string \"7\"");
    cr_expect_str_eq(error->hint, "a number stands without quotes");
    cr_expect_str_eq(error->keyword, "type");
    cr_expect_str_eq(error->keyword_location, "/properties/x y/type");
    cr_expect_str_eq(error->absolute_location,
                     "https://example.com/a#/properties/x%20y/type");
    schema_errors_release(&got.errors);
}

Test(explain, the_same_is_told_each_time)
{
    static const char schema[] =
        "{\"oneOf\": [{\"required\": [\"a\"]}, {\"type\": \"string\"}, {\"minItems\": "
        "3}],"
        " \"properties\": {\"z\": {\"type\": \"null\"}, \"y\": false}}";
    static const char text[] = "{\"a\": 1, \"y\": 2, \"z\": 3}";
    struct told first = told(schema, text, 10);

    for (int i = 0; i < 5; i++) {
        struct told again = told(schema, text, 10);

        cr_assert_eq(again.errors.count, first.errors.count);
        for (size_t k = 0; k < first.errors.count; k++)
            cr_expect_str_eq(again.errors.items[k].message,
                             first.errors.items[k].message);
        schema_errors_release(&again.errors);
    }
    schema_errors_release(&first.errors);
}

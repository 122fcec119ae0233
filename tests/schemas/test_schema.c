/* tests/schemas/test_schema.c - errors for people, schemas refused, limits, our own
 * formats. */
#include "base/mem.h"
#include "schemas/schema.h"
#include "tests/case_file.h"

#include <criterion/criterion.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

static struct schema *compiled(const char *text, const struct schema_options *options)
{
    struct schema *schema = NULL;
    struct error err = ERROR_INIT;

    cr_assert_eq(schema_compile(text, strlen(text), options, &schema, &err), 0, "%s: %s",
                 text, err.message);
    return schema;
}

static void read_into(struct document *document, const char *text)
{
    struct error err = ERROR_INIT;

    cr_assert_eq(document_read(document, text, strlen(text), NULL, &err), 0, "%s: %s",
                 text, err.message);
}

static void text_expect(const char *name, size_t index, const char *what, const char *got,
                        const json_t *want)
{
    const char *text = json_string_value(want);

    cr_expect_eq(!got, !text, "%s, error %zu: %s is %s", name, index, what,
                 got ? got : "none");
    if (got && text)
        cr_expect_str_eq(got, text, "%s, error %zu: %s is %s", name, index, what, got);
}

static void explain_case(const json_t *row)
{
    struct schema_options options = {
        .formats = json_is_true(json_object_get(row, "formats")) ? FORMATS_ASSERTED
                                                                 : FORMATS_ANNOTATED};
    struct schema_scratch *scratch = schema_scratch_new();
    struct schema_errors errors = SCHEMA_ERRORS_INIT;
    struct document document = DOCUMENT_INIT;
    const json_t *want = json_object_get(row, "want");
    const char *name = case_text(row, "name");
    char *text = json_dumps(json_object_get(row, "schema"), JSON_ENCODE_ANY);
    struct schema *schema = compiled(text, &options);

    read_into(&document, case_text(row, "text"));
    cr_expect_eq(schema_explain(schema, document_root(&document), scratch, 10, &errors),
                 SCHEMA_INVALID, "%s", name);
    cr_expect_eq(errors.count, json_array_size(want), "%s: %zu errors", name,
                 errors.count);
    for (size_t i = 0; i < errors.count; i++) {
        const struct schema_error *error = &errors.items[i];
        const json_t *one = json_array_get(want, i);

        cr_expect_eq(error->offset, json_integer_value(json_array_get(one, 0)),
                     "%s, error %zu: offset %u", name, i, error->offset);
        text_expect(name, i, "pointer", error->instance, json_array_get(one, 1));
        text_expect(name, i, "keyword", error->keyword_location, json_array_get(one, 2));
        text_expect(name, i, "message", error->message, json_array_get(one, 3));
        text_expect(name, i, "hint", error->hint, json_array_get(one, 4));
    }
    free(text);
    schema_errors_release(&errors);
    schema_scratch_free(scratch);
    schema_free(schema);
    document_release(&document);
}

Test(schema, errors_are_told_as_the_cases_say)
{
    json_t *cases = case_file_load("explain.json");

    for (size_t i = 0; i < json_array_size(cases); i++)
        explain_case(json_array_get(cases, i));
    json_decref(cases);
}

static void refused_case(const json_t *row)
{
    const char *name = case_text(row, "name");
    const char *text = case_text(row, "schema");
    struct schema *schema = NULL;
    struct error err = ERROR_INIT;
    struct schema_options options = {.file = "refund.schema.json"};

    cr_expect_eq(schema_compile(text, strlen(text), &options, &schema, &err), -1,
                 "%s: was compiled", name);
    cr_expect_str_eq(err.message, case_text(row, "error"), "%s: %s", name, err.message);
    cr_expect_str_eq(err.code, case_text(row, "code"), "%s: %s", name, err.code);
    cr_expect_str_eq(err.file, "refund.schema.json", "%s", name);
    if (json_object_get(row, "hint"))
        cr_expect_str_eq(err.hint, case_text(row, "hint"), "%s: %s", name, err.hint);
    if (json_object_get(row, "line")) {
        cr_expect_eq(err.line, json_integer_value(json_object_get(row, "line")),
                     "%s: line %u", name, err.line);
        cr_expect_eq(err.column, json_integer_value(json_object_get(row, "column")),
                     "%s: column %u", name, err.column);
    }
    schema_free(schema);
}

Test(schema, what_is_wrong_with_a_schema_has_a_place_in_it)
{
    json_t *cases = case_file_load("refused.json");

    for (size_t i = 0; i < json_array_size(cases); i++)
        refused_case(json_array_get(cases, i));
    json_decref(cases);
}

static void warned_case(const json_t *row)
{
    const char *name = case_text(row, "name");
    struct schema *schema = compiled(case_text(row, "schema"), NULL);
    const struct error_list *warnings = schema_warnings(schema);

    cr_expect_eq(warnings->count, json_object_get(row, "warning") != NULL, "%s: %s", name,
                 warnings->count ? warnings->items[0].message : "nothing");
    if (warnings->count && json_object_get(row, "warning")) {
        const struct error *warning = warnings->items;

        cr_expect_str_eq(warning->code, case_text(row, "code"), "%s", name);
        cr_expect_str_eq(warning->message, case_text(row, "warning"), "%s: %s", name,
                         warning->message);
        cr_expect_str_eq(warning->hint, case_text(row, "hint"), "%s: %s", name,
                         warning->hint);
        cr_expect_eq(warning->column, json_integer_value(json_object_get(row, "column")),
                     "%s: column %u", name, warning->column);
    }
    schema_free(schema);
}

Test(schema, a_keyword_that_may_be_meant_is_a_warning)
{
    json_t *cases = case_file_load("warned.json");

    for (size_t i = 0; i < json_array_size(cases); i++)
        warned_case(json_array_get(cases, i));
    json_decref(cases);
}

Test(schema, our_own_schemas_have_no_warning)
{
    for (size_t i = 0; schema_own_names[i]; i++) {
        size_t length;
        const char *text = schema_own(schema_own_names[i], &length);
        struct schema *schema = compiled(text, NULL);

        cr_expect_eq(schema_warnings(schema)->count, 0, "%s", schema_own_names[i]);
        schema_free(schema);
    }
}

static enum schema_verdict verdict_of(const char *schema_text, const char *text)
{
    struct schema_scratch *scratch = schema_scratch_new();
    struct document document = DOCUMENT_INIT;
    struct schema *schema = compiled(schema_text, NULL);
    enum schema_verdict verdict;

    read_into(&document, text);
    verdict = schema_validate(schema, document_root(&document), scratch);
    schema_scratch_free(scratch);
    schema_free(schema);
    document_release(&document);
    return verdict;
}

Test(schema, a_pattern_that_costs_too_much_is_undecided)
{
    cr_expect_eq(verdict_of("{\"pattern\": \"^x?(?=(a+)+$)\"}",
                            "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\""),
                 SCHEMA_UNDECIDED);
    cr_expect_eq(verdict_of("{\"not\": {\"pattern\": \"^x?(?=(a+)+$)\"}}",
                            "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\""),
                 SCHEMA_UNDECIDED);
}

/* Two branches at each of 60 levels: 2^60 ways, unless answers are remembered. */
Test(schema, unions_within_recursion_are_decided)
{
    static const char schema[] =
        "{\"anyOf\": [{\"items\": {\"$ref\": \"#\"}, \"type\": \"array\"},"
        "{\"items\": {\"$ref\": \"#\"}, \"minItems\": 1},"
        "{\"type\": \"null\"}], \"type\": [\"array\", \"null\"]}";
    char text[300] = "";

    memset(text, '[', 60);
    memcpy(text + 60, "true", 4);
    memset(text + 64, ']', 60);
    cr_expect_eq(verdict_of(schema, text), SCHEMA_INVALID);
    memcpy(text + 60, "null", 4);
    cr_expect_eq(verdict_of(schema, text), SCHEMA_VALID);
}

#define TAGGED(kind, more)                                                               \
    "{\"type\": \"object\", \"required\": [\"kind\"], \"properties\": {\"kind\": " kind  \
        more "}}"
#define TAGGED_UNION(word)                                                               \
    "{\"" word "\": [{\"type\": \"null\"}," TAGGED(                                      \
        "{\"const\": \"a\"}",                                                            \
        ", \"x\": {\"type\": \"integer\"}") "," TAGGED("{\"enum\": [\"b\", \"c\", "      \
                                                       "\"b\"]}",                        \
                                                       ", \"x\": {\"type\": "            \
                                                       "\"string\"}") "]}"

Test(schema, a_tagged_union_takes_the_branch_of_the_tag)
{
    static const struct {
        const char *text;
        enum schema_verdict verdict;
    } rows[] = {{"null", SCHEMA_VALID},
                {"1", SCHEMA_INVALID},
                {"{}", SCHEMA_INVALID},
                {"{\"kind\": \"a\", \"x\": 1}", SCHEMA_VALID},
                {"{\"x\": 1, \"kind\": \"a\"}", SCHEMA_VALID},
                {"{\"kind\": \"a\", \"x\": \"1\"}", SCHEMA_INVALID},
                {"{\"kind\": \"c\", \"x\": \"1\"}", SCHEMA_VALID},
                {"{\"kind\": \"c\", \"x\": 1}", SCHEMA_INVALID},
                {"{\"kind\": \"d\"}", SCHEMA_INVALID},
                {"{\"kind\": 1}", SCHEMA_INVALID}};

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        cr_expect_eq(verdict_of(TAGGED_UNION("anyOf"), rows[i].text), rows[i].verdict,
                     "anyOf, %s", rows[i].text);
        cr_expect_eq(verdict_of(TAGGED_UNION("oneOf"), rows[i].text), rows[i].verdict,
                     "oneOf, %s", rows[i].text);
    }
}

/* A text that two branches take is no tag: both may match. */
Test(schema, branches_that_share_a_tag_are_all_tried)
{
    static const char shared[] = "{\"oneOf\": [" TAGGED(
        "{\"const\": \"a\"}", "") "," TAGGED("{\"enum\": [\"a\", \"b\"]}", "") "]}";

    cr_expect_eq(verdict_of(shared, "{\"kind\": \"a\"}"), SCHEMA_INVALID);
    cr_expect_eq(verdict_of(shared, "{\"kind\": \"b\"}"), SCHEMA_VALID);
}

Test(schema, many_items_are_compared_quickly)
{
    struct buf text = BUF_INIT(4 << 20);

    buf_append_char(&text, '[');
    for (int i = 0; i < 100000; i++)
        buf_append_format(&text, "%s%d", i ? "," : "", i);
    buf_append_char(&text, ']');
    cr_expect_eq(verdict_of("{\"uniqueItems\": true}", buf_text(&text)), SCHEMA_VALID);
    buf_truncate(&text, text.length - 1);
    buf_append_text(&text, ",500.0]");
    cr_expect_eq(verdict_of("{\"uniqueItems\": true}", buf_text(&text)), SCHEMA_INVALID);
    buf_release(&text);
}

/* So many choices that are no strings are found by a hash: equal ones must share it. */
Test(schema, a_large_enum_knows_equal_values)
{
    struct buf text = BUF_INIT(1 << 20);

    buf_append_text(&text, "{\"enum\": [\"7\", {\"a\": [1, 2], \"b\": null}, -0.5");
    for (int i = 1000; i < 2000; i++)
        buf_append_format(&text, ", %d, [%d]", i, i);
    buf_append_text(&text, "]}");
    cr_expect_eq(verdict_of(buf_text(&text), "\"7\""), SCHEMA_VALID);
    cr_expect_eq(verdict_of(buf_text(&text), "1e3"), SCHEMA_VALID);
    cr_expect_eq(verdict_of(buf_text(&text), "[1999.0]"), SCHEMA_VALID);
    cr_expect_eq(verdict_of(buf_text(&text), "{\"b\": null, \"a\": [1.0, 2]}"),
                 SCHEMA_VALID);
    cr_expect_eq(verdict_of(buf_text(&text), "-5e-1"), SCHEMA_VALID);
    cr_expect_eq(verdict_of(buf_text(&text), "7"), SCHEMA_INVALID);
    cr_expect_eq(verdict_of(buf_text(&text), "[[1999]]"), SCHEMA_INVALID);
    cr_expect_eq(verdict_of(buf_text(&text), "null"), SCHEMA_INVALID);
    buf_release(&text);
}

/* Without optimisation, and with sanitizers, frames are several times as large. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define __SANITIZE_ADDRESS__ 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || !defined(__OPTIMIZE__)
enum { SMALL_STACK = 4 * 1024 * 1024 };
#else
enum { SMALL_STACK = 256 * 1024 };
#endif

struct deep {
    const char *schema;
    enum schema_verdict verdict;
    size_t errors;
};

/* A recursive schema over a document as deep as the reader takes by default, which is
 * wrong at its bottom. */
static void *deep_work(void *argument)
{
    struct deep *deep = argument;
    struct schema_scratch *scratch = schema_scratch_new();
    struct schema_errors errors = SCHEMA_ERRORS_INIT;
    struct document document = DOCUMENT_INIT;
    struct buf text = BUF_INIT(1 << 20);
    struct schema *schema = compiled(deep->schema, NULL);

    for (int i = 0; i < 511; i++)
        buf_append_text(&text, "{\"a\":");
    buf_append_text(&text, "1");
    for (int i = 0; i < 511; i++)
        buf_append_text(&text, "}");
    read_into(&document, buf_text(&text));
    deep->verdict =
        schema_explain(schema, document_root(&document), scratch, 10, &errors);
    deep->errors = errors.count;
    schema_errors_release(&errors);
    schema_scratch_free(scratch);
    schema_free(schema);
    document_release(&document);
    buf_release(&text);
    return NULL;
}

static struct deep deep_run(const char *schema)
{
    struct deep deep = {.schema = schema};
    pthread_attr_t attributes;
    pthread_t thread;

    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, SMALL_STACK);
    cr_assert_eq(pthread_create(&thread, &attributes, deep_work, &deep), 0);
    pthread_join(thread, NULL);
    pthread_attr_destroy(&attributes);
    return deep;
}

Test(schema, recursion_fits_a_small_stack)
{
    struct deep deep = deep_run(
        "{\"properties\": {\"a\": {\"$ref\": \"#\"}}, \"type\": [\"object\", \"null\"]}");

    cr_expect_eq(deep.verdict, SCHEMA_INVALID);
    cr_expect_eq(deep.errors, 1);
}

Test(schema, recursion_beyond_the_limit_is_undecided)
{
    struct deep deep =
        deep_run("{\"anyOf\": [{\"if\": {\"properties\": {\"a\": {\"$ref\": \"#\"}}}, "
                 "\"else\": false}],"
                 " \"unevaluatedProperties\": false, \"type\": \"object\"}");

    cr_expect_eq(deep.verdict, SCHEMA_UNDECIDED);
}

/* To find the place of a warning takes time as the text before it is long. */
Test(schema, of_very_many_warnings_the_first_are_told)
{
    struct schema_options options = {.formats = FORMATS_ASSERTED};
    struct buf text = BUF_INIT(4 << 20);
    struct schema *schema;

    buf_append_text(&text, "{\"prefixItems\": [");
    for (int i = 0; i < 20000; i++)
        buf_append_format(&text, "%s{\"format\": \"a%d\"}", i ? "," : "", i);
    buf_append_text(&text, "]}");
    schema = compiled(buf_text(&text), &options);
    cr_expect_eq(schema_warnings(schema)->count, ERRORS_KEPT_MAX);
    cr_expect_eq(schema_warnings(schema)->items[0].column, 29);
    schema_free(schema);
    buf_release(&text);
}

Test(schema, our_own_schemas_compile)
{
    for (const char *const *name = schema_own_names; *name; name++) {
        struct schema_options options = {.file = *name};
        struct schema *schema = NULL;
        struct error err = ERROR_INIT;
        size_t length = 0;
        const char *text = schema_own(*name, &length);

        cr_assert_not_null(text, "%s", *name);
        cr_expect_eq(schema_compile(text, length, &options, &schema, &err), 0,
                     "%s:%u:%u: %s", *name, err.line, err.column, err.message);
        schema_free(schema);
    }
    cr_expect_null(schema_own("nothing", &(size_t){0}));
}

Test(schema, an_entry_is_the_subschema_it_names)
{
    struct schema_options options = {.entry = "/$defs/case"};
    struct schema *schema =
        compiled("{\"$defs\": {\"case\": {\"type\": \"string\"}}}", &options);
    struct schema_scratch *scratch = schema_scratch_new();
    struct document document = DOCUMENT_INIT;

    read_into(&document, "1");
    cr_expect_eq(schema_validate(schema, document_root(&document), scratch),
                 SCHEMA_INVALID);
    document_release(&document);
    schema_scratch_free(scratch);
    schema_free(schema);
}

Test(schema, what_jansson_holds_is_validated_too)
{
    static const struct {
        const char *schema, *json;
        enum schema_verdict verdict;
    } rows[] = {
        {"{\"multipleOf\": 0.01}", "19.99", SCHEMA_VALID},
        {"{\"properties\": {\"a\": {\"maxLength\": 1}}}", "{\"a\": \"\\u0000\"}",
         SCHEMA_VALID},
        {"{\"properties\": {\"a\": {\"maxLength\": 1}}}", "{\"a\": \"xy\"}",
         SCHEMA_INVALID},
        {"{\"type\": \"null\"}", "null", SCHEMA_VALID},
    };
    struct schema_scratch *scratch = schema_scratch_new();

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct schema *schema = compiled(rows[i].schema, NULL);
        json_t *json = json_loads(rows[i].json, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);

        cr_expect_eq(schema_validate_json(schema, json, scratch), rows[i].verdict, "%s",
                     rows[i].json);
        json_decref(json);
        schema_free(schema);
    }
    schema_scratch_free(scratch);
}

Test(schema, what_jansson_holds_too_deep_is_undecided)
{
    struct schema_scratch *scratch = schema_scratch_new();
    struct schema *schema = compiled("true", NULL);
    json_t *json = json_array();

    for (int i = 0; i < 600; i++) {
        json_t *outer = json_array();

        json_array_append_new(outer, json);
        json = outer;
    }
    cr_expect_eq(schema_validate_json(schema, json, scratch), SCHEMA_UNDECIDED);
    json_decref(json);
    schema_free(schema);
    schema_scratch_free(scratch);
}

Test(schema, a_mistake_in_what_jansson_holds_has_a_pointer)
{
    static const struct {
        const char *schema, *pointer;
    } rows[] = {
        {"{\"type\": \"strin\"}", "/type"},
        {"{\"properties\": {\"ü\": {}, \"a/b\": {\"type\": 3}}}",
         "/properties/a~1b/type"},
        {"{\"allOf\": [true, {\"pattern\": \"(\"}]}", "/allOf/1/pattern"},
        {"{\"allOf\": [true, 7]}", "/allOf/1"},
        {"7", ""},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        json_t *json = json_loads(rows[i].schema, JSON_DECODE_ANY, NULL);
        struct schema *schema = NULL;
        struct error err = ERROR_INIT;
        char *pointer;

        cr_expect_eq(schema_compile_json(json, NULL, &schema, &err), -1, "%s",
                     rows[i].schema);
        pointer = schema_json_pointer(json, &err);
        cr_expect_str_eq(pointer, rows[i].pointer, "%s: %s", pointer, err.message);
        free(pointer);
        json_decref(json);
    }
}

/* Whether every one of many validations with a scratch of its own said what it must. */
static void *shared_work(void *schema)
{
    static const char *const texts[] = {"{\"a\": [1, \"xy\"]}", "{\"a\": [1, \"x\"]}"};
    struct schema_scratch *scratch = schema_scratch_new();
    struct document document = DOCUMENT_INIT;
    bool good = true;

    for (int i = 0; i < 2000; i++) {
        read_into(&document, texts[i % 2]);
        good = good && schema_validate(schema, document_root(&document), scratch) ==
                           (i % 2 ? SCHEMA_INVALID : SCHEMA_VALID);
    }
    document_release(&document);
    schema_scratch_free(scratch);
    return good ? schema : NULL;
}

Test(schema, a_schema_is_shared_by_threads)
{
    struct schema *schema = compiled(
        "{\"properties\": {\"a\": {\"uniqueItems\": true, \"items\": {\"anyOf\": "
        "[{\"type\": \"integer\"}, {\"pattern\": \"^(?=x)[a-z]{2}$\"}]}}},"
        " \"unevaluatedProperties\": false}",
        NULL);
    pthread_t threads[4];

    for (size_t i = 0; i < 4; i++)
        cr_assert_eq(pthread_create(&threads[i], NULL, shared_work, schema), 0);
    for (size_t i = 0; i < 4; i++) {
        void *good = NULL;

        pthread_join(threads[i], &good);
        cr_expect_not_null(good, "thread %zu", i);
    }
    schema_free(schema);
}

Test(schema, a_baseline_holds_results_and_no_answer)
{
    struct schema_options options = {.file = "baseline", .formats = FORMATS_ASSERTED};
    struct schema_scratch *scratch = schema_scratch_new();
    struct schema *schema = NULL;
    struct error err = ERROR_INIT;
    json_t *cases = case_file_load("baseline.json");
    size_t length = 0;
    const char *text = schema_own("baseline", &length);

    cr_assert_eq(schema_compile(text, length, &options, &schema, &err), 0);
    for (size_t i = 0; i < json_array_size(cases); i++) {
        const json_t *row = json_array_get(cases, i);
        json_t *whole = case_file_load("baseline-whole.json");

        json_object_update(whole, json_object_get(row, "edits"));
        cr_expect_eq(schema_validate_json(schema, whole, scratch),
                     json_is_true(json_object_get(row, "valid")) ? SCHEMA_VALID
                                                                 : SCHEMA_INVALID,
                     "%s", case_text(row, "name"));
        json_decref(whole);
    }
    json_decref(cases);
    schema_free(schema);
    schema_scratch_free(scratch);
}

Test(schema, a_program_is_entered_at_another_place_that_it_leads_to)
{
    struct schema *whole = compiled(
        "{\"type\": \"array\", \"items\": {\"$ref\": \"#/$defs/a\"}, "
        "\"$defs\": {\"a\": {\"type\": \"string\"}, \"b\": {\"type\": \"null\"}}}",
        NULL);
    struct schema *entered = schema_entered(whole, "/$defs/a");
    struct schema_scratch *scratch = schema_scratch_new();
    struct document text = DOCUMENT_INIT, list = DOCUMENT_INIT;

    read_into(&text, "\"x\"");
    read_into(&list, "[\"x\"]");
    cr_assert_not_null(entered);
    cr_expect_null(schema_entered(whole, "/$defs/b"), "no reference leads there");
    cr_expect_null(schema_entered(whole, "/$defs/c"), "nothing is there");
    cr_expect_eq(schema_validate(entered, document_root(&text), scratch), SCHEMA_VALID);
    cr_expect_eq(schema_validate(entered, document_root(&list), scratch), SCHEMA_INVALID);
    cr_expect_eq(schema_validate(whole, document_root(&list), scratch), SCHEMA_VALID);
    schema_free(entered);
    schema_free(whole);
    schema_scratch_free(scratch);
    document_release(&text);
    document_release(&list);
}

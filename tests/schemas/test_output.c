/* tests/schemas/test_output.c - the standard's output forms: the official suite's tests
 * of output and of annotations. */
#include "base/file.h"
#include "base/mem.h"
#include "schemas/schema_output.h"
#include "schemas/uri.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_BYTES_MAX = 8 << 20 };

static const char *const suite = SHARED_DATA "/json-schema-test-suite";

static bool data_is_there(void)
{
    if (SHARED_DATA[0])
        return true;
    fputs("skipped: NOWORSE_SHARED_DATA is not set, so there is no JSON Schema test "
          "suite\n",
          stderr);
    return false;
}

static void file_read_into(struct document *document, const char *path)
{
    struct buf text = BUF_INIT(FILE_BYTES_MAX);
    struct error err = ERROR_INIT;

    cr_assert_eq(file_read(path, &text, &err), 0, "%s", err.message);
    cr_assert_eq(document_read_copy(document, buf_text(&text), text.length, NULL, &err),
                 0, "%s: %s", path, err.message);
    buf_release(&text);
}

static char *text_of(const struct value *object, const char *key)
{
    const struct value *text = value_member(object, key);

    return text ? mem_text_n(text->text, text->size) : NULL;
}

/* context: the draft's folder, as "draft2020-12". */
static int output_schema_load(void *context, const char *uri, char **text, size_t *length,
                              struct error *err)
{
    struct buf bytes = BUF_INIT(FILE_BYTES_MAX);
    char *path;

    if (!strstr(uri, "/output/schema"))
        return error_set(err, ERROR_INPUT, "N0000", "not the output schema");
    path = mem_format("%s/output-tests/%s/output-schema.json", suite, (char *)context);
    cr_assert_eq(file_read(path, &bytes, err), 0, "%s", err->message);
    free(path);
    *length = bytes.length;
    *text = buf_detach(&bytes);
    return 0;
}

static struct schema *value_compile(const struct value *value, char *draft)
{
    struct schema_options options = {.draft = draft + strlen("draft"),
                                     .load = output_schema_load,
                                     .load_context = draft};
    struct buf text = BUF_INIT(FILE_BYTES_MAX);
    struct error err = ERROR_INIT;
    struct schema *schema = NULL;

    value_format(&text, value);
    cr_assert_eq(schema_compile(buf_text(&text), text.length, &options, &schema, &err), 0,
                 "%s: %s", buf_text(&text), err.message);
    buf_release(&text);
    return schema;
}

/* What schema_output() says, read again. */
static void output_read(struct document *out, const struct schema *schema,
                        const struct value *instance, enum schema_output_form form)
{
    struct schema_scratch *scratch = schema_scratch_new();
    struct buf text = BUF_INIT(FILE_BYTES_MAX);
    struct error err = ERROR_INIT;

    cr_expect_neq(schema_output(schema, instance, scratch, form, &text),
                  SCHEMA_UNDECIDED);
    cr_assert_eq(document_read_copy(out, buf_text(&text), text.length, NULL, &err), 0,
                 "%s: %s", buf_text(&text), err.message);
    buf_release(&text);
    schema_scratch_free(scratch);
}

static unsigned output_check(const struct schema *schema, const struct value *test,
                             char *draft)
{
    const struct value *forms = value_member(test, "output");
    const struct value *key = forms + 1;
    struct schema_scratch *scratch = schema_scratch_new();
    char *name = text_of(test, "description");

    for (uint32_t i = 0; i < forms->size; i++, key = value_next(key + 1)) {
        struct document out = DOCUMENT_INIT;
        struct schema *wanted = value_compile(key + 1, draft);
        bool is_flag = value_is_text(key, "flag");

        cr_assert(is_flag || value_is_text(key, "basic"), "%s: a form that is not known",
                  name);
        output_read(&out, schema, value_member(test, "data"),
                    is_flag ? OUTPUT_FLAG : OUTPUT_BASIC);
        cr_expect_eq(schema_validate(wanted, document_root(&out), scratch), SCHEMA_VALID,
                     "%s: got %.*s", name, (int)out.length, out.text);
        schema_free(wanted);
        document_release(&out);
    }
    free(name);
    schema_scratch_free(scratch);
    return forms->size;
}

static unsigned output_file_run(const char *path, char *draft)
{
    struct document document = DOCUMENT_INIT;
    const struct value *groups, *group;
    unsigned count = 0;

    file_read_into(&document, path);
    groups = document_root(&document);
    group = groups + 1;
    for (uint32_t i = 0; i < groups->size; i++, group = value_next(group)) {
        struct schema *schema = value_compile(value_member(group, "schema"), draft);
        const struct value *tests = value_member(group, "tests");
        const struct value *test = tests + 1;

        for (uint32_t k = 0; k < tests->size; k++, test = value_next(test))
            count += output_check(schema, test, draft);
        schema_free(schema);
    }
    document_release(&document);
    return count;
}

static int is_json(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);

    return length > 5 && !strcmp(entry->d_name + length - 5, ".json");
}

static unsigned folder_run(const char *folder, char *draft,
                           unsigned (*run)(const char *path, char *draft))
{
    struct dirent **entries;
    int count = scandir(folder, &entries, is_json, alphasort);
    unsigned total = 0;

    cr_assert_gt(count, 0, "%s holds no tests", folder);
    for (int i = 0; i < count; i++) {
        char *path = mem_format("%s/%s", folder, entries[i]->d_name);

        total += run(path, draft);
        free(path);
        free(entries[i]);
    }
    free(entries);
    return total;
}

static void output_tests_run(char *draft)
{
    char *folder = mem_format("%s/output-tests/%s/content", suite, draft);

    if (data_is_there())
        cr_expect_eq(folder_run(folder, draft, output_file_run), 4);
    free(folder);
}

Test(output, official_output_tests_of_2020_12_pass)
{
    char draft[] = "draft2020-12";

    output_tests_run(draft);
}

Test(output, official_output_tests_of_2019_09_pass)
{
    char draft[] = "draft2019-09";

    output_tests_run(draft);
}

/* "6,<=2019": from draft 6 to 2019-09. */
static bool is_compatible(const char *clauses, long draft)
{
    while (clauses && *clauses) {
        const char *digits = clauses + strspn(clauses, "<=");
        long bound = strtol(digits, NULL, 10);
        size_t signs = (size_t)(digits - clauses);

        if ((signs == 0 && draft < bound) || (signs == 1 && draft != bound) ||
            (signs == 2 && draft > bound))
            return false;
        clauses = strchr(clauses, ',');
        clauses += clauses != NULL;
    }
    return true;
}

/* Whether the unit is of this keyword at this place of the instance. */
static bool unit_fits(const struct value *unit, const struct value *location,
                      const struct value *keyword)
{
    const struct value *path = value_member(unit, "keywordLocation");

    return value_equal(value_member(unit, "instanceLocation"), location) &&
           path->size > keyword->size &&
           path->text[path->size - keyword->size - 1] == '/' &&
           !memcmp(path->text + path->size - keyword->size, keyword->text, keyword->size);
}

/* The tests name a schema by the way from the document's root ("#/$defs/a"); its own
 * address begins with the last "$id" on that way. The caller's. */
static char *own_address(const struct value *root, const struct value *given)
{
    const char *base = "noworse:///schema";
    char *way = mem_text_n(given->text + 1, given->size - 1);
    char *rest = way;
    struct buf address = BUF_INIT(FILE_BYTES_MAX);

    buf_append_text(&address, base);
    for (char *at = way; at; at = at[0] ? strchr(at + 1, '/') : NULL) {
        char *front = mem_text_n(way, (size_t)(at - way));
        const struct value *id = value_member(value_at(root, front), "$id");
        struct buf next = BUF_INIT(FILE_BYTES_MAX);

        free(front);
        if (!id)
            continue;
        uri_resolve(&next, buf_text(&address), id->text, id->size);
        buf_release(&address);
        address = next;
        rest = at;
    }
    buf_append_format(&address, "#%s", rest);
    free(way);
    return buf_detach(&address);
}

/* The annotation that the assertion wants from the schema that the unit is of. */
static const struct value *wanted_find(const struct value *root,
                                       const struct value *assertion,
                                       const struct value *unit)
{
    const struct value *wanted = value_member(assertion, "expected");
    const struct value *keyword = value_member(assertion, "keyword");
    const struct value *at = value_member(unit, "absoluteKeywordLocation");
    const struct value *key = wanted + 1;

    for (uint32_t i = 0; i < wanted->size; i++, key = value_next(key + 1)) {
        char *address = own_address(root, key);
        char *uri = mem_format("%s/%.*s", address, (int)keyword->size, keyword->text);
        bool found = value_is_text(at, uri);

        free(address);
        free(uri);
        if (found)
            return key + 1;
    }
    return NULL;
}

static void assertion_check(const struct document *out, const struct value *group,
                            const struct value *assertion)
{
    const struct value *units = value_member(document_root(out), "annotations");
    const struct value *keyword = value_member(assertion, "keyword");
    const struct value *wanted = value_member(assertion, "expected");
    char *name = text_of(group, "description");
    const struct value *unit;
    uint32_t count = 0;

    cr_assert(units, "%s: no annotations in %.*s", name, (int)out->length, out->text);
    unit = units + 1;
    for (uint32_t i = 0; i < units->size; i++, unit = value_next(unit)) {
        const struct value *want;

        if (!unit_fits(unit, value_member(assertion, "location"), keyword))
            continue;
        want = wanted_find(value_member(group, "schema"), assertion, unit);
        cr_expect(want && value_equal(want, value_member(unit, "annotation")),
                  "%s: an annotation that is not wanted: %.*s", name, (int)out->length,
                  out->text);
        count++;
    }
    cr_expect_eq(count, wanted->size, "%s: %u annotations of %u: %.*s", name, count,
                 wanted->size, (int)out->length, out->text);
    free(name);
}

static unsigned annotation_test_run(const struct schema *schema,
                                    const struct value *group, const struct value *test)
{
    const struct value *assertions = value_member(test, "assertions");
    const struct value *assertion = assertions + 1;
    struct document out = DOCUMENT_INIT;

    output_read(&out, schema, value_member(test, "instance"), OUTPUT_BASIC);
    for (uint32_t i = 0; i < assertions->size; i++, assertion = value_next(assertion))
        assertion_check(&out, group, assertion);
    document_release(&out);
    return assertions->size;
}

static unsigned annotation_file_run(const char *path, char *draft)
{
    struct document document = DOCUMENT_INIT;
    const struct value *groups, *group;
    unsigned count = 0;

    file_read_into(&document, path);
    groups = value_member(document_root(&document), "suite");
    group = groups + 1;
    for (uint32_t i = 0; i < groups->size; i++, group = value_next(group)) {
        const struct value *tests = value_member(group, "tests");
        const struct value *test = tests + 1;
        char *clauses = text_of(group, "compatibility");
        bool runs = is_compatible(clauses, strtol(draft + strlen("draft"), NULL, 10));
        struct schema *schema =
            runs ? value_compile(value_member(group, "schema"), draft) : NULL;

        for (uint32_t k = 0; runs && k < tests->size; k++, test = value_next(test))
            count += annotation_test_run(schema, group, test);
        schema_free(schema);
        free(clauses);
    }
    document_release(&document);
    return count;
}

static void annotation_tests_run(char *draft, unsigned wanted)
{
    char *folder = mem_format("%s/annotations/tests", suite);

    if (data_is_there())
        cr_expect_eq(folder_run(folder, draft, annotation_file_run), wanted);
    free(folder);
}

Test(output, official_annotation_tests_of_2020_12_pass)
{
    char draft[] = "draft2020-12";

    annotation_tests_run(draft, 84);
}

Test(output, official_annotation_tests_of_2019_09_pass)
{
    char draft[] = "draft2019-09";

    annotation_tests_run(draft, 62);
}

Test(output, official_annotation_tests_of_draft_7_pass)
{
    char draft[] = "draft7";

    annotation_tests_run(draft, 31);
}

#ifdef __SANITIZE_ADDRESS__
enum { SMALL_STACK = 4 * 1024 * 1024 };
#else
enum { SMALL_STACK = 256 * 1024 };
#endif

struct nest {
    unsigned levels;
    char *output; /* the caller's */
};

/* Objects in each other, and a schema that looks at each in several ways. */
static void *nest_work(void *argument)
{
    static const char schema_text[] =
        "{\"title\": \"t\", \"properties\": {\"a\": {\"allOf\": [{\"$ref\": \"#\"}]}}}";
    struct nest *nest = argument;
    struct schema_scratch *scratch = schema_scratch_new();
    struct document instance = DOCUMENT_INIT, schema_document = DOCUMENT_INIT;
    struct buf text = BUF_INIT(FILE_BYTES_MAX), out = BUF_INIT(FILE_BYTES_MAX);
    struct schema *schema;
    char draft[] = "draft2020-12";

    for (unsigned i = 0; i < nest->levels; i++)
        buf_append_text(&text, "{\"a\":");
    buf_append_text(&text, "1");
    for (unsigned i = 0; i < nest->levels; i++)
        buf_append_text(&text, "}");
    document_read(&instance, buf_text(&text), text.length, NULL, &(struct error){0});
    document_read(&schema_document, schema_text, strlen(schema_text), NULL,
                  &(struct error){0});
    schema = value_compile(document_root(&schema_document), draft);
    cr_expect_eq(
        schema_output(schema, document_root(&instance), scratch, OUTPUT_BASIC, &out),
        SCHEMA_VALID);
    nest->output = buf_detach(&out);
    schema_free(schema);
    schema_scratch_free(scratch);
    document_release(&instance);
    document_release(&schema_document);
    buf_release(&text);
    return NULL;
}

static char *nest_output(unsigned levels)
{
    struct nest nest = {.levels = levels};
    pthread_attr_t attributes;
    pthread_t thread;

    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, SMALL_STACK);
    cr_assert_eq(pthread_create(&thread, &attributes, nest_work, &nest), 0);
    pthread_join(thread, NULL);
    pthread_attr_destroy(&attributes);
    return nest.output;
}

Test(output, annotations_of_what_is_too_deep_are_left_out_and_the_verdict_stays)
{
    char *shallow = nest_output(90);
    char *deep = nest_output(280);

    cr_expect(strstr(shallow, "\"annotation\":\"t\""), "%s", shallow);
    cr_expect_str_eq(deep, "{\"valid\":true}");
    free(shallow);
    free(deep);
}

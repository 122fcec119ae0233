/* tests/schemas/test_metaschema.c - the embedded metaschemas, and that keywords are
 * refused exactly as they say. */
#include "base/mem.h"
#include "schemas/metaschema.h"
#include "schemas/schema.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static const char *const drafts[] = {"4", "6", "7", "2019-09", "2020-12"};
enum { DRAFT_COUNT = sizeof drafts / sizeof *drafts };

static const char *const roots[DRAFT_COUNT] = {
    "http://json-schema.org/draft-04/schema", "http://json-schema.org/draft-06/schema",
    "http://json-schema.org/draft-07/schema",
    "https://json-schema.org/draft/2019-09/schema",
    "https://json-schema.org/draft/2020-12/schema"};

static bool is_words(const char *key, const json_t *value)
{
    return json_is_string(value) &&
           (!strcmp(key, "title") || !strcmp(key, "description") ||
            !strcmp(key, "$comment"));
}

static void words_drop(json_t *json);

static void members_drop(json_t *object)
{
    const char *key;
    json_t *value;
    void *next;

    json_object_foreach_safe(object, next, key, value)
    {
        if (is_words(key, value))
            json_object_del(object, key);
        else
            words_drop(value);
    }
}

static void words_drop(json_t *json)
{
    json_t *value;
    size_t i;

    if (json_is_object(json))
        members_drop(json);
    json_array_foreach(json, i, value) words_drop(value);
}

/* "https://json-schema.org/draft/2020-12/meta/core" is in 2020-12/meta/core.json. */
static json_t *standard_load(const char *uri)
{
    const char *front = strstr(uri, "/draft/");
    const char *name = front ? front + strlen("/draft/") : strstr(uri, "draft-");
    char *path = mem_format("%s/json-schema-metaschemas/%s.json", SHARED_DATA, name);
    json_t *json = json_load_file(path, 0, NULL);

    cr_assert(json, "%s cannot be read", path);
    free(path);
    return json;
}

Test(metaschema, each_is_the_standards_but_for_its_words)
{
    if (!SHARED_DATA[0])
        puts("skipped: NOWORSE_SHARED_DATA is not set, so there is nothing to compare "
             "the metaschemas with");
    for (const char *const *uri = metaschema_uris; SHARED_DATA[0] && *uri; uri++) {
        size_t length = 0;
        const char *text = metaschema_text(*uri, &length);
        json_t *ours = json_loadb(text, length, JSON_REJECT_DUPLICATES, NULL);
        json_t *standard = standard_load(*uri);

        words_drop(standard);
        cr_expect(json_equal(ours, standard), "%s differs from the standard's", *uri);
        json_decref(ours);
        json_decref(standard);
    }
}

static struct schema *metaschema_compiled(const char *uri)
{
    char *text = mem_format("{\"$ref\": \"%s\"}", uri);
    struct schema *schema = NULL;
    struct error err = ERROR_INIT;

    cr_assert_eq(schema_compile(text, strlen(text), NULL, &schema, &err), 0, "%s: %s",
                 uri, err.message);
    free(text);
    return schema;
}

static enum schema_verdict verdict_of(const struct schema *schema, const char *text,
                                      size_t length)
{
    struct schema_scratch *scratch = schema_scratch_new();
    struct document document = DOCUMENT_INIT;
    struct error err = ERROR_INIT;
    enum schema_verdict verdict;

    cr_assert_eq(document_read(&document, text, length, NULL, &err), 0, "%s: %s", text,
                 err.message);
    verdict = schema_validate(schema, document_root(&document), scratch);
    document_release(&document);
    schema_scratch_free(scratch);
    return verdict;
}

Test(metaschema, each_is_found_without_a_loader_and_valid_by_its_drafts)
{
    for (const char *const *uri = metaschema_uris; *uri; uri++) {
        size_t length = 0;
        const char *text = metaschema_text(*uri, &length);
        struct schema *itself = metaschema_compiled(*uri);

        for (int i = 0; i < DRAFT_COUNT; i++) {
            char *with_mark = mem_format("\"%s#\"", roots[i]);
            char *bare = mem_format("\"%s\"", roots[i]);

            if (strstr(text, i < 3 ? with_mark : bare)) {
                struct schema *root = metaschema_compiled(roots[i]);

                cr_expect_eq(verdict_of(root, text, length), SCHEMA_VALID, "%s by %s",
                             *uri, roots[i]);
                schema_free(root);
            }
            free(with_mark);
            free(bare);
        }
        schema_free(itself);
    }
}

/* Every kind of value that a keyword may care about. */
static const char *const values[] = {"null",
                                     "true",
                                     "false",
                                     "0",
                                     "-0",
                                     "1",
                                     "-1",
                                     "7.0",
                                     "1e2",
                                     "0.0",
                                     "0.5",
                                     "-2.0",
                                     "1e400",
                                     "-1e400",
                                     "1e-400",
                                     "12345678901234567890",
                                     "12345678901234567890.0",
                                     "\"\"",
                                     "\"a\"",
                                     "\"#\"",
                                     "\"a#\"",
                                     "\"#a\"",
                                     "\"a#b\"",
                                     "\"a#b#\"",
                                     "\"##\"",
                                     "\"_a\"",
                                     "\"1a\"",
                                     "\"a:b\"",
                                     "\"a.b-c_1\"",
                                     "\"a b\"",
                                     "\"\\u00e9\"",
                                     "\"string\"",
                                     "\"integer\"",
                                     "\"strung\"",
                                     "[]",
                                     "[1]",
                                     "[\"a\"]",
                                     "[\"a\", \"b\"]",
                                     "[\"a\", \"a\"]",
                                     "[\"a\", 1]",
                                     "[\"string\"]",
                                     "[\"string\", \"null\"]",
                                     "[\"string\", \"string\"]",
                                     "[\"string\", \"strung\"]",
                                     "[{}]",
                                     "[{}, {}]",
                                     "[true]",
                                     "[{}, 3]",
                                     "[{}, {\"type\": 5}]",
                                     "[1, 1.0]",
                                     "[null]",
                                     "[[]]",
                                     "{}",
                                     "{\"a\": 1}",
                                     "{\"a\": null}",
                                     "{\"a\": \"b\"}",
                                     "{\"a\": []}",
                                     "{\"a\": [\"b\"]}",
                                     "{\"a\": [\"b\", \"b\"]}",
                                     "{\"a\": [\"b\", 1]}",
                                     "{\"a\": [{}]}",
                                     "{\"a\": {}}",
                                     "{\"a\": true}",
                                     "{\"a\": false, \"b\": {}}",
                                     "{\"a\": {\"type\": 5}}",
                                     "{\"type\": 5}",
                                     "{\"type\": \"string\"}",
                                     "{\"not\": {\"minimum\": \"1\"}}",
                                     "{\"not\": {\"items\": {\"required\": 1}}}",
                                     "{\"http://example.com/v\": true}"};

/* Where a keyword may stand; nothing refers to the second place. */
static const struct place_in_schema {
    const char *front, *back;
} places[] = {{"{", "}"},
              {"{\"definitions\": {\"d\": {", "}}}"},
              {"{\"properties\": {\"p\": {", "}}}"}};

/* Whether compiling refuses the value; a reference that leads nowhere is none of a
 * metaschema's business. */
static bool is_refused(const char *text, const char *draft)
{
    struct schema_options options = {.draft = draft};
    struct schema *schema = NULL;
    struct error err = ERROR_INIT;

    if (schema_compile(text, strlen(text), &options, &schema, &err) == 0) {
        schema_free(schema);
        return false;
    }
    return !strcmp(err.code, "N0163");
}

static unsigned schema_compare(const struct schema *metaschema, const char *draft,
                               const char *text)
{
    bool allowed = verdict_of(metaschema, text, strlen(text)) == SCHEMA_VALID;

    if (allowed != is_refused(text, draft))
        return 0;
    printf("draft %s: the metaschema %s, compiling %s: %s\n", draft,
           allowed ? "allows" : "refuses", allowed ? "does not" : "does", text);
    return 1;
}

/* Draft 4's metaschema does not name "$ref"; what is no string cannot be followed. */
static bool is_excepted(const char *draft, const char *keyword, const char *value)
{
    return !strcmp(draft, "4") && !strcmp(keyword, "$ref") && *value != '"';
}

static unsigned keyword_compare(const struct schema *metaschema, const char *draft,
                                const char *keyword)
{
    unsigned differ = 0;

    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        for (size_t k = 0; k < sizeof places / sizeof *places; k++) {
            char *text = mem_format("%s\"%s\": %s%s", places[k].front, keyword, values[i],
                                    places[k].back);

            if (!is_excepted(draft, keyword, values[i]))
                differ += schema_compare(metaschema, draft, text);
            free(text);
        }
    }
    return differ;
}

/* The keywords that any of the metaschemas names. */
static json_t *keywords_collect(void)
{
    json_t *keywords = json_object();

    for (const char *const *uri = metaschema_uris; *uri; uri++) {
        size_t length = 0;
        const char *text = metaschema_text(*uri, &length);
        json_t *metaschema = json_loadb(text, length, 0, NULL);

        json_object_update(keywords, json_object_get(metaschema, "properties"));
        json_decref(metaschema);
    }
    return keywords;
}

Test(metaschema, compiling_refuses_what_the_metaschema_refuses_and_nothing_else)
{
    json_t *keywords = keywords_collect();
    unsigned differ = 0;

    cr_expect_geq(json_object_size(keywords), 60, "%zu keywords",
                  json_object_size(keywords));
    for (int i = 0; i < DRAFT_COUNT; i++) {
        struct schema *metaschema = metaschema_compiled(roots[i]);
        const char *keyword;
        json_t *unused;

        json_object_foreach(keywords, keyword, unused) differ +=
            keyword_compare(metaschema, drafts[i], keyword);
        schema_free(metaschema);
    }
    cr_expect_eq(differ, 0, "%u schemas", differ);
    json_decref(keywords);
}

Test(metaschema, what_it_says_of_two_keywords_and_of_no_object_is_kept_too)
{
    static const char *const texts[] = {
        "{\"exclusiveMaximum\": true, \"maximum\": 3}",
        "{\"exclusiveMaximum\": true, \"minimum\": 3}",
        "{\"exclusiveMinimum\": false, \"minimum\": 3}",
        "{\"exclusiveMinimum\": 2, \"minimum\": 3}",
        "{\"$ref\": \"#/definitions/a\", \"type\": 5, \"definitions\": {\"a\": {}}}",
        "{\"additionalItems\": {\"type\": 5}, \"items\": true}",
        "true",
        "false",
        "null",
        "[]",
        "1",
        "\"a\""};

    for (int i = 0; i < DRAFT_COUNT; i++) {
        struct schema *metaschema = metaschema_compiled(roots[i]);

        for (size_t k = 0; k < sizeof texts / sizeof *texts; k++)
            cr_expect_eq(schema_compare(metaschema, drafts[i], texts[k]), 0);
        schema_free(metaschema);
    }
}

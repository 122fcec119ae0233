/* suites/grader_check.c - the mistakes in grader items that a schema tells badly. */
#include "base/mem.h"
#include "base/nearest.h"
#include "base/shown.h"
#include "schemas/schema.h"
#include "suites/checked.h"
#include "suites/grader_items.h"
#include "suites/suite_loading.h"
#include "values/pointer.h"

#include <stdlib.h>
#include <string.h>

static const size_t pointer_bytes_max = 64 * 1024;
enum { NESTING_MAX = 64 };

const char *const suite_grader_types[] = {"all",
                                          "any",
                                          "bleu",
                                          "chrf",
                                          "contains",
                                          "cost_usd",
                                          "edit_similarity",
                                          "embedding",
                                          "ends_with",
                                          "exact",
                                          "exec",
                                          "finish_reason",
                                          "html",
                                          "json",
                                          "json_schema",
                                          "judge",
                                          "label",
                                          "latency_ms",
                                          "length",
                                          "not",
                                          "numeric",
                                          "output_tokens",
                                          "pii",
                                          "readability",
                                          "refusal",
                                          "regex",
                                          "rouge_1",
                                          "rouge_2",
                                          "rouge_l",
                                          "scripts",
                                          "starts_with",
                                          "token_f1",
                                          "tool_calls",
                                          "xml",
                                          NULL};

static const char *const beside_keys[] = {"name", "required", "weight",
                                          "when", "gate",     NULL};
static const char *const inside_keys[] = {"at",        "trace", "answer",
                                          "reference", "pass",  NULL};

static bool is_one_of(const char *word, const char *const *words)
{
    for (size_t i = 0; words[i]; i++)
        if (!strcmp(words[i], word))
            return true;
    return false;
}

bool grader_type_is_known(const char *name)
{
    return strchr(name, '.') || is_one_of(name, suite_grader_types);
}

struct grader_check {
    const struct suite *suite;
    const struct source *where; /* the pointer below is relative to it */
    struct buf pointer;
    unsigned depth;
    struct error_list *errors;
};

static void check_push(struct grader_check *check, const char *key)
{
    pointer_push(&check->pointer, key, strlen(key));
}

static struct place key_place(struct grader_check *check, const char *key)
{
    struct place place;

    check_push(check, key);
    place = source_key_place(check->where, buf_text(&check->pointer));
    pointer_pop(&check->pointer);
    return place;
}

/* Whether the schema knows `key` as an option of the type. */
static bool type_has_option(const char *type, const char *key)
{
    size_t length = 0;
    const char *text = schema_own("suite", &length);
    json_t *schema = text ? json_loadb(text, length, 0, NULL) : NULL;
    json_t *options = json_object_get(json_object_get(schema, "$defs"), type);
    bool has = json_object_get(json_object_get(options, "properties"), key) != NULL;

    json_decref(schema);
    return has;
}

/* What another tool's word for a key or type is here. */
static const char *rival_grader(const char *word)
{
    static const char *const words[][2] = {{"equals", "exact"},
                                           {"equal", "exact"},
                                           {"exact_match", "exact"},
                                           {"match", "regex"},
                                           {"pattern", "regex"},
                                           {"icontains", "contains"},
                                           {"contains_any", "contains"},
                                           {"contains_all", "contains"},
                                           {"is_json", "json_schema"},
                                           {"schema", "json_schema"},
                                           {"llm_rubric", "judge"},
                                           {"rubric", "judge"},
                                           {"model_graded", "judge"},
                                           {"classification", "label"},
                                           {"number", "numeric"},
                                           {"similar", "embedding"},
                                           {"or", "any"},
                                           {"and", "all"}};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (nearest_distance(words[i][0], word) == 0)
            return words[i][1];
    return NULL;
}

static void unknown_add(struct grader_check *check, const struct place *place,
                        const char *name)
{
    const char *nearest =
        suite_nearest_definition(check->suite, "graders", name, suite_grader_types);
    char *shown = shown_quoted(name, strlen(name), 80);

    error_list_at(check->errors, place, "N0112", "unknown grader %s", shown);
    if (!nearest)
        nearest = rival_grader(name);
    if (nearest)
        error_hint(error_list_last(check->errors), "did you mean \"%s\"?", nearest);
    else
        error_hint(error_list_last(check->errors),
                   "`noworse list graders` shows what there is");
    free(shown);
}

/* A key beside the type that is none of the five. */
static void beside_add(struct grader_check *check, const char *type, const char *key)
{
    struct place place = key_place(check, key);
    const char *nearest = nearest_name(key, beside_keys);
    char *shown;

    if (is_one_of(key, inside_keys) || type_has_option(type, key)) {
        const bool is_list = !strcmp(type, "all") || !strcmp(type, "any");

        error_list_at(check->errors, &place, "N0264",
                      "`%s` stands inside `%s`, with its options; it was found beside it",
                      key, type);
        error_hint(error_list_last(check->errors),
                   "move it one level in: - %s: {%s%s: …}", type,
                   is_list ? "graders: […], " : "", key);
        return;
    }
    shown = shown_quoted(key, strlen(key), 80);
    error_list_at(check->errors, &place, "N0264",
                  "unknown key %s beside `%s`: expected name, required or weight", shown,
                  type);
    if (nearest)
        error_hint(error_list_last(check->errors), "did you mean \"%s\"?", nearest);
    else
        error_hint(error_list_last(check->errors), "leave it out");
    free(shown);
}

/* One of the five keys that count, found among a type's options. */
static void inside_check(struct grader_check *check, const char *type,
                         const json_t *options)
{
    check_push(check, type);
    for (size_t i = 0; beside_keys[i] && !strchr(type, '.'); i++) {
        struct place place;

        if (!json_object_get(options, beside_keys[i]))
            continue;
        if (type_has_option(type, beside_keys[i]))
            continue;
        place = key_place(check, beside_keys[i]);
        error_list_at(check->errors, &place, "N0264",
                      "`%s` stands beside `%s`, not inside it", beside_keys[i], type);
        error_hint(error_list_last(check->errors),
                   "move it one level out: - %s: …  and %s: … in a line of its own below",
                   type, beside_keys[i]);
    }
    pointer_pop(&check->pointer);
}

static int item_check(struct grader_check *check, json_t **item);

static int list_check(struct grader_check *check, json_t *list)
{
    int rc = 0;

    for (size_t i = 0; i < json_array_size(list); i++) {
        json_t *item = json_incref(json_array_get(list, i));
        json_t *before = item;

        pointer_push_index(&check->pointer, i);
        if (item_check(check, &item))
            rc = -1;
        pointer_pop(&check->pointer);
        if (item != before)
            json_array_set(list, i, item);
        json_decref(item);
    }
    return rc;
}

static int map_check(struct grader_check *check, json_t *map)
{
    const char *key;
    void *next;
    json_t *value;
    int rc = 0;

    json_object_foreach_safe(map, next, key, value)
    {
        json_t *item = json_incref(value);

        check_push(check, key);
        if (item_check(check, &item))
            rc = -1;
        pointer_pop(&check->pointer);
        if (item != value)
            json_object_set(map, key, item);
        json_decref(item);
    }
    return rc;
}

/* The graders inside `not`, `all`, `any` and the fields of `json`. */
static int nested_check(struct grader_check *check, json_t *item, const char *type,
                        json_t *options)
{
    bool is_json = !strcmp(type, "json");
    const char *below = is_json ? "fields" : "graders";
    json_t *nested = json_object_get(options, below);
    int rc = 0;

    if (check->depth >= NESTING_MAX)
        return 0;
    check->depth++;
    check_push(check, type);
    if (!strcmp(type, "not")) {
        json_t *one = json_incref(options);

        rc = item_check(check, &one);
        if (one != options)
            json_object_set(item, type, one);
        json_decref(one);
    } else if (is_json || !strcmp(type, "all") || !strcmp(type, "any")) {
        check_push(check, below);
        if (nested)
            rc = is_json ? map_check(check, nested) : list_check(check, nested);
        pointer_pop(&check->pointer);
        if (json_is_array(options) && !is_json)
            rc = list_check(check, options);
    }
    pointer_pop(&check->pointer);
    check->depth--;
    return rc;
}

/* The one key of the map that is a type, NULL where there is none or several. */
static const char *map_type(struct grader_check *check, json_t *item)
{
    const char *type = NULL;
    const char *key;
    json_t *value;

    json_object_foreach(item, key, value)
    {
        struct place place;

        if (!grader_type_is_known(key))
            continue;
        if (!type) {
            type = key;
            continue;
        }
        place = key_place(check, key);
        error_list_at(check->errors, &place, "N0265",
                      "a grader has exactly one type, and `%.60s` and `%.60s` are two",
                      type, key);
        error_hint(error_list_last(check->errors),
                   "write two items, each after a \"- \" of its own");
        return NULL;
    }
    return type;
}

/* A map without a type that is known: its first key that could have been one. */
static void typeless_add(struct grader_check *check, json_t *item)
{
    struct place place = source_place(check->where, buf_text(&check->pointer));
    const char *key;
    json_t *value;

    json_object_foreach(item, key, value)
    {
        if (is_one_of(key, beside_keys) || !strcmp(key, "override"))
            continue;
        place = key_place(check, key);
        unknown_add(check, &place, key);
        if (!strcmp(key, "type") && json_is_string(value) &&
            is_one_of(json_string_value(value), suite_grader_types))
            error_hint(error_list_last(check->errors), "the type is the key: - %s: …",
                       json_string_value(value));
        return;
    }
    error_list_at(check->errors, &place, "N0265",
                  "a grader has exactly one type, and none was found here");
    error_hint(error_list_last(check->errors), "name one: - exact, or - regex: PATTERN");
}

static void map_keys_check(struct grader_check *check, json_t *item, const char *type)
{
    const char *key;
    json_t *value;

    json_object_foreach(item, key, value)
    {
        if (!strcmp(key, type) || is_one_of(key, beside_keys))
            continue;
        if (!strcmp(key, "override") &&
            !strncmp(buf_text(&check->pointer), "/define/", 8))
            continue;
        beside_add(check, type, key);
    }
}

/* Sound, and of the same name; else of one that no other has: its error was told. */
static void item_replace(json_t **item, size_t number)
{
    json_t *name = json_object_get(*item, "name");
    json_t *sound = json_pack("{s:n}", "exact");

    if (json_is_string(name))
        json_object_set(sound, "name", name);
    else
        json_object_set_new(sound, "name", json_sprintf("told-%zu", number));
    json_decref(*item);
    *item = sound;
}

static void text_check(struct grader_check *check, const char *name)
{
    struct source defined = {0};

    if (!grader_type_is_known(name) &&
        !suite_find_definition(check->suite, "graders", name, &defined)) {
        struct place place = source_place(check->where, buf_text(&check->pointer));

        unknown_add(check, &place, name);
    }
    source_release(&defined);
}

static int item_check(struct grader_check *check, json_t **item)
{
    size_t before = check->errors->error_count;
    const char *type = NULL;
    int rc = 0;

    if (json_is_string(*item)) {
        text_check(check, json_string_value(*item));
    } else if (json_is_object(*item)) {
        type = map_type(check, *item);
        if (!type && check->errors->error_count == before)
            typeless_add(check, *item);
    }
    if (type) {
        map_keys_check(check, *item, type);
        inside_check(check, type, json_object_get(*item, type));
    }
    if (check->errors->error_count > before) {
        item_replace(item, check->errors->error_count);
        return -1;
    }
    if (type)
        rc = nested_check(check, *item, type, json_object_get(*item, type));
    return rc;
}

int grader_item_check(const struct suite *suite, json_t **item,
                      const struct source *where, struct error_list *errors)
{
    struct grader_check check = {
        .suite = suite, .where = where, .pointer = BUF_INIT(pointer_bytes_max)};
    int rc;

    check.errors = errors;
    rc = item_check(&check, item);
    buf_release(&check.pointer);
    return rc;
}

int grader_items_check(const struct suite *suite, json_t *list,
                       const struct source *where, struct error_list *errors)
{
    struct grader_check check = {
        .suite = suite, .where = where, .pointer = BUF_INIT(pointer_bytes_max)};
    int rc;

    check.errors = errors;
    rc = list_check(&check, list);
    buf_release(&check.pointer);
    return rc;
}

/* Checks the list under `key` of a map that stands at `pointer` of a tree. */
static void key_check(struct suite_loading *loading, const struct tree *tree, json_t *map,
                      const char *pointer, const char *key)
{
    json_t *list = json_object_get(map, key);
    char *whole = mem_format("%s/%s", pointer, key);
    struct source where = source_in(tree, list, whole);

    if (json_is_array(list))
        grader_items_check(loading->suite, list, &where, loading->errors);
    source_release(&where);
    free(whole);
}

static void cases_check(struct suite_loading *loading, const struct tree *tree,
                        json_t *map, const char *pointer)
{
    json_t *cases = json_object_get(map, "cases");

    for (size_t i = 0; i < json_array_size(cases); i++) {
        char *whole = mem_format("%s/cases/%zu", pointer, i);

        key_check(loading, tree, json_array_get(cases, i), whole, "graders");
        free(whole);
    }
}

static void defined_check(struct suite_loading *loading, const struct tree *tree,
                          json_t *graders)
{
    struct source where = source_in(tree, tree->root, "");
    struct grader_check check = {.suite = loading->suite,
                                 .where = &where,
                                 .pointer = BUF_INIT(pointer_bytes_max),
                                 .errors = loading->errors};
    const char *name;
    json_t *value;

    buf_append_text(&check.pointer, "/define/graders");
    json_object_foreach(graders, name, value)
    {
        struct place place = key_place(&check, name);

        if (!grader_type_is_known(name))
            continue;
        error_list_at(loading->errors, &place, "N0298",
                      "`%.60s` is a type of grader, and no name for one of your own",
                      name);
        error_hint(error_list_last(loading->errors), "call it something else");
    }
    map_check(&check, graders);
    buf_release(&check.pointer);
    source_release(&where);
}

void suite_check_graders(struct suite_loading *loading, struct tree *tree)
{
    json_t *cohorts = json_object_get(tree->root, "cohorts");
    json_t *graders = json_object_get(json_object_get(tree->root, "define"), "graders");
    const char *name;
    json_t *cohort;

    key_check(loading, tree, tree->root, "", "graders");
    cases_check(loading, tree, tree->root, "");
    json_object_foreach(cohorts, name, cohort)
    {
        struct buf pointer = BUF_INIT(pointer_bytes_max);

        buf_append_text(&pointer, "/cohorts");
        pointer_push(&pointer, name, strlen(name));
        key_check(loading, tree, cohort, buf_text(&pointer), "graders");
        cases_check(loading, tree, cohort, buf_text(&pointer));
        buf_release(&pointer);
    }
    if (json_is_object(graders))
        defined_check(loading, tree, graders);
}

/* schemas/shape.c - whether a keyword has a value that it may have. */
#include "schemas/shape.h"

#include "base/mem.h"
#include "base/nearest.h"
#include "schemas/program.h"
#include "values/value_set.h"

#include <stdlib.h>
#include <string.h>

/* Shorter arrays are compared pair by pair. */
enum { DIFFERENT_PAIRS_MAX = 8, DIFFERENT_WORK_MAX = 10 * 1000 * 1000 };

struct check {
    const struct source *source;
    enum draft draft;
    const struct keyword *keyword;
    struct error *err;
};

static int shape_fail(const struct check *check, const struct value *value,
                      const char *expected)
{
    char *shown = value_shown(value);

    source_error(check->source, value, "N0163", check->err,
                 "expected %s under \"%s\", found %s", expected, check->keyword->name,
                 shown);
    free(shown);
    return -1;
}

/* How an older draft wrote it. */
static int form_fail(const struct check *check, const struct value *value,
                     const char *expected)
{
    const char *name = check->keyword->name;
    bool is_word = value->type == VALUE_TRUE || value->type == VALUE_FALSE;

    shape_fail(check, value, expected);
    if (is_word && !strcmp(name, "required"))
        return error_hint(check->err, "the names of required keys are listed beside "
                                      "\"properties\": \"required\": [\"amount\"]");
    if (is_word && !strncmp(name, "exclusive", strlen("exclusive")))
        return error_hint(check->err,
                          "true and false are of draft 4: write \"%s\": 0, the bound",
                          name);
    return -1;
}

static bool is_boolean(enum draft draft, const struct value *value)
{
    (void)draft;
    return value->type == VALUE_TRUE || value->type == VALUE_FALSE;
}

static bool is_string(enum draft draft, const struct value *value)
{
    (void)draft;
    return value->type == VALUE_STRING;
}

static bool is_number(enum draft draft, const struct value *value)
{
    (void)draft;
    return value_is_number(value);
}

static bool is_positive(enum draft draft, const struct value *value)
{
    static const struct value zero = {.type = VALUE_INTEGER, .size = 1, .text = "0"};

    (void)draft;
    return value_is_number(value) && value_compare_numbers(value, &zero) > 0;
}

static bool is_count(enum draft draft, const struct value *value)
{
    return value_types(value) & (draft == DRAFT_4 ? TYPE_PLAIN : TYPE_INTEGER) &&
           value_double(value) >= 0;
}

/* One "#" at the end is an empty fragment. */
static bool is_without_fragment(enum draft draft, const struct value *value)
{
    const char *hash;

    (void)draft;
    if (value->type != VALUE_STRING)
        return false;
    hash = value->size ? memchr(value->text, '#', value->size) : NULL;
    return !hash || hash == value->text + value->size - 1;
}

static bool is_letter(char byte)
{
    return (byte | 0x20) >= 'a' && (byte | 0x20) <= 'z';
}

/* 2019-09, section 8.2.3; 2020-12, section 8.2.2. */
static bool is_anchor(enum draft draft, const struct value *value)
{
    const char *others = draft == DRAFT_2019_09 ? "0123456789-._:" : "0123456789-._";

    if (value->type != VALUE_STRING || value->size == 0)
        return false;
    if (!is_letter(value->text[0]) && (value->text[0] != '_' || draft == DRAFT_2019_09))
        return false;
    for (uint32_t i = 1; i < value->size; i++) {
        char byte = value->text[i];

        if (!is_letter(byte) && (!byte || !strchr(others, byte)))
            return false;
    }
    return true;
}

static bool is_array(enum draft draft, const struct value *value)
{
    (void)draft;
    return value->type == VALUE_ARRAY;
}

static bool is_list(enum draft draft, const struct value *value)
{
    (void)draft;
    return value->type == VALUE_ARRAY && value->size > 0;
}

static bool is_no_empty_list(enum draft draft, const struct value *value)
{
    (void)draft;
    return value->type != VALUE_ARRAY || value->size > 0;
}

static bool is_object(enum draft draft, const struct value *value)
{
    (void)draft;
    return value->type == VALUE_OBJECT;
}

static bool is_object_or_boolean(enum draft draft, const struct value *value)
{
    return value->type == VALUE_OBJECT || is_boolean(draft, value);
}

/* What can be said of the value at one look. */
static const struct form {
    bool (*fits)(enum draft draft, const struct value *value);
    const char *expected;
} forms[] = {
    [SHAPE_BOOLEAN] = {is_boolean, "true or false"},
    [SHAPE_STRING] = {is_string, "a string"},
    [SHAPE_NUMBER] = {is_number, "a number"},
    [SHAPE_POSITIVE] = {is_positive, "a number above 0"},
    [SHAPE_COUNT] = {is_count, "an integer of 0 or more"},
    [SHAPE_URI] = {is_without_fragment, "a string without a fragment"},
    [SHAPE_ANCHOR] = {is_anchor, "a name of letters, digits, \"-\", \"_\" and \".\""},
    [SHAPE_ARRAY] = {is_array, "an array"},
    [SHAPE_CHOICES] = {is_list, "an array with at least one value"},
    [SHAPE_NAMES] = {is_array, "an array of strings"},
    [SHAPE_NAMES_MAP] = {is_object, "an object of arrays of strings"},
    [SHAPE_VOCABULARIES] = {is_object, "an object of true and false"},
    [SHAPE_SCHEMA_OR_BOOLEAN] = {is_object_or_boolean, "a schema or true or false"},
    [SHAPE_SCHEMAS] = {is_list, "an array with at least one schema"},
    [SHAPE_SCHEMA_OR_SCHEMAS] = {is_no_empty_list, "an array with at least one schema"},
    [SHAPE_SCHEMA_MAP] = {is_object, "an object of schemas"},
    [SHAPE_DEPENDENCIES] = {is_object, "an object of schemas and arrays of strings"},
};

static bool are_different_by_pairs(const struct value *array)
{
    const struct value *a = array + 1;

    for (uint32_t i = 0; i < array->size; i++, a = value_next(a)) {
        const struct value *b = value_next(a);

        for (uint32_t k = i + 1; k < array->size; k++, b = value_next(b))
            if (value_equal(a, b))
                return false;
    }
    return true;
}

/* Values that someone made so that telling them apart takes too long pass. */
static bool are_different(const struct value *array)
{
    const struct value *at = array + 1, *found = NULL;
    uint64_t work = DIFFERENT_WORK_MAX;
    struct value_rows rows = {0};
    struct value_set set = {0};
    bool different = true;

    if (array->size <= DIFFERENT_PAIRS_MAX)
        return are_different_by_pairs(array);
    value_set_begin(&set, array->size);
    for (uint32_t i = 0; different && work && i < array->size; i++, at = value_next(at)) {
        found = value_set_add(&set, at, &rows, &work);
        different = !found || found == at;
    }
    value_set_release(&set);
    free(rows.items);
    return different;
}

static int names_check(const struct check *check, const struct value *names)
{
    const struct value *name = names + 1;

    if (names->type != VALUE_ARRAY)
        return shape_fail(check, names, "an array of strings");
    for (uint32_t i = 0; i < names->size; i++, name = value_next(name))
        if (name->type != VALUE_STRING)
            return shape_fail(check, name, "strings");
    if (names->size == 0 && check->draft == DRAFT_4)
        return shape_fail(check, names, "at least one string");
    return are_different(names) ? 0 : shape_fail(check, names, "each string once");
}

static int dependency_check(const struct check *check, const struct value *value)
{
    return value->type == VALUE_ARRAY ? names_check(check, value) : 0;
}

static int vocabulary_check(const struct check *check, const struct value *value)
{
    return is_boolean(check->draft, value) ? 0
                                           : shape_fail(check, value, "true or false");
}

static int type_fail(const struct check *check, const struct value *value)
{
    static const char *const types[] = {"array",  "boolean", "integer", "null",
                                        "number", "object",  "string",  NULL};
    const char *nearest = NULL;
    char *word;

    if (value->type == VALUE_STRING) {
        word = mem_text_n(value->text, value->size);
        nearest = nearest_name(word, types);
        free(word);
    }
    shape_fail(check, value, "the name of a type or an array of them");
    if (nearest)
        return error_hint(check->err, "did you mean \"%s\"?", nearest);
    return error_hint(check->err, "the types are array, boolean, integer, null, number, "
                                  "object and string");
}

static int types_check(const struct check *check, const struct value *value)
{
    const struct value *at = value + 1;

    if (value->type == VALUE_STRING && type_find(check->draft, value))
        return 0;
    if (value->type != VALUE_ARRAY || value->size == 0)
        return type_fail(check, value);
    for (uint32_t i = 0; i < value->size; i++, at = value_next(at))
        if (!type_find(check->draft, at))
            return type_fail(check, at);
    return are_different(value) ? 0 : shape_fail(check, value, "each type once");
}

static int members_check(const struct check *check, const struct value *map,
                         int (*member_check)(const struct check *check,
                                             const struct value *value))
{
    const struct value *key = map + 1;

    for (uint32_t i = 0; i < map->size; i++, key = value_next(key + 1))
        if (member_check(check, key + 1))
            return -1;
    return 0;
}

int shape_check(const struct source *source, enum draft draft,
                const struct keyword *keyword, const struct value *value,
                struct error *err)
{
    struct check check = {source, draft, keyword, err};
    const struct form *form = &forms[keyword->shape];

    if (form->fits && !form->fits(draft, value))
        return form_fail(&check, value, form->expected);
    switch (keyword->shape) {
    case SHAPE_CHOICES:
        return are_different(value) ? 0 : shape_fail(&check, value, "each value once");
    case SHAPE_NAMES:
        return names_check(&check, value);
    case SHAPE_TYPES:
        return types_check(&check, value);
    case SHAPE_NAMES_MAP:
        return members_check(&check, value, names_check);
    case SHAPE_DEPENDENCIES:
        return members_check(&check, value, dependency_check);
    case SHAPE_VOCABULARIES:
        return members_check(&check, value, vocabulary_check);
    default:
        return 0;
    }
}

int shape_check_schema(const struct source *source, enum draft draft,
                       const struct value *schema, struct error *err)
{
    char *shown;

    if (draft == DRAFT_4 ? is_object(draft, schema) : is_object_or_boolean(draft, schema))
        return 0;
    shown = value_shown(schema);
    source_error(source, schema, "N0163", err,
                 "expected a schema (an object%s), found %s",
                 draft == DRAFT_4 ? "" : ", true or false", shown);
    free(shown);
    if (schema->type == VALUE_STRING && type_find(draft, schema))
        return error_hint(err, "write {\"type\": \"%.*s\"}", (int)schema->size,
                          schema->text);
    if (schema->type == VALUE_ARRAY && draft == DRAFT_2020_12)
        return error_hint(err, "a list of schemas stands under \"prefixItems\", "
                               "\"allOf\", \"anyOf\" or \"oneOf\"");
    return -1;
}

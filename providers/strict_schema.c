/* providers/strict_schema.c - what OpenAI's strict mode wants of a response_schema. */
#include "providers/strict_schema.h"

#include "base/mem.h"
#include "base/shown.h"
#include "base/utf8.h"
#include "values/pointer.h"

#include <stdlib.h>
#include <string.h>

enum {
    PROPERTIES_MAX = 5000,
    LEVELS_MAX = 10,
    ENUM_VALUES_MAX = 1000,
    CHARACTERS_MAX = 120000,
    LONG_ENUM_VALUES = 250,
    LONG_ENUM_CHARACTERS_MAX = 15000,
    WALK_DEPTH_MAX = 64, /* of schemas in schemas: far beyond the levels allowed */
    POINTER_BYTES_MAX = 64 * 1024,
    SHOWN_MAX = 80
};

enum rule {
    RULE_REQUIRED,
    RULE_CLOSED,
    RULE_KEYWORD,
    RULE_LEVELS,
    RULE_LONG_ENUM,
    RULE_COUNT
};

struct breach {
    size_t count;
    char *pointer; /* owned; of the first */
    char *detail;  /* owned; a key; or NULL */
};

struct walk {
    struct buf pointer;
    unsigned depth;
    struct breach breaches[RULE_COUNT];
    size_t properties, enum_values, characters;
};

static void breach_add(struct walk *walk, enum rule rule, const char *detail)
{
    struct breach *breach = &walk->breaches[rule];

    if (breach->count++ > 0)
        return;
    breach->pointer = mem_text(buf_text(&walk->pointer));
    breach->detail = mem_text(detail);
}

static bool has_type(const json_t *schema, const char *name)
{
    const json_t *type = json_object_get(schema, "type");

    if (json_is_string(type))
        return !strcmp(json_string_value(type), name);
    for (size_t i = 0; i < json_array_size(type); i++)
        if (json_is_string(json_array_get(type, i)) &&
            !strcmp(json_string_value(json_array_get(type, i)), name))
            return true;
    return false;
}

static bool is_required(const json_t *schema, const char *name)
{
    const json_t *list = json_object_get(schema, "required");

    for (size_t i = 0; i < json_array_size(list); i++)
        if (json_is_string(json_array_get(list, i)) &&
            !strcmp(json_string_value(json_array_get(list, i)), name))
            return true;
    return false;
}

static size_t characters_of(const json_t *json)
{
    return json_is_string(json)
               ? utf8_count(json_string_value(json), json_string_length(json))
               : 0;
}

static void enum_look(struct walk *walk, const json_t *schema)
{
    const json_t *values = json_object_get(schema, "enum");
    size_t characters = 0;

    for (size_t i = 0; i < json_array_size(values); i++)
        characters += characters_of(json_array_get(values, i));
    if (json_array_size(values) > LONG_ENUM_VALUES &&
        characters > LONG_ENUM_CHARACTERS_MAX)
        breach_add(walk, RULE_LONG_ENUM, NULL);
    walk->enum_values += json_array_size(values);
    walk->characters += characters + characters_of(json_object_get(schema, "const"));
}

static void object_look(struct walk *walk, const json_t *schema, unsigned level)
{
    json_t *properties = json_object_get(schema, "properties");
    const char *name;
    json_t *property;

    if (!properties && !has_type(schema, "object"))
        return;
    if (level == LEVELS_MAX + 1)
        breach_add(walk, RULE_LEVELS, NULL);
    if (!json_is_false(json_object_get(schema, "additionalProperties")))
        breach_add(walk, RULE_CLOSED, NULL);
    json_object_foreach(properties, name, property)
    {
        walk->properties++;
        if (!is_required(schema, name))
            breach_add(walk, RULE_REQUIRED, name);
    }
}

static void keywords_look(struct walk *walk, const json_t *schema)
{
    static const char *const refused[] = {"allOf",
                                          "oneOf",
                                          "not",
                                          "dependentRequired",
                                          "dependentSchemas",
                                          "if",
                                          "dependencies",
                                          "then",
                                          "else",
                                          NULL};

    for (size_t i = 0; refused[i]; i++)
        if (json_object_get(schema, refused[i]))
            breach_add(walk, RULE_KEYWORD, refused[i]);
}

static void schema_look(struct walk *walk, const json_t *schema, unsigned level);

/* The schemas under a keyword that is a schema, a list of them, or (is_map) named ones.
 */
static void below_look(struct walk *walk, const json_t *schema, const char *keyword,
                       bool is_map, unsigned level)
{
    json_t *below = json_object_get(schema, keyword);
    const char *name;
    json_t *value;

    pointer_push(&walk->pointer, keyword, strlen(keyword));
    for (size_t i = 0; i < json_array_size(below); i++) {
        pointer_push_index(&walk->pointer, i);
        schema_look(walk, json_array_get(below, i), level);
        pointer_pop(&walk->pointer);
    }
    if (is_map) {
        json_object_foreach(below, name, value)
        {
            walk->characters += utf8_count(name, strlen(name));
            pointer_push(&walk->pointer, name, strlen(name));
            schema_look(walk, value, level);
            pointer_pop(&walk->pointer);
        }
    } else if (json_is_object(below)) {
        schema_look(walk, below, level);
    }
    pointer_pop(&walk->pointer);
}

static void schema_look(struct walk *walk, const json_t *schema, unsigned level)
{
    static const char *const lists[] = {"items", "prefixItems", "anyOf",
                                        "allOf", "oneOf",       NULL};

    if (!json_is_object(schema) || walk->depth == WALK_DEPTH_MAX)
        return;
    walk->depth++;
    object_look(walk, schema, level);
    enum_look(walk, schema);
    keywords_look(walk, schema);
    below_look(walk, schema, "properties", true, level + 1);
    for (size_t i = 0; lists[i]; i++)
        below_look(walk, schema, lists[i], false, level);
    below_look(walk, schema, "$defs", true, 1);
    below_look(walk, schema, "definitions", true, 1);
    walk->depth--;
}

struct told {
    const struct source *source;
    const char *pointer; /* of the schema in the source */
    struct error_list *errors;
};

__attribute__((format(printf, 5, 6))) static void warn(const struct told *told,
                                                       const char *pointer,
                                                       const char *code, const char *hint,
                                                       const char *fmt, ...)
{
    char *whole = mem_format("%s%s", told->pointer, pointer);
    struct place place = source_place(told->source, whole);
    char message[sizeof((struct error *)NULL)->message];
    struct error err;
    va_list args;

    va_start(args, fmt);
    vsnprintf(message, sizeof message, fmt, args);
    va_end(args);
    error_at(&err, &place, code, "OpenAI's strict mode refuses this schema: %s", message);
    error_hint(&err, "%s", hint);
    error_list_warn(told->errors, &err);
    free(whole);
}

static void breach_warn(const struct told *told, const struct breach *breach,
                        const char *code, const char *hint, const char *what)
{
    char *detail, *pointer;
    char more[48] = "";

    if (breach->count == 0)
        return;
    detail = breach->detail
                 ? shown_quoted(breach->detail, strlen(breach->detail), SHOWN_MAX)
                 : mem_text("");
    pointer = breach->pointer[0]
                  ? shown_quoted(breach->pointer, strlen(breach->pointer), SHOWN_MAX)
                  : mem_text("the root");
    if (breach->count > 1)
        snprintf(more, sizeof more, " (the first of %zu)", breach->count);
    warn(told, breach->pointer, code, hint, "%s%s%s at %s%s", detail, *detail ? " " : "",
         what, pointer, more);
    free(detail);
    free(pointer);
}

static void root_check(const struct told *told, const json_t *schema)
{
    static const char hint[] = "put what it is now under a property of an object";

    if (json_object_get(schema, "anyOf"))
        warn(told, "/anyOf", "N0530", hint, "anyOf at the root");
    else if (!json_is_object(schema) || !has_type(schema, "object"))
        warn(told, "", "N0530", hint, "the root is not `type: object`");
}

static void totals_check(const struct told *told, const struct walk *walk)
{
    static const char hint[] = "make the schema smaller, or split the task";

    if (walk->properties > PROPERTIES_MAX)
        warn(told, "", "N0534", hint, "it has %zu properties, at most %d are allowed",
             walk->properties, PROPERTIES_MAX);
    if (walk->enum_values > ENUM_VALUES_MAX)
        warn(told, "", "N0534", hint, "it has %zu enum values, at most %d are allowed",
             walk->enum_values, ENUM_VALUES_MAX);
    if (walk->characters > CHARACTERS_MAX)
        warn(told, "", "N0534", hint,
             "names and values have %zu characters, at most %d are allowed",
             walk->characters, CHARACTERS_MAX);
}

void strict_schema_check(const json_t *schema, const struct source *source,
                         const char *pointer, struct error_list *errors)
{
    const struct told told = {source, pointer, errors};
    struct walk walk = {.pointer = BUF_INIT(POINTER_BYTES_MAX)};
    const struct breach *breaches = walk.breaches;

    schema_look(&walk, schema, 1);
    root_check(&told, schema);
    breach_warn(&told, &breaches[RULE_REQUIRED], "N0531",
                "list every property in `required`; what may be absent is of the type "
                "[…, \"null\"]",
                "is not required");
    breach_warn(&told, &breaches[RULE_CLOSED], "N0532",
                "add additionalProperties: false to every object",
                "no additionalProperties: false");
    breach_warn(&told, &breaches[RULE_KEYWORD], "N0533",
                "write it without, with anyOf where there is a choice", "stands");
    breach_warn(&told, &breaches[RULE_LEVELS], "N0534", "make the answer flatter",
                "more than 10 levels of objects");
    breach_warn(&told, &breaches[RULE_LONG_ENUM], "N0534",
                "shorten the values, or check them with another grader",
                "more than 250 enum values with more than 15,000 characters");
    totals_check(&told, &walk);
    for (size_t i = 0; i < RULE_COUNT; i++) {
        free(walk.breaches[i].pointer);
        free(walk.breaches[i].detail);
    }
    buf_release(&walk.pointer);
}

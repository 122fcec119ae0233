/* schemas/keywords.c - every keyword of JSON Schema 2020-12: what it holds, what compiles
 * it. */
#include "schemas/keywords.h"

#include "schemas/compile.h"

#include <stdlib.h>
#include <string.h>

#define CORE VOCABULARY_CORE
#define APPLY VOCABULARY_APPLICATOR
#define VALID VOCABULARY_VALIDATION
#define UNEVALUATED VOCABULARY_UNEVALUATED

/* Sorted by bytes. */
static const struct keyword keywords[] = {
    {"$defs", HOLDS_MAP, CORE, 0, NULL},
    {"$dynamicRef", HOLDS_NONE, CORE, 73, compile_dynamic_ref},
    {"$recursiveRef", HOLDS_REFUSED, CORE, 0, NULL},
    {"$ref", HOLDS_NONE, CORE, 72, compile_ref},
    {"additionalProperties", HOLDS_SCHEMA, APPLY, 50, compile_object},
    {"allOf", HOLDS_LIST, APPLY, 70, compile_all_of},
    {"anyOf", HOLDS_LIST, APPLY, 74, compile_any_of},
    {"const", HOLDS_NONE, VALID, 10, compile_const},
    {"contains", HOLDS_SCHEMA, APPLY, 61, compile_contains},
    {"definitions", HOLDS_MAP, CORE, 0, NULL},
    {"dependencies", HOLDS_MIXED, APPLY, 56, compile_dependencies},
    {"dependentRequired", HOLDS_NONE, VALID, 55, compile_dependent_required},
    {"dependentSchemas", HOLDS_MAP, APPLY, 57, compile_dependent_schemas},
    {"else", HOLDS_SCHEMA, APPLY, 0, NULL},
    {"enum", HOLDS_NONE, VALID, 11, compile_enum},
    {"exclusiveMaximum", HOLDS_NONE, VALID, 23, compile_exclusive_maximum},
    {"exclusiveMinimum", HOLDS_NONE, VALID, 22, compile_exclusive_minimum},
    {"format", HOLDS_NONE, VOCABULARY_FORMAT, 41, compile_format},
    {"if", HOLDS_SCHEMA, APPLY, 76, compile_if},
    {"items", HOLDS_SCHEMA, APPLY, 60, compile_items},
    {"maxContains", HOLDS_NONE, VALID, 0, NULL},
    {"maxItems", HOLDS_NONE, VALID, 33, compile_max_items},
    {"maxLength", HOLDS_NONE, VALID, 31, compile_max_length},
    {"maxProperties", HOLDS_NONE, VALID, 35, compile_max_properties},
    {"maximum", HOLDS_NONE, VALID, 21, compile_maximum},
    {"minContains", HOLDS_NONE, VALID, 0, NULL},
    {"minItems", HOLDS_NONE, VALID, 32, compile_min_items},
    {"minLength", HOLDS_NONE, VALID, 30, compile_min_length},
    {"minProperties", HOLDS_NONE, VALID, 34, compile_min_properties},
    {"minimum", HOLDS_NONE, VALID, 20, compile_minimum},
    {"multipleOf", HOLDS_NONE, VALID, 24, compile_multiple_of},
    {"not", HOLDS_SCHEMA, APPLY, 71, compile_not},
    {"oneOf", HOLDS_LIST, APPLY, 75, compile_one_of},
    {"pattern", HOLDS_NONE, VALID, 40, compile_pattern},
    {"patternProperties", HOLDS_MAP, APPLY, 50, compile_object},
    {"prefixItems", HOLDS_LIST, APPLY, 60, compile_items},
    {"properties", HOLDS_MAP, APPLY, 50, compile_object},
    {"propertyNames", HOLDS_SCHEMA, APPLY, 54, compile_property_names},
    {"required", HOLDS_NONE, VALID, 50, compile_object},
    {"then", HOLDS_SCHEMA, APPLY, 0, NULL},
    {"type", HOLDS_NONE, VALID, 1, compile_type},
    {"unevaluatedItems", HOLDS_SCHEMA, UNEVALUATED, 90, compile_unevaluated_items},
    {"unevaluatedProperties", HOLDS_SCHEMA, UNEVALUATED, 91,
     compile_unevaluated_properties},
    {"uniqueItems", HOLDS_NONE, VALID, 62, compile_unique_items},
};

struct name {
    const char *text;
    size_t length;
};

static int by_name(const void *key, const void *row)
{
    const struct name *name = key;
    const char *other = ((const struct keyword *)row)->name;
    size_t length = strlen(other);
    int order = memcmp(name->text, other, name->length < length ? name->length : length);

    return order ? order : (name->length > length) - (name->length < length);
}

const struct keyword *keyword_find(const char *name, size_t length)
{
    struct name key = {name, length};

    if (length == 0)
        return NULL;
    return bsearch(&key, keywords, sizeof keywords / sizeof *keywords, sizeof *keywords,
                   by_name);
}

unsigned vocabulary_find(const struct value *uri)
{
    static const struct {
        const char *name;
        unsigned bit;
    } names[] = {{"core", VOCABULARY_CORE},
                 {"applicator", VOCABULARY_APPLICATOR},
                 {"unevaluated", VOCABULARY_UNEVALUATED},
                 {"validation", VOCABULARY_VALIDATION},
                 {"meta-data", VOCABULARY_META},
                 {"format-annotation", VOCABULARY_FORMAT},
                 {"format-assertion", VOCABULARY_FORMAT | VOCABULARY_FORMAT_ASSERTION},
                 {"content", VOCABULARY_CONTENT}};
    static const char front[] = "https://json-schema.org/draft/2020-12/vocab/";
    size_t skip = sizeof front - 1;

    if (uri->size <= skip || memcmp(uri->text, front, skip) != 0)
        return 0;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (uri->size - skip == strlen(names[i].name) &&
            !memcmp(uri->text + skip, names[i].name, uri->size - skip))
            return names[i].bit;
    return 0;
}

/* schemas/keywords.c - every keyword of JSON Schema, draft 4 to 2020-12: what it may
 * hold, what compiles it. */
#include "schemas/keywords.h"

#include "base/nearest.h"
#include "schemas/compile.h"

#include <stdlib.h>
#include <string.h>

#define CORE VOCABULARY_CORE
#define APPLY VOCABULARY_APPLICATOR
#define VALID VOCABULARY_VALIDATION
#define META VOCABULARY_META

#define ONLY_4 DRAFT_4
#define ONLY_2019 DRAFT_2019_09
#define ONLY_2020 DRAFT_2020_12
#define FROM_2019 (ONLY_2019 | ONLY_2020)
#define FROM_7 (DRAFT_7 | FROM_2019)
#define FROM_6 (DRAFT_6 | FROM_7)
#define ALL (DRAFT_4 | FROM_6)
#define UP_TO_2019 (ALL & ~ONLY_2020)
#define DRAFTS_6_7 (DRAFT_6 | DRAFT_7)
#define UP_TO_7 (DRAFT_4 | DRAFTS_6_7)

/* Sorted by bytes; rows of one name side by side. */
static const struct keyword keywords[] = {
    {"$anchor", FROM_2019, SHAPE_ANCHOR, CORE, 0, NULL},
    {"$comment", FROM_7, SHAPE_STRING, CORE, 0, NULL},
    {"$defs", FROM_2019, SHAPE_SCHEMA_MAP, CORE, 0, NULL},
    {"$dynamicAnchor", ONLY_2020, SHAPE_ANCHOR, CORE, 0, NULL},
    {"$dynamicRef", ONLY_2020, SHAPE_STRING, CORE, 73, compile_dynamic_ref},
    {"$id", DRAFTS_6_7, SHAPE_STRING, CORE, 0, NULL},
    {"$id", FROM_2019, SHAPE_URI, CORE, 0, NULL},
    {"$recursiveAnchor", ONLY_2019, SHAPE_BOOLEAN, CORE, 0, NULL},
    {"$recursiveAnchor", ONLY_2020, SHAPE_ANCHOR, CORE, 0, NULL},
    {"$recursiveRef", ONLY_2019, SHAPE_STRING, CORE, 73, compile_recursive_ref},
    {"$recursiveRef", ONLY_2020, SHAPE_STRING, CORE, 0, NULL},
    {"$ref", ALL, SHAPE_STRING, CORE, 72, compile_ref},
    {"$schema", ALL, SHAPE_STRING, CORE, 0, NULL},
    {"$vocabulary", FROM_2019, SHAPE_VOCABULARIES, CORE, 0, NULL},
    {"additionalItems", ONLY_4, SHAPE_SCHEMA_OR_BOOLEAN, APPLY, 0, NULL},
    {"additionalItems", DRAFTS_6_7 | ONLY_2019, SHAPE_SCHEMA, APPLY, 0, NULL},
    {"additionalProperties", ONLY_4, SHAPE_SCHEMA_OR_BOOLEAN, APPLY, 50, compile_object},
    {"additionalProperties", FROM_6, SHAPE_SCHEMA, APPLY, 50, compile_object},
    {"allOf", ALL, SHAPE_SCHEMAS, APPLY, 70, compile_all_of},
    {"anyOf", ALL, SHAPE_SCHEMAS, APPLY, 74, compile_any_of},
    {"const", FROM_6, SHAPE_ANY, VALID, 10, compile_const},
    {"contains", FROM_6, SHAPE_SCHEMA, APPLY, 61, compile_contains},
    {"contentEncoding", FROM_7, SHAPE_STRING, VOCABULARY_CONTENT, 0, NULL},
    {"contentMediaType", FROM_7, SHAPE_STRING, VOCABULARY_CONTENT, 0, NULL},
    {"contentSchema", FROM_2019, SHAPE_SCHEMA, VOCABULARY_CONTENT, 0, NULL},
    {"default", ALL, SHAPE_ANY, META, 0, NULL},
    {"definitions", ALL, SHAPE_SCHEMA_MAP, CORE, 0, NULL},
    {"dependencies", ALL, SHAPE_DEPENDENCIES, APPLY, 56, compile_dependencies},
    {"dependentRequired", FROM_2019, SHAPE_NAMES_MAP, VALID, 55,
     compile_dependent_required},
    {"dependentSchemas", FROM_2019, SHAPE_SCHEMA_MAP, APPLY, 57,
     compile_dependent_schemas},
    {"deprecated", FROM_2019, SHAPE_BOOLEAN, META, 0, NULL},
    {"description", ALL, SHAPE_STRING, META, 0, NULL},
    {"else", FROM_7, SHAPE_SCHEMA, APPLY, 0, NULL},
    {"enum", UP_TO_7, SHAPE_CHOICES, VALID, 11, compile_enum},
    {"enum", FROM_2019, SHAPE_ARRAY, VALID, 11, compile_enum},
    {"examples", FROM_6, SHAPE_ARRAY, META, 0, NULL},
    {"exclusiveMaximum", ONLY_4, SHAPE_BOOLEAN, VALID, 0, NULL},
    {"exclusiveMaximum", FROM_6, SHAPE_NUMBER, VALID, 23, compile_exclusive_maximum},
    {"exclusiveMinimum", ONLY_4, SHAPE_BOOLEAN, VALID, 0, NULL},
    {"exclusiveMinimum", FROM_6, SHAPE_NUMBER, VALID, 22, compile_exclusive_minimum},
    {"format", ALL, SHAPE_STRING, VOCABULARY_FORMAT, 41, compile_format},
    {"id", ONLY_4, SHAPE_STRING, CORE, 0, NULL},
    {"if", FROM_7, SHAPE_SCHEMA, APPLY, 76, compile_if},
    {"items", UP_TO_2019, SHAPE_SCHEMA_OR_SCHEMAS, APPLY, 60, compile_items},
    {"items", ONLY_2020, SHAPE_SCHEMA, APPLY, 60, compile_items},
    {"maxContains", FROM_2019, SHAPE_COUNT, VALID, 0, NULL},
    {"maxItems", ALL, SHAPE_COUNT, VALID, 33, compile_max_items},
    {"maxLength", ALL, SHAPE_COUNT, VALID, 31, compile_max_length},
    {"maxProperties", ALL, SHAPE_COUNT, VALID, 35, compile_max_properties},
    {"maximum", ALL, SHAPE_NUMBER, VALID, 21, compile_maximum},
    {"minContains", FROM_2019, SHAPE_COUNT, VALID, 0, NULL},
    {"minItems", ALL, SHAPE_COUNT, VALID, 32, compile_min_items},
    {"minLength", ALL, SHAPE_COUNT, VALID, 30, compile_min_length},
    {"minProperties", ALL, SHAPE_COUNT, VALID, 34, compile_min_properties},
    {"minimum", ALL, SHAPE_NUMBER, VALID, 20, compile_minimum},
    {"multipleOf", ALL, SHAPE_POSITIVE, VALID, 24, compile_multiple_of},
    {"not", ALL, SHAPE_SCHEMA, APPLY, 71, compile_not},
    {"oneOf", ALL, SHAPE_SCHEMAS, APPLY, 75, compile_one_of},
    {"pattern", ALL, SHAPE_STRING, VALID, 40, compile_pattern},
    {"patternProperties", ALL, SHAPE_SCHEMA_MAP, APPLY, 50, compile_object},
    {"prefixItems", ONLY_2020, SHAPE_SCHEMAS, APPLY, 60, compile_items},
    {"properties", ALL, SHAPE_SCHEMA_MAP, APPLY, 50, compile_object},
    {"propertyNames", FROM_6, SHAPE_SCHEMA, APPLY, 54, compile_property_names},
    {"readOnly", FROM_7, SHAPE_BOOLEAN, META, 0, NULL},
    {"required", ALL, SHAPE_NAMES, VALID, 50, compile_object},
    {"then", FROM_7, SHAPE_SCHEMA, APPLY, 0, NULL},
    {"title", ALL, SHAPE_STRING, META, 0, NULL},
    {"type", ALL, SHAPE_TYPES, VALID, 1, compile_type},
    {"unevaluatedItems", ONLY_2019, SHAPE_SCHEMA, APPLY, 90, compile_unevaluated_items},
    {"unevaluatedItems", ONLY_2020, SHAPE_SCHEMA, VOCABULARY_UNEVALUATED, 90,
     compile_unevaluated_items},
    {"unevaluatedProperties", ONLY_2019, SHAPE_SCHEMA, APPLY, 91,
     compile_unevaluated_properties},
    {"unevaluatedProperties", ONLY_2020, SHAPE_SCHEMA, VOCABULARY_UNEVALUATED, 91,
     compile_unevaluated_properties},
    {"uniqueItems", ALL, SHAPE_BOOLEAN, VALID, 62, compile_unique_items},
    {"writeOnly", FROM_7, SHAPE_BOOLEAN, META, 0, NULL},
};

enum { KEYWORD_COUNT = sizeof keywords / sizeof *keywords };

struct text {
    const char *bytes;
    size_t length;
};

static int by_name(const void *key, const void *row)
{
    const struct text *name = key;
    const char *other = ((const struct keyword *)row)->name;
    size_t length;
    int order = (uint8_t)name->bytes[0] - (uint8_t)other[0];

    if (order) /* most often */
        return order;
    length = strlen(other);
    order = memcmp(name->bytes, other, name->length < length ? name->length : length);

    return order ? order : (name->length > length) - (name->length < length);
}

const struct keyword *keyword_find(unsigned drafts, const char *name, size_t length)
{
    struct text key = {name, length};
    const struct keyword *row;

    if (length == 0)
        return NULL;
    row = bsearch(&key, keywords, KEYWORD_COUNT, sizeof *keywords, by_name);
    if (!row || row->drafts & drafts)
        return row;
    while (row > keywords && by_name(&key, row - 1) == 0)
        row--;
    for (; row < keywords + KEYWORD_COUNT && by_name(&key, row) == 0; row++)
        if (row->drafts & drafts)
            return row;
    return NULL;
}

const char *keyword_nearest(enum draft draft, const char *word)
{
    enum { LENGTH_MIN = 5, LENGTH_FOR_TWO_SLIPS = 8 };
    const char *names[KEYWORD_COUNT + 1], *nearest;
    const size_t length = strlen(word);
    size_t count = 0;

    for (size_t i = 0; i < KEYWORD_COUNT; i++)
        if (keywords[i].drafts & draft &&
            keywords[i].vocabulary & VOCABULARIES_THAT_CHECK)
            names[count++] = keywords[i].name;
    names[count] = NULL;
    nearest = length < LENGTH_MIN ? NULL : nearest_name(word, names);
    if (nearest && length < LENGTH_FOR_TWO_SLIPS && nearest_distance(nearest, word) > 1)
        return NULL;
    return nearest;
}

unsigned type_find(enum draft draft, const struct value *name)
{
    static const struct {
        const char *name;
        unsigned bits;
    } types[] = {{"null", TYPE_NULL},     {"boolean", TYPE_BOOLEAN},
                 {"number", TYPE_NUMBER}, {"integer", TYPE_INTEGER},
                 {"string", TYPE_STRING}, {"array", TYPE_ARRAY},
                 {"object", TYPE_OBJECT}};

    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (!value_is_text(name, types[i].name))
            continue;
        if (draft == DRAFT_4 && types[i].bits == TYPE_INTEGER)
            return TYPE_PLAIN;
        return types[i].bits;
    }
    return 0;
}

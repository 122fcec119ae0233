/* schemas/program.h - what a schema is compiled to.
 *
 * Each subschema is a label: a run of ops that ends with OP_END. An op that needs other
 * subschemas names their labels; lists of labels lie in one pool. Constants are the
 * values in the schema's own documents, which the program keeps.
 */
#ifndef NOWORSE_SCHEMAS_PROGRAM_H
#define NOWORSE_SCHEMAS_PROGRAM_H

#include "schemas/registry.h"
#include "schemas/schema.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

/* What a value is, as bits: integers have two. */
enum type_bits {
    TYPE_NULL = 1,
    TYPE_BOOLEAN = 2,
    TYPE_NUMBER = 4,
    TYPE_INTEGER = 8,
    TYPE_STRING = 16,
    TYPE_ARRAY = 32,
    TYPE_OBJECT = 64,
    TYPE_ANY = 127
};

enum op_code {
    OP_END,
    OP_FALSE,
    OP_TYPE, /* a: type bits */
    OP_CONST,
    OP_ENUM, /* a: key table of the strings among them; b: has others too */
    OP_MINIMUM,
    OP_MAXIMUM,
    OP_EXCLUSIVE_MINIMUM,
    OP_EXCLUSIVE_MAXIMUM,
    OP_MULTIPLE_OF,
    OP_MIN_LENGTH, /* a: the count, here and below */
    OP_MAX_LENGTH,
    OP_MIN_ITEMS,
    OP_MAX_ITEMS,
    OP_MIN_PROPERTIES,
    OP_MAX_PROPERTIES,
    OP_PATTERN,            /* a: pattern */
    OP_FORMAT,             /* a: index of the format */
    OP_OBJECT,             /* a: object plan */
    OP_PROPERTY_NAMES,     /* a: label */
    OP_DEPENDENT_REQUIRED, /* its value: key -> names, subschemas among them are not for
                              it */
    OP_DEPENDENT_SCHEMAS,  /* a: pool, b: count; label or LABEL_NONE for each member */
    OP_ARRAY,              /* a: pool, b: count of prefixItems; c: label of items */
    OP_CONTAINS,           /* a: label, b: at least, c: at most */
    OP_UNIQUE_ITEMS,
    OP_ALL_OF, /* a: pool, b: count */
    OP_ANY_OF,
    OP_ONE_OF,
    OP_NOT,         /* a: label */
    OP_IF,          /* a: if, b: then, c: else */
    OP_REF,         /* a: label */
    OP_DYNAMIC_REF, /* a: pool, b: count of pairs (resource, label); c: label otherwise */
    OP_UNEVALUATED_ITEMS, /* a: label */
    OP_UNEVALUATED_PROPERTIES,
    OP_COUNT
};

struct op {
    uint16_t code;
    uint32_t a, b, c;
    const struct value *at; /* the keyword's value in the schema */
};

#define LABEL_NONE UINT32_MAX /* ISO C has no enumerator so large */

struct label {
    uint32_t start; /* first op */
    uint32_t fast;  /* first op that is left once `types` was checked */
    uint8_t types;  /* the value must have one of these bits */
    bool simple;    /* there is nothing to check but that */
    bool tracks;    /* has an unevaluated* op */
    uint32_t resource;
    const struct value *schema;
    struct source *source;
};

/* Strings found by their bytes; slots hold 1 + the index of a key, probed in order. */
struct key_table {
    const struct value **keys;
    size_t count, capacity;
    uint32_t *slots;
    uint32_t mask;
};

struct object_entry {
    uint32_t label; /* LABEL_NONE: only required */
    bool required;
};

struct object_plan {
    struct key_table keys; /* properties in schema order, then those only required */
    struct object_entry *entries;
    uint32_t *patterns; /* pairs: pattern, label */
    size_t pattern_count;
    uint32_t required;   /* how many */
    uint32_t additional; /* label, or LABEL_NONE */
    const struct value *additional_at, *required_at, *properties_at, *patterns_at;
};

struct pattern {
    const struct value *source;
    pcre2_code *code;
};

struct schema {
    struct registry registry;
    struct op *ops;
    size_t op_count, op_capacity;
    struct label *labels;
    size_t label_count, label_capacity;
    uint32_t *pool;
    size_t pool_count, pool_capacity;
    struct object_plan *plans;
    size_t plan_count, plan_capacity;
    struct key_table *tables;
    size_t table_count, table_capacity;
    struct pattern *patterns;
    size_t pattern_count, pattern_capacity;
    struct error_list warnings;
    uint32_t entry;
    bool dynamic; /* has $dynamicRef */
};

/* The index of the key, which is added where it is new. */
uint32_t key_table_add(struct key_table *table, const struct value *key);
/* The index, or LABEL_NONE. */
uint32_t key_table_find(const struct key_table *table, const struct value *key);
void key_table_release(struct key_table *table);

unsigned value_types(const struct value *value);

const char *op_keyword(const struct op *op);

#endif

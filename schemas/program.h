/* schemas/program.h - what a schema is compiled to.
 *
 * Each subschema is a label: a run of ops that ends with OP_END. An op that needs other
 * subschemas names their labels; lists of labels lie in one pool. Constants are the
 * values in the schema's own documents, which the program keeps.
 */
#ifndef NOWORSE_SCHEMAS_PROGRAM_H
#define NOWORSE_SCHEMAS_PROGRAM_H

#include "patterns/pattern.h"
#include "schemas/registry.h"
#include "schemas/schema.h"
#include "values/member_order.h"
#include "values/value_set.h"

/* What a value is, as bits: each value has one, the name of a type may stand for several,
 * so that sets of types can be joined and intersected. */
enum type_bits {
    TYPE_NULL = 1,
    TYPE_BOOLEAN = 2,
    TYPE_FRACTION = 4, /* a number that is no integer */
    TYPE_PLAIN = 8,    /* an integer written as one: draft 4 knows no other */
    TYPE_STRING = 16,
    TYPE_ARRAY = 32,
    TYPE_OBJECT = 64,
    TYPE_WHOLE = 128, /* an integer written with a fraction or an exponent: 1.0 */
    TYPE_INTEGER = TYPE_PLAIN | TYPE_WHOLE,
    TYPE_NUMBER = TYPE_INTEGER | TYPE_FRACTION,
    TYPE_ANY = 255
};

enum op_code {
    OP_END,
    OP_FALSE,
    OP_TYPE,  /* a: type bits */
    OP_CONST, /* a: work of comparing with it */
    OP_ENUM,  /* a: key table of the strings among them; b: has others too; c: 1 + their
                 set where they are many */
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
    OP_PATTERN,            /* a: pattern use */
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
    OP_ANY_OF, /* c: 1 + union plan, or 0 */
    OP_ONE_OF,
    OP_NOT,         /* a: label */
    OP_IF,          /* a: if, b: then, c: else */
    OP_REF,         /* a: label */
    OP_DYNAMIC_REF, /* $recursiveRef too. a: pool, b: count of pairs (resource, label), by
                       resource; c: label otherwise */
    OP_UNEVALUATED_ITEMS, /* a: label */
    OP_UNEVALUATED_PROPERTIES,
    /* In the fast ops alone: */
    OP_LENGTH, /* a: at least, b: at most */
    OP_TEXTS,  /* a: key table; the value is a string */
    OP_UNION,  /* a: union plan */
    OP_COUNT
};

struct op;

/* What one op says of a value; see evaluate.h. */
typedef bool op_run(struct schema_scratch *scratch, const struct op *op,
                    const struct value *value, uint32_t marks);

struct op {
    op_run *run;
    const struct value *at; /* the keyword's value in the schema */
    uint32_t a, b, c;
    uint16_t code;
    bool marks; /* OP_CONTAINS: what fits counts as evaluated */
};

#define LABEL_NONE UINT32_MAX /* ISO C has no enumerator so large */

enum label_kind {
    LABEL_SIMPLE, /* there is nothing to check but `types` */
    LABEL_LEAF,   /* one op, which leads to no other label */
    LABEL_BLOCK,
    LABEL_SCOPED /* tracks, or its resource counts for $dynamicRef */
};

/* Each schema has its ops twice: as they are written, for telling what is wrong; and the
 * fast ones, fused and fewer, that say yes or no once `types` was checked. */
struct label {
    const struct op *fast; /* first fast op */
    uint32_t start;        /* first op */
    uint8_t types;         /* the value must have one of these bits */
    uint8_t kind;          /* enum label_kind */
    bool lone;             /* has one fast op */
    bool tracks;           /* has an unevaluated* op */
    uint32_t resource;
    const struct value *schema;
    struct source *source;
};

/* Strings found by their bytes; slots are probed in order. */
struct key_table {
    const struct value **keys;
    size_t count, capacity;
    struct key_slot {
        uint32_t hash;
        uint32_t place; /* 1 + the index of the key; 0: empty */
    } * slots;
    uint32_t mask;
    bool crowded; /* keys made to collide: no schema with such a table is compiled */
};

struct object_entry {
    const char *text; /* the key, as in the table: a copy that lies side by side */
    uint32_t size, hash;
    uint32_t label; /* LABEL_NONE: only required */
    bool required;
};

struct object_plan {
    struct key_table keys; /* properties in schema order, then those only required */
    struct object_entry *entries;
    uint32_t *patterns; /* pairs: pattern use, label */
    size_t pattern_count;
    uint32_t required;   /* how many */
    uint32_t additional; /* label, or LABEL_NONE */
    const struct value *additional_at, *required_at, *properties_at, *patterns_at;
};

/* anyOf or oneOf whose branches that admit objects all require one property, each with
 * texts of its own: at most one of them can match. */
struct union_plan {
    const struct value *key; /* the property */
    struct key_table texts;
    uint32_t *labels; /* one a text */
    uint32_t pool, count;
    enum op_code code; /* of the keyword */
};

/* A pattern where it stands; those of one text share what it is compiled to. */
struct pattern_use {
    const struct value *source;
    const struct pattern *pattern; /* borrowed from schema->patterns */
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
    struct value_set *sets;
    size_t set_count, set_capacity;
    struct union_plan *unions;
    size_t union_count, union_capacity;
    struct pattern_use *pattern_uses;
    size_t pattern_use_count, pattern_use_capacity;
    struct pattern **patterns; /* as their texts in pattern_texts */
    size_t pattern_count, pattern_capacity;
    struct key_table pattern_texts;
    struct error_list warnings;
    uint32_t entry;
    bool dynamic; /* has $dynamicRef */
    bool borrows; /* all that it points to is another's */
};

/* The index of the key, which is added where it is new. */
uint32_t key_table_add(struct key_table *table, const struct value *key);

/* The index, or LABEL_NONE. */
static inline uint32_t key_table_find(const struct key_table *table,
                                      const struct value *key)
{
    uint32_t at = key->as.string.hash & table->mask;

    if (table->count == 0)
        return LABEL_NONE;
    for (; table->slots[at].place; at = (at + 1) & table->mask)
        if (table->slots[at].hash == key->as.string.hash &&
            member_keys_equal(table->keys[table->slots[at].place - 1], key))
            return table->slots[at].place - 1;
    return LABEL_NONE;
}
void key_table_release(struct key_table *table);

/* TYPE_PLAIN or TYPE_WHOLE for an integer that is not a VALUE_INTEGER. */
unsigned value_integer_type(const struct value *value);

static inline unsigned value_types(const struct value *value)
{
    static const uint8_t bits[] = {
        [VALUE_NULL] = TYPE_NULL,       [VALUE_FALSE] = TYPE_BOOLEAN,
        [VALUE_TRUE] = TYPE_BOOLEAN,    [VALUE_INTEGER] = TYPE_PLAIN,
        [VALUE_DOUBLE] = TYPE_FRACTION, [VALUE_BIG] = TYPE_FRACTION,
        [VALUE_STRING] = TYPE_STRING,   [VALUE_ARRAY] = TYPE_ARRAY,
        [VALUE_OBJECT] = TYPE_OBJECT};
    unsigned type = bits[value->type];

    if (type == TYPE_FRACTION && value->flags & VALUE_INTEGRAL)
        return value_integer_type(value);
    return type;
}

/* For qsort() and bsearch(): by a uint32_t that comes first. */
int word_compare(const void *a, const void *b);

/* As the schema has it: "dependencies", "$recursiveRef". An array's is that of the items
 * behind the prefix where there is one. "" for a schema as a whole. */
const char *op_keyword(const struct op *op);

#endif

/* schemas/compile_fast.c - the fast ops of a program, made when all else is compiled. */
#include "schemas/compile_fast.h"

#include "base/mem.h"
#include "schemas/evaluate.h"

#include <stdlib.h>

enum { TYPE_ROUNDS = 4, REFERENCES_MAX = 100 };

/* The types that the op leaves possible by itself. */
static unsigned own_types(const struct op *op)
{
    switch (op->code) {
    case OP_FALSE:
        return 0;
    case OP_TYPE:
        return op->a;
    case OP_CONST:
        return value_is_number(op->at) ? TYPE_NUMBER | TYPE_INTEGER : value_types(op->at);
    case OP_ENUM:
        return op->b ? TYPE_ANY : TYPE_STRING;
    default:
        return TYPE_ANY;
    }
}

/* The same with what the labels it leads to have so far. */
static unsigned op_types(const struct schema *schema, const struct op *op)
{
    unsigned all = TYPE_ANY, any = 0;

    switch (op->code) {
    case OP_REF:
        return schema->labels[op->a].types;
    case OP_ALL_OF:
        for (uint32_t i = 0; i < op->b; i++)
            all &= schema->labels[schema->pool[op->a + i]].types;
        return all;
    case OP_ANY_OF:
    case OP_ONE_OF:
        for (uint32_t i = 0; i < op->b; i++)
            any |= schema->labels[schema->pool[op->a + i]].types;
        return any;
    default:
        return own_types(op);
    }
}

/* Each round carries what is known one reference further. */
static void types_find(struct schema *schema)
{
    for (size_t i = 0; i < schema->label_count; i++)
        schema->labels[i].types = TYPE_ANY;
    for (int round = 0; round < TYPE_ROUNDS; round++) {
        for (size_t i = 0; i < schema->label_count; i++) {
            struct label *label = &schema->labels[i];
            const struct op *op = &schema->ops[label->start];

            for (; op->code != OP_END; op++)
                label->types &= (uint8_t)op_types(schema, op);
        }
    }
}

static void fast_add(struct schema *schema, struct op op)
{
    MEM_GROW(schema->ops, schema->op_count, schema->op_capacity);
    op.run = op_runs[op.code];
    schema->ops[schema->op_count++] = op;
}

/* A branch of a label that has nothing more to check. */
static bool all_simple(const struct schema *schema, const struct op *op)
{
    for (uint32_t i = 0; i < op->b; i++)
        if (schema->labels[schema->pool[op->a + i]].kind != LABEL_SIMPLE)
            return false;
    return true;
}

/* Whether `types` of the label say all that the op does. */
static bool is_said_by_types(const struct schema *schema, const struct label *label,
                             const struct op *op)
{
    if (label->types & ~op_types(schema, op))
        return false;
    switch (op->code) {
    case OP_FALSE:
    case OP_TYPE:
        return true;
    case OP_CONST:
        return op->at->type == VALUE_NULL;
    case OP_REF:
        return !schema->dynamic && schema->labels[op->a].kind == LABEL_SIMPLE;
    case OP_ALL_OF:
    case OP_ANY_OF:
        return all_simple(schema, op);
    case OP_MIN_LENGTH:
    case OP_MAX_LENGTH:
    case OP_PATTERN:
    case OP_FORMAT:
        return !(label->types & TYPE_STRING);
    case OP_OBJECT:
        return !(label->types & TYPE_OBJECT);
    case OP_ARRAY:
        return !(label->types & TYPE_ARRAY);
    default:
        return false;
    }
}

static void length_add(struct schema *schema, size_t from, const struct op *op)
{
    struct op *last = &schema->ops[schema->op_count - 1];
    bool again = schema->op_count > from && last->code == OP_LENGTH;

    if (!again) {
        fast_add(schema, (struct op){.code = OP_LENGTH, .b = UINT32_MAX, .at = op->at});
        last = &schema->ops[schema->op_count - 1];
    }
    if (op->code == OP_MIN_LENGTH)
        last->a = op->a;
    else
        last->b = op->a;
}

static void op_quicken(struct schema *schema, const struct label *label, size_t from,
                       struct op op)
{
    if (is_said_by_types(schema, label, &op))
        return;
    if (op.code == OP_MIN_LENGTH || op.code == OP_MAX_LENGTH) {
        length_add(schema, from, &op);
        return;
    }
    if (op.code == OP_ENUM && !op.b)
        op.code = OP_TEXTS;
    if ((op.code == OP_ANY_OF || op.code == OP_ONE_OF) && op.c) {
        op.code = OP_UNION;
        op.a = op.c - 1;
    }
    fast_add(schema, op);
}

static bool is_leaf(const struct op *op)
{
    switch (op->code) {
    case OP_OBJECT:
    case OP_PROPERTY_NAMES:
    case OP_DEPENDENT_REQUIRED:
    case OP_DEPENDENT_SCHEMAS:
    case OP_ARRAY:
    case OP_CONTAINS:
    case OP_UNIQUE_ITEMS:
        return false;
    default:
        return op->code < OP_ALL_OF || op->code == OP_LENGTH || op->code == OP_TEXTS;
    }
}

static enum label_kind label_kind(const struct schema *schema, const struct label *label,
                                  size_t from)
{
    size_t count = schema->op_count - from;

    if (count == 0)
        return LABEL_SIMPLE;
    if (count == 1 && is_leaf(&schema->ops[from]))
        return LABEL_LEAF;
    return label->tracks || schema->dynamic ? LABEL_SCOPED : LABEL_BLOCK;
}

/* Returns its first fast op: where that lies in memory is known when all are made. */
static size_t label_quicken(struct schema *schema, struct label *label)
{
    size_t from = schema->op_count;

    for (size_t i = label->start; schema->ops[i].code != OP_END; i++)
        op_quicken(schema, label, from, schema->ops[i]);
    for (size_t i = from; i < schema->op_count; i++)
        label->tracks |= schema->ops[i].code == OP_UNEVALUATED_ITEMS ||
                         schema->ops[i].code == OP_UNEVALUATED_PROPERTIES;
    label->kind = (uint8_t)label_kind(schema, label, from);
    label->lone = schema->op_count == from + 1;
    fast_add(schema, (struct op){.code = OP_END});
    return from;
}

/* A lone reference is its target. */
static void label_forward(struct schema *schema, struct label *label)
{
    for (int steps = 0; steps < REFERENCES_MAX; steps++) {
        const struct op *op = label->fast;
        const struct label *target;

        if (op->code != OP_REF || op[1].code != OP_END)
            return;
        target = &schema->labels[op->a];
        label->types &= target->types; /* its ops leave out what they say */
        label->fast = target->fast;
        label->kind = target->kind;
        label->lone = target->lone;
        label->tracks = target->tracks;
    }
}

/* Where each name has one dynamic anchor, all dynamic references are plain ones. */
static bool is_dynamic(const struct schema *schema)
{
    for (size_t i = 0; i < schema->op_count; i++)
        if (schema->ops[i].code == OP_DYNAMIC_REF && schema->ops[i].b > 1)
            return true;
    return false;
}

void compile_fast(struct schema *schema)
{
    size_t *fast = mem_new(schema->label_count, sizeof *fast);

    schema->dynamic = is_dynamic(schema);
    types_find(schema);
    for (size_t i = 0, count = schema->op_count; i < count; i++)
        if (schema->ops[i].code == OP_ANY_OF || schema->ops[i].code == OP_ONE_OF)
            compile_union(schema, &schema->ops[i]);
    /* From the last label to the first: what a schema leads to mostly comes after it. */
    for (size_t i = 0; i < schema->label_count; i++)
        schema->labels[i].kind = LABEL_BLOCK;
    for (size_t i = schema->label_count; i > 0; i--)
        fast[i - 1] = label_quicken(schema, &schema->labels[i - 1]);
    for (size_t i = 0; i < schema->label_count; i++)
        schema->labels[i].fast = &schema->ops[fast[i]];
    free(fast);
    for (size_t i = 0; i < schema->label_count && !schema->dynamic; i++)
        label_forward(schema, &schema->labels[i]);
}

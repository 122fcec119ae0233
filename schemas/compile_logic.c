/* schemas/compile_logic.c - keywords that combine schemas, and references. */
#include "schemas/compile.h"

#include <string.h>

static int compile_list(struct compiler *compiler, struct unit *unit,
                        const struct value *value, enum op_code code)
{
    const struct value *at = value + 1;
    uint32_t first = (uint32_t)compiler->schema->pool_count;
    struct op op = {.code = (uint16_t)code, .a = first, .b = value->size, .at = value};

    for (uint32_t i = 0; i < value->size; i++, at = value_next(at))
        pool_add(compiler, label_below(compiler, unit, at));
    *op_add(compiler, code, value) = op;
    return 0;
}

int compile_all_of(struct compiler *compiler, struct unit *unit,
                   const struct value *value)
{
    return compile_list(compiler, unit, value, OP_ALL_OF);
}

int compile_any_of(struct compiler *compiler, struct unit *unit,
                   const struct value *value)
{
    return compile_list(compiler, unit, value, OP_ANY_OF);
}

int compile_one_of(struct compiler *compiler, struct unit *unit,
                   const struct value *value)
{
    return compile_list(compiler, unit, value, OP_ONE_OF);
}

int compile_not(struct compiler *compiler, struct unit *unit, const struct value *value)
{
    uint32_t label = label_below(compiler, unit, value);

    op_add(compiler, OP_NOT, value)->a = label;
    return 0;
}

static uint32_t branch_label(struct compiler *compiler, struct unit *unit,
                             const char *keyword)
{
    const struct value *schema = unit_keyword(unit, keyword);

    return schema ? label_below(compiler, unit, schema) : LABEL_NONE;
}

int compile_if(struct compiler *compiler, struct unit *unit, const struct value *value)
{
    struct op op = {.code = OP_IF, .at = value};

    op.a = label_below(compiler, unit, value);
    op.b = branch_label(compiler, unit, "then");
    op.c = branch_label(compiler, unit, "else");
    *op_add(compiler, OP_IF, value) = op;
    return 0;
}

static int reference_label(struct compiler *compiler, struct unit *unit,
                           const struct value *value, struct position *target,
                           uint32_t *label)
{
    if (registry_resolve(&compiler->schema->registry, &unit->position, value, target,
                         compiler->err))
        return -1;
    *label = label_of(compiler, target);
    return 0;
}

int compile_ref(struct compiler *compiler, struct unit *unit, const struct value *value)
{
    struct position target = {0};
    uint32_t label = LABEL_NONE;

    if (reference_label(compiler, unit, value, &target, &label))
        return -1;
    op_add(compiler, OP_REF, value)->a = label;
    return 0;
}

/* What else it may lead to is added at the end, for the number of the name. */
static void dynamic_ref_add(struct compiler *compiler, const struct value *value,
                            const struct anchor *anchor, uint32_t label)
{
    struct op *op = op_add(compiler, OP_DYNAMIC_REF, value);

    op->a = anchor->dynamic - 1;
    op->c = label;
}

int compile_dynamic_ref(struct compiler *compiler, struct unit *unit,
                        const struct value *value)
{
    struct position target = {0};
    uint32_t label = LABEL_NONE;

    if (reference_label(compiler, unit, value, &target, &label))
        return -1;
    /* Without a dynamic anchor at its own target it is a plain reference. */
    if (target.anchor && target.anchor->dynamic)
        dynamic_ref_add(compiler, value, target.anchor, label);
    else
        op_add(compiler, OP_REF, value)->a = label;
    return 0;
}

/* 2019-09, core, section 8.2.4.2: "$recursiveAnchor": true is a dynamic anchor without a
 * name. */
int compile_recursive_ref(struct compiler *compiler, struct unit *unit,
                          const struct value *value)
{
    const struct registry *registry = &compiler->schema->registry;
    struct position target = {0};
    uint32_t label = LABEL_NONE;
    const struct anchor *anchor;

    if (reference_label(compiler, unit, value, &target, &label))
        return -1;
    anchor = registry_find_anchor(registry, target.resource, "", 0);
    if (anchor && anchor->schema == target.schema)
        dynamic_ref_add(compiler, value, anchor, label);
    else
        op_add(compiler, OP_REF, value)->a = label;
    return 0;
}

/* schemas/compile_union.c - unions whose branches are told apart by one property. */
#include "base/mem.h"
#include "schemas/compile_fast.h"

#include <stdlib.h>

enum { REFERENCES_MAX = 8, BRANCHES_MIN = 2 };

/* The keys that objects of the branch must have: its own, or those of the schema it
 * refers to. */
static const struct object_plan *branch_plan(const struct schema *schema, uint32_t label)
{
    for (int steps = 0; steps < REFERENCES_MAX; steps++) {
        const struct op *op = &schema->ops[schema->labels[label].start];
        uint32_t target = LABEL_NONE;

        for (; op->code != OP_END; op++) {
            if (op->code == OP_OBJECT && schema->plans[op->a].required)
                return &schema->plans[op->a];
            if (op->code == OP_REF)
                target = op->a;
        }
        if (target == LABEL_NONE)
            return NULL;
        label = target;
    }
    return NULL;
}

/* The const or enum that lets the label pass nothing but certain strings, or NULL. */
static const struct op *texts_of(const struct schema *schema, uint32_t label)
{
    const struct op *op = &schema->ops[schema->labels[label].start];

    for (; op->code != OP_END; op++)
        if ((op->code == OP_CONST && op->at->type == VALUE_STRING) ||
            (op->code == OP_ENUM && !op->b))
            return op;
    return NULL;
}

static const struct op *tag_of(const struct schema *schema, uint32_t branch,
                               const struct value *key)
{
    const struct object_plan *plan = branch_plan(schema, branch);
    uint32_t index = plan ? key_table_find(&plan->keys, key) : LABEL_NONE;

    if (index == LABEL_NONE || !plan->entries[index].required ||
        plan->entries[index].label == LABEL_NONE)
        return NULL;
    return texts_of(schema, plan->entries[index].label);
}

static bool text_add(struct union_plan *plan, size_t *capacity, const struct value *text,
                     uint32_t branch)
{
    size_t before = plan->texts.count;
    uint32_t index = key_table_add(&plan->texts, text);

    if (plan->texts.crowded)
        return false;
    if (index != before)
        return plan->labels[index] == branch; /* an enum may name a text twice */
    MEM_GROW(plan->labels, before, *capacity);
    plan->labels[index] = branch;
    return true;
}

static bool branch_add(const struct schema *schema, struct union_plan *plan,
                       size_t *capacity, uint32_t branch)
{
    const struct op *tag = tag_of(schema, branch, plan->key);
    const struct value *text;

    if (!tag)
        return false;
    if (tag->code == OP_CONST)
        return text_add(plan, capacity, tag->at, branch);
    text = tag->at + 1;
    for (uint32_t i = 0; i < tag->at->size; i++, text = value_next(text))
        if (!text_add(plan, capacity, text, branch))
            return false;
    return true;
}

static void plan_release(struct union_plan *plan)
{
    key_table_release(&plan->texts);
    free(plan->labels);
}

static bool is_told_by(struct schema *schema, struct op *op, const struct value *key)
{
    struct union_plan plan = {
        .key = key, .pool = op->a, .count = op->b, .code = (enum op_code)op->code};
    size_t capacity = 0, branches = 0;

    for (uint32_t i = 0; i < op->b; i++) {
        uint32_t branch = schema->pool[op->a + i];

        if (!(schema->labels[branch].types & TYPE_OBJECT))
            continue;
        branches++;
        if (!branch_add(schema, &plan, &capacity, branch)) {
            plan_release(&plan);
            return false;
        }
    }
    if (branches < BRANCHES_MIN) {
        plan_release(&plan);
        return false;
    }
    MEM_GROW(schema->unions, schema->union_count, schema->union_capacity);
    schema->unions[schema->union_count++] = plan;
    op->c = (uint32_t)schema->union_count;
    return true;
}

void compile_union(struct schema *schema, struct op *op)
{
    const struct object_plan *plan = NULL;

    for (uint32_t i = 0; i < op->b && !plan; i++)
        if (schema->labels[schema->pool[op->a + i]].types & TYPE_OBJECT)
            plan = branch_plan(schema, schema->pool[op->a + i]);
    for (size_t i = 0; plan && i < plan->keys.count; i++)
        if (plan->entries[i].required && plan->entries[i].label != LABEL_NONE &&
            texts_of(schema, plan->entries[i].label) &&
            is_told_by(schema, op, plan->keys.keys[i]))
            return;
}

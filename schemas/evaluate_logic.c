/* schemas/evaluate_logic.c - running a program: keywords that combine schemas. */
#include "schemas/evaluate.h"

#include <stdlib.h>

bool run_all_of(struct schema_scratch *scratch, const struct op *op,
                const struct value *value, uint32_t marks)
{
    for (uint32_t i = 0; i < op->b; i++)
        if (!evaluate(scratch, scratch->schema->pool[op->a + i], value, marks))
            return false;
    return true;
}

/* A branch that fails leaves no marks. */
static bool branch_run(struct schema_scratch *scratch, uint32_t label,
                       const struct value *value, uint32_t marks)
{
    uint32_t own = marks ? marks_push(scratch, value) : 0;
    bool good = evaluate(scratch, label, value, own);

    if (own) {
        if (good)
            marks_merge(scratch, marks, own, value);
        marks_drop(scratch, own);
    }
    return good;
}

static bool any_run(struct schema_scratch *scratch, const uint32_t *labels,
                    uint32_t count, const struct value *value, uint32_t marks)
{
    bool any = false;

    for (uint32_t i = 0; i < count; i++) {
        if (branch_run(scratch, labels[i], value, marks)) {
            if (!marks)
                return true;
            any = true;
        }
    }
    return any;
}

static bool one_run(struct schema_scratch *scratch, const uint32_t *labels,
                    uint32_t count, const struct value *value, uint32_t marks)
{
    unsigned found = 0;

    for (uint32_t i = 0; i < count && found < 2; i++)
        found += branch_run(scratch, labels[i], value, marks);
    return found == 1;
}

bool run_any_of(struct schema_scratch *scratch, const struct op *op,
                const struct value *value, uint32_t marks)
{
    return any_run(scratch, scratch->schema->pool + op->a, op->b, value, marks);
}

bool run_one_of(struct schema_scratch *scratch, const struct op *op,
                const struct value *value, uint32_t marks)
{
    return one_run(scratch, scratch->schema->pool + op->a, op->b, value, marks);
}

uint32_t union_branch(const struct union_plan *plan, const struct value *object)
{
    const struct value *key = object + 1;
    uint32_t index;

    for (uint32_t i = 0; i < object->size; i++, key = value_next(key + 1)) {
        if (!member_keys_equal(key, plan->key))
            continue;
        if (key[1].type != VALUE_STRING)
            return LABEL_NONE;
        index = key_table_find(&plan->texts, key + 1);
        return index == LABEL_NONE ? LABEL_NONE : plan->labels[index];
    }
    return LABEL_NONE;
}

bool run_union(struct schema_scratch *scratch, const struct op *op,
               const struct value *value, uint32_t marks)
{
    const struct union_plan *plan = &scratch->schema->unions[op->a];
    const uint32_t *labels = scratch->schema->pool + plan->pool;
    uint32_t label;

    if (value->type != VALUE_OBJECT && plan->code == OP_ANY_OF)
        return any_run(scratch, labels, plan->count, value, marks);
    if (value->type != VALUE_OBJECT)
        return one_run(scratch, labels, plan->count, value, marks);
    label = union_branch(plan, value);
    return label != LABEL_NONE && branch_run(scratch, label, value, marks);
}

bool run_not(struct schema_scratch *scratch, const struct op *op,
             const struct value *value, uint32_t marks)
{
    (void)marks;
    return !evaluate(scratch, op->a, value, 0);
}

bool run_if(struct schema_scratch *scratch, const struct op *op,
            const struct value *value, uint32_t marks)
{
    uint32_t label = branch_run(scratch, op->a, value, marks) ? op->b : op->c;

    return label == LABEL_NONE || evaluate(scratch, label, value, marks);
}

bool run_ref(struct schema_scratch *scratch, const struct op *op,
             const struct value *value, uint32_t marks)
{
    return evaluate(scratch, op->a, value, marks);
}

uint32_t dynamic_target(const struct schema_scratch *scratch, const struct op *op)
{
    const uint32_t *pairs = &scratch->schema->pool[op->a];

    for (size_t i = 0; i < scratch->scope_count; i++) {
        const uint32_t *pair =
            bsearch(&scratch->scope[i], pairs, op->b, 2 * sizeof *pairs, word_compare);

        if (pair)
            return pair[1];
    }
    return op->c;
}

bool run_dynamic_ref(struct schema_scratch *scratch, const struct op *op,
                     const struct value *value, uint32_t marks)
{
    return evaluate(scratch, dynamic_target(scratch, op), value, marks);
}

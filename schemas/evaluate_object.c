/* schemas/evaluate_object.c - running a program over objects. */
#include "schemas/evaluate.h"
#include "schemas/member_order.h"

/* Models write keys in the schema's order: the entry after the last one found is tried
 * before the table. */
static uint32_t entry_find(const struct object_plan *plan, const struct value *key,
                           uint32_t *cursor)
{
    uint32_t index = *cursor;

    if (index >= plan->keys.count || !member_keys_equal(plan->keys.keys[index], key))
        index = key_table_find(&plan->keys, key);
    if (index != LABEL_NONE)
        *cursor = index + 1;
    return index;
}

static bool patterns_run(struct schema_scratch *scratch, const struct object_plan *plan,
                         const struct value *key, bool *known)
{
    for (size_t i = 0; i < plan->pattern_count; i++) {
        if (!pattern_matches(scratch, plan->patterns[2 * i], key))
            continue;
        *known = true;
        if (!evaluate(scratch, plan->patterns[2 * i + 1], key + 1, 0))
            return false;
    }
    return !scratch->undecided;
}

bool run_object(struct schema_scratch *scratch, const struct op *op,
                const struct value *value, uint32_t marks)
{
    const struct object_plan *plan = &scratch->schema->plans[op->a];
    const struct value *key = value + 1;
    uint32_t missing = plan->required, cursor = 0;

    if (value->type != VALUE_OBJECT)
        return true;
    if (value->size < missing)
        return false;
    for (uint32_t i = 0; i < value->size; i++, key = value_next(key + 1)) {
        uint32_t index = entry_find(plan, key, &cursor);
        bool known = false;

        if (index != LABEL_NONE) {
            const struct object_entry *entry = &plan->entries[index];

            missing -= entry->required;
            known = entry->label != LABEL_NONE;
            if (known && !evaluate(scratch, entry->label, key + 1, 0))
                return false;
        }
        if (plan->pattern_count && !patterns_run(scratch, plan, key, &known))
            return false;
        if (!known && plan->additional != LABEL_NONE) {
            known = true;
            if (!evaluate(scratch, plan->additional, key + 1, 0))
                return false;
        }
        if (known && marks)
            marks_set(scratch, marks, i);
    }
    return missing == 0;
}

bool run_property_names(struct schema_scratch *scratch, const struct op *op,
                        const struct value *value, uint32_t marks)
{
    const struct value *key = value + 1;

    (void)marks;
    if (value->type != VALUE_OBJECT)
        return true;
    for (uint32_t i = 0; i < value->size; i++, key = value_next(key + 1))
        if (!evaluate(scratch, op->a, key, 0))
            return false;
    return true;
}

bool run_dependent_required(struct schema_scratch *scratch, const struct op *op,
                            const struct value *value, uint32_t marks)
{
    const struct value *key = op->at + 1;

    (void)scratch, (void)marks;
    if (value->type != VALUE_OBJECT)
        return true;
    for (uint32_t i = 0; i < op->at->size; i++, key = value_next(key + 1)) {
        const struct value *name = key + 2;

        if (key[1].type != VALUE_ARRAY || !value_member_n(value, key->text, key->size))
            continue;
        for (uint32_t k = 0; k < key[1].size; k++, name = value_next(name))
            if (!value_member_n(value, name->text, name->size))
                return false;
    }
    return true;
}

bool run_dependent_schemas(struct schema_scratch *scratch, const struct op *op,
                           const struct value *value, uint32_t marks)
{
    const struct value *key = op->at + 1;

    if (value->type != VALUE_OBJECT)
        return true;
    for (uint32_t i = 0; i < op->b; i++, key = value_next(key + 1)) {
        uint32_t label = scratch->schema->pool[op->a + i];

        if (label != LABEL_NONE && value_member_n(value, key->text, key->size) &&
            !evaluate(scratch, label, value, marks))
            return false;
    }
    return true;
}

bool run_unevaluated_properties(struct schema_scratch *scratch, const struct op *op,
                                const struct value *value, uint32_t marks)
{
    const struct value *key = value + 1;

    if (value->type != VALUE_OBJECT)
        return true;
    for (uint32_t i = 0; i < value->size; i++, key = value_next(key + 1)) {
        if (marks_has(scratch, marks, i))
            continue;
        if (!evaluate(scratch, op->a, key + 1, 0))
            return false;
        marks_set(scratch, marks, i);
    }
    return true;
}

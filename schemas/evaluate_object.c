/* schemas/evaluate_object.c - running a program over objects. */
#include "schemas/evaluate.h"
#include "values/member_order.h"

static inline bool entry_is(const struct object_entry *entry, const struct value *key)
{
    return entry->hash == key->as.string.hash && entry->size == key->size &&
           bytes_equal(entry->text, key->text, key->size);
}

/* Models write keys in the schema's order: the entry behind the one found last is tried
 * before the table. NULL: the schema does not name the key. */
static inline const struct object_entry *
entry_find(const struct object_plan *plan, uint32_t *next, const struct value *key)
{
    uint32_t index = *next;

    if (index >= plan->keys.count || !entry_is(&plan->entries[index], key)) {
        index = key_table_find(&plan->keys, key);
        if (index == LABEL_NONE)
            return NULL;
    }
    *next = index + 1;
    return &plan->entries[index];
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

/* The same as below, with patterns and marks. */
static bool object_run(struct schema_scratch *scratch, const struct object_plan *plan,
                       const struct value *value, uint32_t marks)
{
    const struct value *key = value + 1;
    uint32_t missing = plan->required, next = 0;

    for (uint32_t i = 0; i < value->size; i++, key = value_next(key + 1)) {
        const struct object_entry *entry = entry_find(plan, &next, key);
        bool known = entry && entry->label != LABEL_NONE;

        if (entry)
            missing -= entry->required;
        if (known && !evaluate(scratch, entry->label, key + 1, 0))
            return false;
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

bool run_object(struct schema_scratch *scratch, const struct op *op,
                const struct value *value, uint32_t marks)
{
    const struct object_plan *plan = &scratch->schema->plans[op->a];
    const struct value *end = value_next(value);
    uint32_t missing = plan->required, next = 0;

    if (value->type != VALUE_OBJECT)
        return true;
    if (value->size < missing)
        return false;
    if (marks || plan->pattern_count)
        return object_run(scratch, plan, value, marks);
    for (const struct value *key = value + 1; key < end; key = value_next(key + 1)) {
        const struct object_entry *entry = entry_find(plan, &next, key);
        uint32_t label = plan->additional;

        if (entry) {
            missing -= entry->required;
            if (entry->label != LABEL_NONE)
                label = entry->label;
        }
        if (label != LABEL_NONE && !evaluate(scratch, label, key + 1, 0))
            return false;
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

/* A key is looked for among all of them: that is work too. */
static bool has_member(struct schema_scratch *scratch, const struct value *object,
                       const struct value *key)
{
    return work_add(scratch, object->size) &&
           value_member_n(object, key->text, key->size);
}

bool run_dependent_required(struct schema_scratch *scratch, const struct op *op,
                            const struct value *value, uint32_t marks)
{
    const struct value *key = op->at + 1;

    (void)marks;
    if (value->type != VALUE_OBJECT)
        return true;
    for (uint32_t i = 0; i < op->at->size; i++, key = value_next(key + 1)) {
        const struct value *name = key + 2;

        if (key[1].type != VALUE_ARRAY || !has_member(scratch, value, key))
            continue;
        for (uint32_t k = 0; k < key[1].size; k++, name = value_next(name))
            if (!has_member(scratch, value, name))
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

        if (label != LABEL_NONE && has_member(scratch, value, key) &&
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

/* schemas/compile_object.c - keywords about objects, most of them in one pass over the
 * keys. */
#include "base/mem.h"
#include "schemas/compile.h"

static uint32_t plan_entry(struct object_plan *plan, size_t *capacity,
                           const struct value *key)
{
    size_t before = plan->keys.count;
    uint32_t index = key_table_add(&plan->keys, key);

    if (index == before) {
        MEM_GROW(plan->entries, before, *capacity);
        plan->entries[index] = (struct object_entry){.text = key->text,
                                                     .size = key->size,
                                                     .hash = key->as.string.hash,
                                                     .label = LABEL_NONE};
    }
    return index;
}

static void properties_add(struct compiler *compiler, struct unit *unit,
                           struct object_plan *plan, size_t *capacity)
{
    const struct value *map = plan->properties_at;
    const struct value *key;

    if (!map)
        return;
    key = map + 1;
    for (uint32_t i = 0; i < map->size; i++, key = value_next(key + 1)) {
        uint32_t index = plan_entry(plan, capacity, key);

        plan->entries[index].label = label_below(compiler, unit, key + 1);
    }
}

static void required_add(struct object_plan *plan, size_t *capacity)
{
    const struct value *names = plan->required_at;
    const struct value *name;

    if (!names)
        return;
    name = names + 1;
    for (uint32_t i = 0; i < names->size; i++, name = value_next(name)) {
        uint32_t at = plan_entry(plan, capacity, name);

        plan->required += !plan->entries[at].required;
        plan->entries[at].required = true;
    }
}

static int patterns_add(struct compiler *compiler, struct unit *unit,
                        struct object_plan *plan)
{
    const struct value *map = plan->patterns_at;
    const struct value *key;

    if (!map)
        return 0;
    plan->patterns = mem_new(2 * map->size, sizeof *plan->patterns);
    key = map + 1;
    for (uint32_t i = 0; i < map->size; i++, key = value_next(key + 1)) {
        if (pattern_add(compiler, unit, key, &plan->patterns[2 * i]))
            return -1;
        plan->patterns[2 * i + 1] = label_below(compiler, unit, key + 1);
        plan->pattern_count++;
    }
    return 0;
}

int compile_object(struct compiler *compiler, struct unit *unit,
                   const struct value *value)
{
    struct schema *schema = compiler->schema;
    struct object_plan plan = {.additional = LABEL_NONE};
    struct object_plan *kept;
    size_t capacity = 0;

    if (unit->object_done)
        return 0;
    unit->object_done = true;
    plan.properties_at = unit_keyword(unit, "properties");
    plan.patterns_at = unit_keyword(unit, "patternProperties");
    plan.additional_at = unit_keyword(unit, "additionalProperties");
    plan.required_at = unit_keyword(unit, "required");
    if (plan.additional_at)
        plan.additional = label_below(compiler, unit, plan.additional_at);
    op_add(compiler, OP_OBJECT, value)->a = (uint32_t)schema->plan_count;
    MEM_GROW(schema->plans, schema->plan_count, schema->plan_capacity);
    kept = &schema->plans[schema->plan_count++];
    *kept = plan;
    properties_add(compiler, unit, kept, &capacity);
    required_add(kept, &capacity);
    return patterns_add(compiler, unit, kept);
}

int compile_property_names(struct compiler *compiler, struct unit *unit,
                           const struct value *value)
{
    uint32_t label = label_below(compiler, unit, value);

    op_add(compiler, OP_PROPERTY_NAMES, value)->a = label;
    return 0;
}

int compile_dependent_required(struct compiler *compiler, struct unit *unit,
                               const struct value *value)
{
    (void)unit;
    op_add(compiler, OP_DEPENDENT_REQUIRED, value);
    return 0;
}

/* Arrays of names among the members are left to the other op. */
int compile_dependent_schemas(struct compiler *compiler, struct unit *unit,
                              const struct value *value)
{
    const struct value *key = value + 1;
    uint32_t first = (uint32_t)compiler->schema->pool_count;
    struct op *op;

    for (uint32_t i = 0; i < value->size; i++, key = value_next(key + 1))
        pool_add(compiler, key[1].type == VALUE_ARRAY
                               ? LABEL_NONE
                               : label_below(compiler, unit, key + 1));
    op = op_add(compiler, OP_DEPENDENT_SCHEMAS, value);
    op->a = first;
    op->b = value->size;
    return 0;
}

int compile_dependencies(struct compiler *compiler, struct unit *unit,
                         const struct value *value)
{
    compile_dependent_schemas(compiler, unit, value);
    return compile_dependent_required(compiler, unit, value);
}

int compile_unevaluated_properties(struct compiler *compiler, struct unit *unit,
                                   const struct value *value)
{
    uint32_t label = label_below(compiler, unit, value);

    op_add(compiler, OP_UNEVALUATED_PROPERTIES, value)->a = label;
    return 0;
}

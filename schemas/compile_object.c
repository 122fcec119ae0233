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

static int properties_add(struct compiler *compiler, struct unit *unit,
                          struct object_plan *plan, size_t *capacity)
{
    const struct value *map = plan->properties_at;
    const struct value *key;

    if (!map)
        return 0;
    if (map->type != VALUE_OBJECT)
        return keyword_fail(compiler, unit, map, "properties", "an object of schemas");
    key = map + 1;
    for (uint32_t i = 0; i < map->size; i++, key = value_next(key + 1)) {
        uint32_t index = plan_entry(plan, capacity, key);

        if (labels_check(compiler, unit, key + 1))
            return -1;
        plan->entries[index].label = label_below(compiler, unit, key + 1);
    }
    return 0;
}

static int required_add(struct compiler *compiler, struct unit *unit,
                        struct object_plan *plan, size_t *capacity)
{
    const struct value *names = plan->required_at;
    const struct value *name;

    if (!names)
        return 0;
    if (names->type != VALUE_ARRAY)
        return keyword_fail(compiler, unit, names, "required", "an array of strings");
    name = names + 1;
    for (uint32_t i = 0; i < names->size; i++, name = value_next(name)) {
        struct object_entry *entry;
        size_t at;

        if (name->type != VALUE_STRING)
            return keyword_fail(compiler, unit, name, "required", "strings");
        at = plan_entry(plan, capacity, name); /* may move the entries */
        entry = &plan->entries[at];
        plan->required += !entry->required;
        entry->required = true;
    }
    return 0;
}

static int patterns_add(struct compiler *compiler, struct unit *unit,
                        struct object_plan *plan)
{
    const struct value *map = plan->patterns_at;
    const struct value *key;

    if (!map)
        return 0;
    if (map->type != VALUE_OBJECT)
        return keyword_fail(compiler, unit, map, "patternProperties",
                            "an object of schemas");
    plan->patterns = mem_new(2 * map->size, sizeof *plan->patterns);
    key = map + 1;
    for (uint32_t i = 0; i < map->size; i++, key = value_next(key + 1)) {
        if (pattern_add(compiler, unit, key, &plan->patterns[2 * i]) ||
            labels_check(compiler, unit, key + 1))
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
    if (plan.additional_at) {
        if (labels_check(compiler, unit, plan.additional_at))
            return -1;
        plan.additional = label_below(compiler, unit, plan.additional_at);
    }
    op_add(compiler, OP_OBJECT, value)->a = (uint32_t)schema->plan_count;
    MEM_GROW(schema->plans, schema->plan_count, schema->plan_capacity);
    kept = &schema->plans[schema->plan_count++];
    *kept = plan;
    if (properties_add(compiler, unit, kept, &capacity) ||
        required_add(compiler, unit, kept, &capacity) ||
        patterns_add(compiler, unit, kept))
        return -1;
    return 0;
}

int compile_property_names(struct compiler *compiler, struct unit *unit,
                           const struct value *value)
{
    uint32_t label;

    if (labels_check(compiler, unit, value))
        return -1;
    label = label_below(compiler, unit, value);
    op_add(compiler, OP_PROPERTY_NAMES, value)->a = label;
    return 0;
}

static int names_check(struct compiler *compiler, struct unit *unit,
                       const struct value *names, const char *keyword)
{
    const struct value *name = names + 1;

    if (names->type != VALUE_ARRAY)
        return keyword_fail(compiler, unit, names, keyword, "an array of strings");
    for (uint32_t i = 0; i < names->size; i++, name = value_next(name))
        if (name->type != VALUE_STRING)
            return keyword_fail(compiler, unit, name, keyword, "strings");
    return 0;
}

int compile_dependent_required(struct compiler *compiler, struct unit *unit,
                               const struct value *value)
{
    const struct value *key = value + 1;

    if (value->type != VALUE_OBJECT)
        return keyword_fail(compiler, unit, value, "dependentRequired", "an object");
    for (uint32_t i = 0; i < value->size; i++, key = value_next(key + 1))
        if (names_check(compiler, unit, key + 1, "dependentRequired"))
            return -1;
    op_add(compiler, OP_DEPENDENT_REQUIRED, value);
    return 0;
}

/* Schemas among the members; where `mixed`, arrays of names are left to the other op. */
static int dependent_schemas(struct compiler *compiler, struct unit *unit,
                             const struct value *value, const char *keyword, bool mixed)
{
    const struct value *key = value + 1;
    uint32_t first = (uint32_t)compiler->schema->pool_count;
    struct op *op;

    if (value->type != VALUE_OBJECT)
        return keyword_fail(compiler, unit, value, keyword, "an object");
    for (uint32_t i = 0; i < value->size; i++, key = value_next(key + 1)) {
        uint32_t label = LABEL_NONE;

        if (mixed && key[1].type == VALUE_ARRAY) {
            if (names_check(compiler, unit, key + 1, keyword))
                return -1;
        } else {
            if (labels_check(compiler, unit, key + 1))
                return -1;
            label = label_below(compiler, unit, key + 1);
        }
        pool_add(compiler, label);
    }
    op = op_add(compiler, OP_DEPENDENT_SCHEMAS, value);
    op->a = first;
    op->b = value->size;
    return 0;
}

int compile_dependent_schemas(struct compiler *compiler, struct unit *unit,
                              const struct value *value)
{
    return dependent_schemas(compiler, unit, value, "dependentSchemas", false);
}

int compile_dependencies(struct compiler *compiler, struct unit *unit,
                         const struct value *value)
{
    if (dependent_schemas(compiler, unit, value, "dependencies", true))
        return -1;
    op_add(compiler, OP_DEPENDENT_REQUIRED, value);
    return 0;
}

int compile_unevaluated_properties(struct compiler *compiler, struct unit *unit,
                                   const struct value *value)
{
    uint32_t label;

    if (labels_check(compiler, unit, value))
        return -1;
    label = label_below(compiler, unit, value);
    op_add(compiler, OP_UNEVALUATED_PROPERTIES, value)->a = label;
    return 0;
}

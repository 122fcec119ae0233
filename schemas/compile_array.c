/* schemas/compile_array.c - keywords about arrays. */
#include "schemas/compile.h"

int compile_items(struct compiler *compiler, struct unit *unit, const struct value *value)
{
    const struct value *prefix = unit_keyword(unit, "prefixItems");
    const struct value *items = unit_keyword(unit, "items");
    const struct value *at;
    struct op made = {.code = OP_ARRAY, .c = LABEL_NONE};
    struct op *op;

    if (unit->array_done)
        return 0;
    unit->array_done = true;
    made.a = (uint32_t)compiler->schema->pool_count;
    if (prefix && prefix->type != VALUE_ARRAY)
        return keyword_fail(compiler, unit, prefix, "prefixItems", "an array of schemas");
    at = prefix ? prefix + 1 : NULL;
    for (uint32_t i = 0; prefix && i < prefix->size; i++, at = value_next(at)) {
        if (labels_check(compiler, unit, at))
            return -1;
        pool_add(compiler, label_below(compiler, unit, at));
        made.b++;
    }
    if (items) {
        if (labels_check(compiler, unit, items))
            return -1;
        made.c = label_below(compiler, unit, items);
    }
    made.at = items ? items : value;
    op = op_add(compiler, OP_ARRAY, value);
    *op = made;
    return 0;
}

static int contains_bound(struct compiler *compiler, struct unit *unit,
                          const char *keyword, uint32_t *bound)
{
    const struct value *value = unit_keyword(unit, keyword);
    double count;

    if (!value)
        return 0;
    if (!value_is_integral(value) || value_double(value) < 0)
        return keyword_fail(compiler, unit, value, keyword, "an integer of 0 or more");
    count = value_double(value);
    *bound = count < UINT32_MAX ? (uint32_t)count : UINT32_MAX;
    return 0;
}

int compile_contains(struct compiler *compiler, struct unit *unit,
                     const struct value *value)
{
    uint32_t least = 1, most = UINT32_MAX, label;
    struct op *op;

    if (labels_check(compiler, unit, value) ||
        contains_bound(compiler, unit, "minContains", &least) ||
        contains_bound(compiler, unit, "maxContains", &most))
        return -1;
    label = label_below(compiler, unit, value);
    op = op_add(compiler, OP_CONTAINS, value);
    op->a = label;
    op->b = least;
    op->c = most;
    return 0;
}

int compile_unique_items(struct compiler *compiler, struct unit *unit,
                         const struct value *value)
{
    if (value->type != VALUE_TRUE && value->type != VALUE_FALSE)
        return keyword_fail(compiler, unit, value, "uniqueItems", "true or false");
    if (value->type == VALUE_TRUE)
        op_add(compiler, OP_UNIQUE_ITEMS, value);
    return 0;
}

int compile_unevaluated_items(struct compiler *compiler, struct unit *unit,
                              const struct value *value)
{
    uint32_t label;

    if (labels_check(compiler, unit, value))
        return -1;
    label = label_below(compiler, unit, value);
    op_add(compiler, OP_UNEVALUATED_ITEMS, value)->a = label;
    return 0;
}

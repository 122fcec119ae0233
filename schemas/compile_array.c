/* schemas/compile_array.c - keywords about arrays. */
#include "schemas/compile.h"

/* "prefixItems" and "items"; up to 2019-09 an array under "items" and
 * "additionalItems". */
int compile_items(struct compiler *compiler, struct unit *unit, const struct value *value)
{
    const struct value *prefix = unit_keyword(unit, "prefixItems");
    const struct value *rest = unit_keyword(unit, "items");
    struct op made = {.code = OP_ARRAY, .c = LABEL_NONE};
    const struct value *at;

    if (unit->array_done)
        return 0;
    unit->array_done = true;
    if (rest && rest->type == VALUE_ARRAY) {
        prefix = rest;
        rest = unit_keyword(unit, "additionalItems");
    }
    made.a = (uint32_t)compiler->schema->pool_count;
    at = prefix ? prefix + 1 : NULL;
    for (uint32_t i = 0; prefix && i < prefix->size; i++, at = value_next(at)) {
        pool_add(compiler, label_below(compiler, unit, at));
        made.b++;
    }
    if (rest)
        made.c = label_below(compiler, unit, rest);
    made.at = rest ? rest : value;
    *op_add(compiler, OP_ARRAY, value) = made;
    return 0;
}

static uint32_t contains_bound(struct unit *unit, const char *keyword, uint32_t otherwise)
{
    const struct value *value = unit_keyword(unit, keyword);

    return value ? count_read(value) : otherwise;
}

int compile_contains(struct compiler *compiler, struct unit *unit,
                     const struct value *value)
{
    uint32_t label = label_below(compiler, unit, value);
    struct op *op = op_add(compiler, OP_CONTAINS, value);

    op->a = label;
    op->b = contains_bound(unit, "minContains", 1);
    op->c = contains_bound(unit, "maxContains", UINT32_MAX);
    op->marks = unit->draft >= DRAFT_2020_12;
    return 0;
}

int compile_unique_items(struct compiler *compiler, struct unit *unit,
                         const struct value *value)
{
    (void)unit;
    if (value->type == VALUE_TRUE)
        op_add(compiler, OP_UNIQUE_ITEMS, value);
    return 0;
}

int compile_unevaluated_items(struct compiler *compiler, struct unit *unit,
                              const struct value *value)
{
    uint32_t label = label_below(compiler, unit, value);

    op_add(compiler, OP_UNEVALUATED_ITEMS, value)->a = label;
    return 0;
}

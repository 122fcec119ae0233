/* schemas/program.c - what a schema is compiled to. */
#include "schemas/program.h"

#include "base/mem.h"
#include "schemas/member_order.h"

#include <stdlib.h>

static void table_grow(struct key_table *table)
{
    uint32_t size = table->mask ? 2 * (table->mask + 1) : 8;

    free(table->slots);
    table->slots = mem_new(size, sizeof *table->slots);
    table->mask = size - 1;
    for (uint32_t i = 0; i < table->count; i++) {
        uint32_t slot = table->keys[i]->as.string.hash & table->mask;

        while (table->slots[slot])
            slot = (slot + 1) & table->mask;
        table->slots[slot] = i + 1;
    }
}

uint32_t key_table_find(const struct key_table *table, const struct value *key)
{
    uint32_t slot;

    if (table->count == 0)
        return LABEL_NONE;
    slot = key->as.string.hash & table->mask;
    for (; table->slots[slot]; slot = (slot + 1) & table->mask)
        if (member_keys_equal(table->keys[table->slots[slot] - 1], key))
            return table->slots[slot] - 1;
    return LABEL_NONE;
}

uint32_t key_table_add(struct key_table *table, const struct value *key)
{
    uint32_t found = key_table_find(table, key);
    uint32_t slot;

    if (found != LABEL_NONE)
        return found;
    MEM_GROW(table->keys, table->count, table->capacity);
    table->keys[table->count++] = key;
    if (2 * table->count > table->mask) {
        table_grow(table);
        return (uint32_t)table->count - 1;
    }
    slot = key->as.string.hash & table->mask;
    while (table->slots[slot])
        slot = (slot + 1) & table->mask;
    table->slots[slot] = (uint32_t)table->count;
    return (uint32_t)table->count - 1;
}

void key_table_release(struct key_table *table)
{
    free(table->keys);
    free(table->slots);
    *table = (struct key_table){0};
}

unsigned value_types(const struct value *value)
{
    static const uint8_t bits[] = {
        [VALUE_NULL] = TYPE_NULL,     [VALUE_FALSE] = TYPE_BOOLEAN,
        [VALUE_TRUE] = TYPE_BOOLEAN,  [VALUE_INTEGER] = TYPE_NUMBER | TYPE_INTEGER,
        [VALUE_DOUBLE] = TYPE_NUMBER, [VALUE_BIG] = TYPE_NUMBER,
        [VALUE_STRING] = TYPE_STRING, [VALUE_ARRAY] = TYPE_ARRAY,
        [VALUE_OBJECT] = TYPE_OBJECT};

    return bits[value->type] | (value->flags & VALUE_INTEGRAL ? TYPE_INTEGER : 0);
}

const char *op_keyword(const struct op *op)
{
    static const char *const names[OP_COUNT] = {
        [OP_END] = "",
        [OP_FALSE] = "",
        [OP_TYPE] = "type",
        [OP_CONST] = "const",
        [OP_ENUM] = "enum",
        [OP_MINIMUM] = "minimum",
        [OP_MAXIMUM] = "maximum",
        [OP_EXCLUSIVE_MINIMUM] = "exclusiveMinimum",
        [OP_EXCLUSIVE_MAXIMUM] = "exclusiveMaximum",
        [OP_MULTIPLE_OF] = "multipleOf",
        [OP_MIN_LENGTH] = "minLength",
        [OP_MAX_LENGTH] = "maxLength",
        [OP_MIN_ITEMS] = "minItems",
        [OP_MAX_ITEMS] = "maxItems",
        [OP_MIN_PROPERTIES] = "minProperties",
        [OP_MAX_PROPERTIES] = "maxProperties",
        [OP_PATTERN] = "pattern",
        [OP_FORMAT] = "format",
        [OP_OBJECT] = "properties",
        [OP_PROPERTY_NAMES] = "propertyNames",
        [OP_DEPENDENT_REQUIRED] = "dependentRequired",
        [OP_DEPENDENT_SCHEMAS] = "dependentSchemas",
        [OP_ARRAY] = "items",
        [OP_CONTAINS] = "contains",
        [OP_UNIQUE_ITEMS] = "uniqueItems",
        [OP_ALL_OF] = "allOf",
        [OP_ANY_OF] = "anyOf",
        [OP_ONE_OF] = "oneOf",
        [OP_NOT] = "not",
        [OP_IF] = "if",
        [OP_REF] = "$ref",
        [OP_DYNAMIC_REF] = "$dynamicRef",
        [OP_UNEVALUATED_ITEMS] = "unevaluatedItems",
        [OP_UNEVALUATED_PROPERTIES] = "unevaluatedProperties"};

    return names[op->code];
}

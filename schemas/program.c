/* schemas/program.c - what a schema is compiled to. */
#include "schemas/program.h"

#include "base/mem.h"
#include "schemas/keywords.h"

#include <stdlib.h>
#include <string.h>

enum { PROBES_MAX = 1000 };

static void slot_take(struct key_table *table, uint32_t index)
{
    uint32_t hash = table->keys[index]->as.string.hash;
    uint32_t at = hash & table->mask;

    for (int probes = 0; table->slots[at].place; probes++) {
        if (probes == PROBES_MAX) {
            table->crowded = true;
            return;
        }
        at = (at + 1) & table->mask;
    }
    table->slots[at] = (struct key_slot){.hash = hash, .place = index + 1};
}

static void table_grow(struct key_table *table)
{
    uint32_t size = table->mask ? 2 * (table->mask + 1) : 8;

    free(table->slots);
    table->slots = mem_new(size, sizeof *table->slots);
    table->mask = size - 1;
    for (uint32_t i = 0; i < table->count; i++)
        slot_take(table, i);
}

uint32_t key_table_add(struct key_table *table, const struct value *key)
{
    uint32_t found = table->crowded ? LABEL_NONE : key_table_find(table, key);

    if (found != LABEL_NONE)
        return found;
    MEM_GROW(table->keys, table->count, table->capacity);
    table->keys[table->count++] = key;
    if (table->crowded)
        return (uint32_t)table->count - 1;
    if (2 * table->count > table->mask)
        table_grow(table);
    else
        slot_take(table, (uint32_t)table->count - 1);
    return (uint32_t)table->count - 1;
}

void key_table_release(struct key_table *table)
{
    free(table->keys);
    free(table->slots);
    *table = (struct key_table){0};
}

unsigned value_integer_type(const struct value *value)
{
    for (uint32_t i = 0; i < value->size; i++)
        if (strchr(".eE", value->text[i]))
            return TYPE_WHOLE;
    return TYPE_PLAIN;
}

int word_compare(const void *a, const void *b)
{
    const uint32_t *word_a = a;
    const uint32_t *word_b = b;

    return *word_a < *word_b ? -1 : *word_a > *word_b;
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
        [OP_CONTAINS] = "contains",
        [OP_UNIQUE_ITEMS] = "uniqueItems",
        [OP_ALL_OF] = "allOf",
        [OP_ANY_OF] = "anyOf",
        [OP_ONE_OF] = "oneOf",
        [OP_NOT] = "not",
        [OP_IF] = "if",
        [OP_UNEVALUATED_ITEMS] = "unevaluatedItems",
        [OP_UNEVALUATED_PROPERTIES] = "unevaluatedProperties"};

    switch (op->code) {
    case OP_ARRAY:
    case OP_DEPENDENT_REQUIRED:
    case OP_DEPENDENT_SCHEMAS:
    case OP_DYNAMIC_REF:
    case OP_REF:
        return keyword_find(~0u, op->at[-1].text, op->at[-1].size)->name;
    default:
        return names[op->code];
    }
}

/* schemas/compile_value.c - keywords about one value: type, enum, numbers, strings. */
#include "base/mem.h"
#include "patterns/pattern.h"
#include "schemas/compile.h"
#include "schemas/format.h"

#include <stdlib.h>

enum {
    ENUM_PAIRS_MAX = 8,
    ENUM_PAIRS_BYTES_MAX = 1000,
    ENUM_SET_WORK_MAX = 10 * 1000 * 1000
};

int compile_type(struct compiler *compiler, struct unit *unit, const struct value *value)
{
    const struct value *at = value + 1;
    unsigned bits = 0;

    if (value->type == VALUE_STRING)
        bits = type_find(unit->draft, value);
    for (uint32_t i = 0; value->type == VALUE_ARRAY && i < value->size;
         i++, at = value_next(at))
        bits |= type_find(unit->draft, at);
    op_add(compiler, OP_TYPE, value)->a = bits;
    return 0;
}

/* Bytes of its text, about. */
static uint32_t value_bytes(const struct value *value)
{
    const struct value *last = value_next(value) - 1;

    return last->offset - value->offset + (last->type < VALUE_ARRAY ? last->size : 0);
}

int compile_const(struct compiler *compiler, struct unit *unit, const struct value *value)
{
    (void)unit;
    op_add(compiler, OP_CONST, value)->a = value_bytes(value) / 16;
    return 0;
}

/* Many choices that are no strings are found by their hash. */
static uint32_t enum_set(struct schema *schema, const struct value *list)
{
    uint64_t work = ENUM_SET_WORK_MAX;
    struct value_rows rows = {0};
    struct value_set set = {0};
    const struct value *at = list + 1;

    value_set_begin(&set, list->size);
    for (uint32_t i = 0; work && i < list->size; i++, at = value_next(at))
        if (at->type != VALUE_STRING)
            value_set_add(&set, at, &rows, &work);
    free(rows.items);
    if (!work) {
        value_set_release(&set);
        return 0;
    }
    MEM_GROW(schema->sets, schema->set_count, schema->set_capacity);
    schema->sets[schema->set_count++] = set;
    return (uint32_t)schema->set_count;
}

int compile_enum(struct compiler *compiler, struct unit *unit, const struct value *value)
{
    struct schema *schema = compiler->schema;
    const struct value *at = value + 1;
    struct key_table table = {0};
    struct op *op;

    (void)unit;
    op = op_add(compiler, OP_ENUM, value);
    for (uint32_t i = 0; i < value->size; i++, at = value_next(at)) {
        if (at->type == VALUE_STRING)
            key_table_add(&table, at);
        else
            op->b++;
    }
    if (op->b > ENUM_PAIRS_MAX || (op->b && value_bytes(value) > ENUM_PAIRS_BYTES_MAX))
        op->c = enum_set(schema, value);
    op->a = (uint32_t)schema->table_count;
    MEM_GROW(schema->tables, schema->table_count, schema->table_capacity);
    schema->tables[schema->table_count++] = table;
    return 0;
}

/* Draft 4: "exclusiveMinimum": true changes what "minimum" says. */
static int compile_bound(struct compiler *compiler, const struct unit *unit,
                         const struct value *value, enum op_code code)
{
    const struct value *exclusive = NULL;

    if (unit->draft == DRAFT_4)
        exclusive = unit_keyword(unit, code == OP_MINIMUM ? "exclusiveMinimum"
                                                          : "exclusiveMaximum");
    if (exclusive && exclusive->type == VALUE_TRUE)
        code = code == OP_MINIMUM ? OP_EXCLUSIVE_MINIMUM : OP_EXCLUSIVE_MAXIMUM;
    op_add(compiler, code, value);
    return 0;
}

int compile_minimum(struct compiler *compiler, struct unit *unit,
                    const struct value *value)
{
    return compile_bound(compiler, unit, value, OP_MINIMUM);
}

int compile_maximum(struct compiler *compiler, struct unit *unit,
                    const struct value *value)
{
    return compile_bound(compiler, unit, value, OP_MAXIMUM);
}

int compile_exclusive_minimum(struct compiler *compiler, struct unit *unit,
                              const struct value *value)
{
    (void)unit;
    op_add(compiler, OP_EXCLUSIVE_MINIMUM, value);
    return 0;
}

int compile_exclusive_maximum(struct compiler *compiler, struct unit *unit,
                              const struct value *value)
{
    (void)unit;
    op_add(compiler, OP_EXCLUSIVE_MAXIMUM, value);
    return 0;
}

int compile_multiple_of(struct compiler *compiler, struct unit *unit,
                        const struct value *value)
{
    (void)unit;
    op_add(compiler, OP_MULTIPLE_OF, value);
    return 0;
}

uint32_t count_read(const struct value *value)
{
    double count = value_double(value);

    return count < UINT32_MAX ? (uint32_t)count : UINT32_MAX;
}

static int compile_count(struct compiler *compiler, const struct value *value,
                         enum op_code code)
{
    op_add(compiler, code, value)->a = count_read(value);
    return 0;
}

int compile_min_length(struct compiler *compiler, struct unit *unit,
                       const struct value *value)
{
    (void)unit;
    return compile_count(compiler, value, OP_MIN_LENGTH);
}

int compile_max_length(struct compiler *compiler, struct unit *unit,
                       const struct value *value)
{
    (void)unit;
    return compile_count(compiler, value, OP_MAX_LENGTH);
}

int compile_min_items(struct compiler *compiler, struct unit *unit,
                      const struct value *value)
{
    (void)unit;
    return compile_count(compiler, value, OP_MIN_ITEMS);
}

int compile_max_items(struct compiler *compiler, struct unit *unit,
                      const struct value *value)
{
    (void)unit;
    return compile_count(compiler, value, OP_MAX_ITEMS);
}

int compile_min_properties(struct compiler *compiler, struct unit *unit,
                           const struct value *value)
{
    (void)unit;
    return compile_count(compiler, value, OP_MIN_PROPERTIES);
}

int compile_max_properties(struct compiler *compiler, struct unit *unit,
                           const struct value *value)
{
    (void)unit;
    return compile_count(compiler, value, OP_MAX_PROPERTIES);
}

static int pattern_of(struct compiler *compiler, const struct unit *unit,
                      const struct value *source, const struct pattern **out)
{
    struct schema *schema = compiler->schema;
    struct error why = ERROR_INIT;
    struct pattern_note note = {0};
    uint32_t index = key_table_find(&schema->pattern_texts, source);
    const char *text = source->size ? source->text : "";

    if (index != LABEL_NONE) {
        *out = schema->patterns[index];
        return 0;
    }
    MEM_GROW(schema->patterns, schema->pattern_count, schema->pattern_capacity);
    if (pattern_compile(text, source->size, PATTERN_FASTEST,
                        &schema->patterns[schema->pattern_count], &note, &why)) {
        source_error(unit->position.source, source, why.code, compiler->err, "%s",
                     why.message);
        return why.hint[0] ? error_hint(compiler->err, "%s", why.hint) : -1;
    }
    if (note.count)
        unit_warn(compiler, unit, source, "N0182", NULL, "%s", note.message);
    key_table_add(&schema->pattern_texts, source);
    *out = schema->patterns[schema->pattern_count++];
    return 0;
}

int pattern_add(struct compiler *compiler, const struct unit *unit,
                const struct value *source, uint32_t *out)
{
    struct schema *schema = compiler->schema;
    const struct pattern *pattern;

    if (pattern_of(compiler, unit, source, &pattern))
        return -1;
    MEM_GROW(schema->pattern_uses, schema->pattern_use_count,
             schema->pattern_use_capacity);
    *out = (uint32_t)schema->pattern_use_count;
    schema->pattern_uses[schema->pattern_use_count++] =
        (struct pattern_use){.source = source, .pattern = pattern};
    return 0;
}

int compile_pattern(struct compiler *compiler, struct unit *unit,
                    const struct value *value)
{
    uint32_t pattern = 0;

    if (pattern_add(compiler, unit, value, &pattern))
        return -1;
    op_add(compiler, OP_PATTERN, value)->a = pattern;
    return 0;
}

static void format_warn(struct compiler *compiler, const struct unit *unit,
                        const struct value *value)
{
    char *shown = value_shown(value);
    char *name = mem_text_n(value->text, value->size);
    const char *nearest = format_nearest(name);
    char *hint = nearest ? mem_format("did you mean \"%s\"?", nearest) : NULL;

    unit_warn(compiler, unit, value, "N0173", hint,
              "the format %s is not known, so it checks nothing", shown);
    free(hint);
    free(name);
    free(shown);
}

int compile_format(struct compiler *compiler, struct unit *unit,
                   const struct value *value)
{
    const struct schema_options *options = compiler->schema->registry.options;
    size_t format;

    if (options->formats == FORMATS_ANNOTATED &&
        !(unit->vocabularies & VOCABULARY_FORMAT_ASSERTION))
        return 0;
    if (format_find(value->text, value->size, &format))
        op_add(compiler, OP_FORMAT, value)->a = (uint32_t)format;
    else
        format_warn(compiler, unit, value);
    return 0;
}

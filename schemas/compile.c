/* schemas/compile.c - from schemas in a registry to a program. */
#include "schemas/compile.h"

#include "base/mem.h"
#include "schemas/compile_check.h"
#include "schemas/compile_fast.h"

#include <stdlib.h>
#include <string.h>

enum { KEYWORDS_MAX = 64, LABELS_MAX = 1 << 22 };

struct op *op_add(struct compiler *compiler, enum op_code code, const struct value *at)
{
    struct schema *schema = compiler->schema;

    MEM_GROW(schema->ops, schema->op_count, schema->op_capacity);
    schema->ops[schema->op_count] = (struct op){.code = (uint16_t)code, .at = at};
    return &schema->ops[schema->op_count++];
}

uint32_t label_of(struct compiler *compiler, const struct position *position)
{
    struct schema *schema = compiler->schema;
    uint32_t *label =
        &position->source->labels[position->schema - position->source->document.values];

    if (*label == 0) {
        MEM_GROW(schema->labels, schema->label_count, schema->label_capacity);
        schema->labels[schema->label_count++] =
            (struct label){.resource = position->resource,
                           .schema = position->schema,
                           .source = position->source};
        *label = (uint32_t)schema->label_count;
    }
    return *label - 1;
}

uint32_t label_below(struct compiler *compiler, const struct unit *unit,
                     const struct value *schema)
{
    struct position position = {.source = unit->position.source, .schema = schema};

    position.resource =
        position.source->resources[schema - position.source->document.values] - 1;
    return label_of(compiler, &position);
}

int labels_check(struct compiler *compiler, const struct unit *unit,
                 const struct value *schema)
{
    char *shown;

    if (schema->type == VALUE_OBJECT || schema->type == VALUE_TRUE ||
        schema->type == VALUE_FALSE)
        return 0;
    shown = value_shown(schema);
    source_error(unit->position.source, schema, "N0163", compiler->err,
                 "expected a schema (an object, true or false), found %s", shown);
    free(shown);
    return -1;
}

uint32_t pool_add(struct compiler *compiler, uint32_t word)
{
    struct schema *schema = compiler->schema;

    MEM_GROW(schema->pool, schema->pool_count, schema->pool_capacity);
    schema->pool[schema->pool_count] = word;
    return (uint32_t)schema->pool_count++;
}

int keyword_fail(struct compiler *compiler, const struct unit *unit,
                 const struct value *value, const char *keyword, const char *expected)
{
    char *shown = value_shown(value);

    source_error(unit->position.source, value, "N0163", compiler->err,
                 "expected %s under \"%s\", found %s", expected, keyword, shown);
    free(shown);
    return -1;
}

void unit_warn(struct compiler *compiler, const struct unit *unit, const struct value *at,
               const char *code, const char *fmt, ...)
{
    char message[sizeof((struct error *)0)->message];
    struct error err = ERROR_INIT;
    va_list args;

    va_start(args, fmt);
    vsnprintf(message, sizeof message, fmt, args);
    va_end(args);
    source_error(unit->position.source, at, code, &err, "%s", message);
    error_list_warn(&compiler->schema->warnings, &err);
}

const struct value *unit_keyword(const struct unit *unit, const char *name)
{
    const struct keyword *keyword = keyword_find(name, strlen(name));

    return keyword->vocabulary & unit->vocabularies
               ? value_member(unit->position.schema, name)
               : NULL;
}

struct part {
    const struct keyword *keyword;
    const struct value *value;
};

static int by_rank(const void *a, const void *b)
{
    const struct part *part_a = a;
    const struct part *part_b = b;

    return part_a->keyword->rank - part_b->keyword->rank;
}

static int parts_find(struct compiler *compiler, const struct unit *unit,
                      struct part *parts, size_t *count)
{
    const struct value *key = unit->position.schema + 1;

    *count = 0;
    for (uint32_t i = 0; i < unit->position.schema->size;
         i++, key = value_next(key + 1)) {
        const struct keyword *keyword = keyword_find(key->text, key->size);

        if (!keyword || !(keyword->vocabulary & unit->vocabularies))
            continue;
        if (keyword->holds == HOLDS_REFUSED)
            return source_error(unit->position.source, key, "N0168", compiler->err,
                                "the keyword \"%s\" is not supported", keyword->name);
        if (keyword->compile)
            parts[(*count)++] = (struct part){keyword, key + 1};
    }
    qsort(parts, *count, sizeof *parts, by_rank);
    return 0;
}

static int schema_compile_one(struct compiler *compiler, uint32_t index)
{
    const struct label *label = &compiler->schema->labels[index];
    const struct resource *resource =
        &compiler->schema->registry.resources[label->resource];
    struct unit unit = {.position = {.source = label->source,
                                     .schema = label->schema,
                                     .resource = label->resource},
                        .label = index,
                        .vocabularies = resource->vocabularies};
    struct part parts[KEYWORDS_MAX];
    size_t count = 0;

    compiler->schema->labels[index].start = (uint32_t)compiler->schema->op_count;
    if (labels_check(compiler, &unit, unit.position.schema))
        return -1;
    if (unit.position.schema->type == VALUE_FALSE)
        op_add(compiler, OP_FALSE, unit.position.schema);
    if (unit.position.schema->type == VALUE_OBJECT &&
        parts_find(compiler, &unit, parts, &count))
        return -1;
    for (size_t i = 0; i < count; i++)
        if (parts[i].keyword->compile(compiler, &unit, parts[i].value))
            return -1;
    op_add(compiler, OP_END, unit.position.schema);
    return 0;
}

static int labels_compile(struct compiler *compiler, size_t from)
{
    for (size_t i = from; i < compiler->schema->label_count; i++) {
        if (i >= LABELS_MAX)
            return error_set(compiler->err, ERROR_INPUT, "N0170",
                             "expected at most %d subschemas", LABELS_MAX);
        if (schema_compile_one(compiler, (uint32_t)i))
            return -1;
    }
    return 0;
}

/* Which resources have a dynamic anchor of the name is known only at the end; and to
 * compile what they hold may bring new resources. */
static int dynamic_refs_link(struct compiler *compiler, bool *grown)
{
    struct schema *schema = compiler->schema;
    struct registry *registry = &schema->registry;
    size_t labels = schema->label_count;

    schema->dynamic = false;
    for (size_t i = 0; i < schema->op_count; i++) {
        const char *name;
        struct op *op = &schema->ops[i];

        if (op->code != OP_DYNAMIC_REF)
            continue;
        schema->dynamic = true;
        name = (const char *)memrchr(op->at->text, '#', op->at->size) + 1;
        op->a = (uint32_t)schema->pool_count;
        op->b = 0;
        for (size_t k = 0; k < registry->anchor_count; k++) {
            const struct anchor *anchor = &registry->anchors[k];
            struct position position = {.source =
                                            registry->resources[anchor->resource].source,
                                        .schema = anchor->schema,
                                        .resource = anchor->resource};

            if (!anchor->dynamic ||
                anchor->name->size != (size_t)(op->at->text + op->at->size - name) ||
                memcmp(anchor->name->text, name, anchor->name->size) != 0)
                continue;
            pool_add(compiler, anchor->resource);
            pool_add(compiler, label_of(compiler, &position));
            op->b++;
        }
    }
    *grown = schema->label_count > labels;
    return labels_compile(compiler, labels);
}

int compile_program(struct schema *schema, const struct position *entry,
                    struct error *err)
{
    struct compiler compiler = {.schema = schema, .err = err};
    bool grown = true;

    schema->entry = label_of(&compiler, entry);
    if (labels_compile(&compiler, 0))
        return -1;
    while (grown)
        if (dynamic_refs_link(&compiler, &grown))
            return -1;
    if (compile_check_loops(schema, err))
        return -1;
    compile_fast(schema);
    return 0;
}

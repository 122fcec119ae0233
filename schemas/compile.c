/* schemas/compile.c - from schemas in a registry to a program. */
#include "schemas/compile.h"

#include "base/mem.h"
#include "schemas/compile_check.h"
#include "schemas/compile_fast.h"

#include <stdlib.h>
#include <string.h>

enum { KEYWORDS_MAX = 64, LABELS_MAX = 1 << 22, UNKNOWN_LOOKED_AT_MAX = 1000 };

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

uint32_t pool_add(struct compiler *compiler, uint32_t word)
{
    struct schema *schema = compiler->schema;

    MEM_GROW(schema->pool, schema->pool_count, schema->pool_capacity);
    schema->pool[schema->pool_count] = word;
    return (uint32_t)schema->pool_count++;
}

void unit_warn(struct compiler *compiler, const struct unit *unit, const struct value *at,
               const char *code, const char *hint, const char *fmt, ...)
{
    char message[sizeof((struct error *)0)->message];
    struct error err = ERROR_INIT;
    va_list args;

    /* To find the place of one takes time as the text is long. */
    if (compiler->schema->warnings.count >= ERRORS_KEPT_MAX)
        return;
    va_start(args, fmt);
    vsnprintf(message, sizeof message, fmt, args);
    va_end(args);
    source_error(unit->position.source, at, code, &err, "%s", message);
    if (hint)
        error_hint(&err, "%s", hint);
    error_list_warn(&compiler->schema->warnings, &err);
}

const struct value *unit_keyword(const struct unit *unit, const char *name)
{
    const struct keyword *keyword = keyword_find(unit->draft, name, strlen(name));

    return keyword && keyword->vocabulary & unit->vocabularies
               ? value_member(unit->position.schema, name)
               : NULL;
}

/* An annotation, says the standard; a person may have meant more. */
static void unknown_check(struct compiler *compiler, const struct unit *unit,
                          const struct value *key)
{
    const struct keyword *other = keyword_find(~0u, key->text, key->size);
    const char *nearest = NULL;
    char *word, *shown, *hint;

    if (compiler->unknown_count++ >= UNKNOWN_LOOKED_AT_MAX ||
        (other && !(other->vocabulary & VOCABULARIES_THAT_CHECK)))
        return;
    word = mem_text_n(key->text, key->size);
    shown = value_shown(key);
    if (!other)
        nearest = keyword_nearest(unit->draft, word);
    hint = nearest ? mem_format("did you mean \"%s\"?", nearest)
                   : mem_text("the line \"$schema\" chooses the draft");
    if (other || nearest)
        unit_warn(compiler, unit, key, "N0176", hint,
                  "the keyword %s is not known%s, so it checks nothing", shown,
                  other ? " in this draft" : "");
    free(hint);
    free(shown);
    free(word);
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

/* Draft 4 to 7: beside "$ref" nothing counts. */
static size_t parts_find(struct compiler *compiler, const struct unit *unit,
                         struct part *parts)
{
    const struct value *key = unit->position.schema + 1;
    bool alone = unit->draft <= DRAFT_7 && value_member(unit->position.schema, "$ref");
    size_t count = 0;

    for (uint32_t i = 0; i < unit->position.schema->size;
         i++, key = value_next(key + 1)) {
        const struct keyword *keyword = keyword_find(unit->draft, key->text, key->size);

        if (!keyword && unit->vocabularies == VOCABULARY_ALL)
            unknown_check(compiler, unit, key);
        if (!keyword || !keyword->compile || !(keyword->vocabulary & unit->vocabularies))
            continue;
        if (!alone || value_is_text(key, "$ref"))
            parts[count++] = (struct part){keyword, key + 1};
        else
            unit_warn(compiler, unit, key, "N0177",
                      "put both into an \"allOf\", or name a later draft in \"$schema\"",
                      "up to draft 7 nothing counts beside \"$ref\", and so not \"%s\"",
                      keyword->name);
    }
    if (count > 1)
        qsort(parts, count, sizeof *parts, by_rank);
    return count;
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
                        .draft = resource->dialect.draft,
                        .vocabularies = resource->dialect.vocabularies};
    struct part parts[KEYWORDS_MAX];
    size_t count = 0;

    compiler->schema->labels[index].start = (uint32_t)compiler->schema->op_count;
    if (unit.position.schema->type == VALUE_FALSE)
        op_add(compiler, OP_FALSE, unit.position.schema);
    if (unit.position.schema->type == VALUE_OBJECT)
        count = parts_find(compiler, &unit, parts);
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

/* Gives each op the pairs of its name. */
static void dynamic_refs_set(struct compiler *compiler)
{
    struct schema *schema = compiler->schema;
    struct registry *registry = &schema->registry;
    uint32_t names = registry->dynamic_name_count;
    uint32_t *starts = mem_new(names + 1, sizeof *starts);
    uint32_t *ends = mem_new(names, sizeof *ends);

    for (size_t i = 0; i < registry->anchor_count; i++)
        if (registry->anchors[i].dynamic)
            starts[registry->anchors[i].dynamic] += 2;
    starts[0] = (uint32_t)schema->pool_count;
    for (uint32_t i = 0; i < names; i++) {
        starts[i + 1] += starts[i];
        ends[i] = starts[i];
    }
    while (schema->pool_count < starts[names])
        pool_add(compiler, LABEL_NONE);
    for (size_t i = 0; i < registry->anchor_count; i++) {
        const struct anchor *anchor = &registry->anchors[i];
        const struct source *source = registry->resources[anchor->resource].source;
        uint32_t *end = anchor->dynamic ? &ends[anchor->dynamic - 1] : NULL;
        uint32_t label = source->labels[anchor->schema - source->document.values];

        if (!end || !label) /* not used by any op */
            continue;
        schema->pool[(*end)++] = anchor->resource;
        schema->pool[(*end)++] = label - 1;
    }
    for (uint32_t i = 0; i < names; i++)
        qsort(schema->pool + starts[i], (ends[i] - starts[i]) / 2,
              2 * sizeof *schema->pool, word_compare);
    for (size_t i = 0; i < schema->op_count; i++) {
        struct op *op = &schema->ops[i];

        if (op->code != OP_DYNAMIC_REF)
            continue;
        op->b = (ends[op->a] - starts[op->a]) / 2;
        op->a = starts[op->a];
    }
    free(starts);
    free(ends);
}

/* Compiles what references to the names may lead to: all dynamic anchors of each name
 * that an op uses, as those are the resources that may come first in the dynamic scope.
 * To compile what they hold may bring new resources. */
static int dynamic_targets_compile(struct compiler *compiler, bool *used)
{
    struct schema *schema = compiler->schema;
    struct registry *registry = &schema->registry;
    size_t labels = schema->label_count;

    for (size_t i = 0; i < schema->op_count; i++)
        if (schema->ops[i].code == OP_DYNAMIC_REF)
            used[schema->ops[i].a] = schema->dynamic = true;
    for (size_t i = 0; i < registry->anchor_count; i++) {
        const struct anchor *anchor = &registry->anchors[i];
        struct position position = {.source =
                                        registry->resources[anchor->resource].source,
                                    .schema = anchor->schema,
                                    .resource = anchor->resource};

        if (anchor->dynamic && used[anchor->dynamic - 1])
            label_of(compiler, &position);
    }
    return labels_compile(compiler, labels);
}

/* Which resources have a dynamic anchor of a name is known only at the end. */
static int dynamic_refs_link(struct compiler *compiler)
{
    struct schema *schema = compiler->schema;
    struct registry *registry = &schema->registry;
    size_t before;

    do {
        bool *used = mem_new(registry->dynamic_name_count, sizeof *used);
        int rc;

        before = schema->label_count;
        rc = dynamic_targets_compile(compiler, used);
        free(used);
        if (rc)
            return rc;
    } while (schema->label_count > before);
    if (schema->dynamic)
        dynamic_refs_set(compiler);
    return 0;
}

static int crowd_check(const struct schema *schema, struct error *err)
{
    bool crowded = schema->pattern_texts.crowded;

    for (size_t i = 0; i < schema->plan_count; i++)
        crowded |= schema->plans[i].keys.crowded;
    for (size_t i = 0; i < schema->table_count; i++)
        crowded |= schema->tables[i].crowded;
    return crowded ? error_set(err, ERROR_INPUT, "N0170",
                               "expected keys and choices that are not made to collide "
                               "in a hash table")
                   : 0;
}

int compile_program(struct schema *schema, const struct position *entry,
                    struct error *err)
{
    struct compiler compiler = {.schema = schema, .err = err};

    pool_add(&compiler, LABEL_NONE); /* so that there is a pool to point into */
    schema->entry = label_of(&compiler, entry);
    if (labels_compile(&compiler, 0) || dynamic_refs_link(&compiler))
        return -1;
    if (crowd_check(schema, err) || compile_check_loops(schema, err))
        return -1;
    compile_fast(schema);
    return 0;
}

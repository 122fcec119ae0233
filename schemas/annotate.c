/* schemas/annotate.c - what a schema says of a valid instance. */
#include "schemas/annotate.h"

#include "base/mem.h"
#include "schemas/keywords.h"
#include "schemas/schema_location.h"
#include "values/pointer.h"

#include <stdlib.h>
#include <string.h>

enum { POINTER_MAX = 1 << 20, ANNOTATE_LABEL_WORK = 10 };

struct annotator {
    struct schema_scratch *scratch;
    struct buf *out;
    struct buf instance; /* JSON Pointers to where it is */
    struct buf keywords;
    struct schema_ways ways;
    uint32_t label; /* of the schema under way */
    unsigned depth;
    bool begun; /* one unit was written */
};

static void annotate_label(struct annotator *annotator, uint32_t index,
                           const struct value *value);

/* All of a unit but the annotation, which the caller appends, and then "}". */
static struct buf *unit_begin(struct annotator *annotator, const char *keyword,
                              size_t length)
{
    struct buf *out = annotator->out;
    struct buf location = BUF_INIT(POINTER_MAX);
    size_t before = annotator->keywords.length;

    pointer_push(&annotator->keywords, keyword, length);
    buf_append_text(out, annotator->begun ? ",{\"keywordLocation\":"
                                          : "{\"keywordLocation\":");
    json_quote(out, buf_text(&annotator->keywords), annotator->keywords.length);
    buf_append_text(out, ",\"absoluteKeywordLocation\":");
    schema_location(&annotator->ways, &location, annotator->scratch->schema,
                    annotator->label, keyword, length);
    json_quote(out, buf_text(&location), location.length);
    buf_append_text(out, ",\"instanceLocation\":");
    json_quote(out, buf_text(&annotator->instance), annotator->instance.length);
    buf_append_text(out, ",\"annotation\":");
    annotator->begun = true;
    buf_release(&location);
    buf_truncate(&annotator->keywords, before);
    return out;
}

static void unit_text(struct annotator *annotator, const char *keyword,
                      const char *annotation)
{
    buf_append_text(unit_begin(annotator, keyword, strlen(keyword)), annotation);
    buf_append_char(annotator->out, '}');
}

/* Keywords that say something and decide nothing; those that begin with "$" are the
 * core's. */
static bool is_annotation(const struct dialect *dialect, const struct value *schema,
                          const struct value *key, const struct value *value)
{
    const struct keyword *known = keyword_find(dialect->draft, key->text, key->size);

    if (value_is_text(key, "contentSchema") && !value_member(schema, "contentMediaType"))
        return false;
    if (key->size > 7 && !memcmp(key->text, "content", 7) && value->type != VALUE_STRING)
        return false;
    if (!known || !(known->vocabulary & dialect->vocabularies))
        return key->size == 0 || key->text[0] != '$';
    return known->vocabulary & (VOCABULARY_META | VOCABULARY_FORMAT | VOCABULARY_CONTENT);
}

static void annotate_keywords(struct annotator *annotator, const struct label *label,
                              const struct value *value)
{
    const struct registry *registry = &annotator->scratch->schema->registry;
    const struct dialect *dialect = &registry->resources[label->resource].dialect;
    const struct value *schema = label->schema;
    const struct value *key = schema + 1;

    /* Up to draft 7, what stands beside a reference does not count. */
    if (dialect->draft <= DRAFT_7 && value_member(schema, "$ref"))
        return;
    for (uint32_t i = 0; i < schema->size; i++, key = value_next(key + 1)) {
        if (!is_annotation(dialect, schema, key, value))
            continue;
        value_format(unit_begin(annotator, key->text, key->size), key + 1);
        buf_append_char(annotator->out, '}');
    }
}

/* The way from the schema under way to one that it holds: "/properties/a". */
static void way_push(struct annotator *annotator, uint32_t label)
{
    const struct label *labels = annotator->scratch->schema->labels;

    schema_way(&annotator->ways, &annotator->keywords, labels[annotator->label].schema,
               labels[label].schema);
}

/* A schema that the one under way holds, about the same value. */
static void annotate_held(struct annotator *annotator, uint32_t label,
                          const struct value *value)
{
    size_t before = annotator->keywords.length;

    way_push(annotator, label);
    annotate_label(annotator, label, value);
    buf_truncate(&annotator->keywords, before);
}

static void annotate_member(struct annotator *annotator, uint32_t label,
                            const struct value *key)
{
    size_t before = annotator->instance.length;

    pointer_push(&annotator->instance, key->text, key->size);
    annotate_held(annotator, label, key + 1);
    buf_truncate(&annotator->instance, before);
}

static void annotate_element(struct annotator *annotator, uint32_t label,
                             const struct value *item, uint32_t index)
{
    size_t before = annotator->instance.length;

    pointer_push_index(&annotator->instance, index);
    annotate_held(annotator, label, item);
    buf_truncate(&annotator->instance, before);
}

static void annotate_branch(struct annotator *annotator, uint32_t label,
                            const struct value *value)
{
    if (evaluate(annotator->scratch, label, value, 0))
        annotate_held(annotator, label, value);
}

/* Which keyword of an object looked at a member. */
enum looked { BY_PROPERTIES = 1, BY_PATTERNS = 2, BY_ADDITIONAL = 4 };

static unsigned annotate_key(struct annotator *annotator, const struct object_plan *plan,
                             const struct value *key)
{
    uint32_t index = key_table_find(&plan->keys, key);
    unsigned looked = 0;

    if (index != LABEL_NONE && plan->entries[index].label != LABEL_NONE) {
        looked |= BY_PROPERTIES;
        annotate_member(annotator, plan->entries[index].label, key);
    }
    for (size_t i = 0; i < plan->pattern_count; i++) {
        if (!pattern_matches(annotator->scratch, plan->patterns[2 * i], key))
            continue;
        looked |= BY_PATTERNS;
        annotate_member(annotator, plan->patterns[2 * i + 1], key);
    }
    if (looked || plan->additional == LABEL_NONE)
        return looked;
    annotate_member(annotator, plan->additional, key);
    return BY_ADDITIONAL;
}

static void unit_names(struct annotator *annotator, const char *keyword,
                       const struct value *object, const uint8_t *looked, uint8_t by)
{
    struct buf *out = unit_begin(annotator, keyword, strlen(keyword));
    const struct value *key = object + 1;
    const char *gap = "";

    buf_append_char(out, '[');
    for (uint32_t i = 0; i < object->size; i++, key = value_next(key + 1)) {
        if (!(looked[i] & by))
            continue;
        buf_append_text(out, gap);
        json_quote(out, key->text, key->size);
        gap = ",";
    }
    buf_append_text(out, "]}");
}

static void annotate_object(struct annotator *annotator, const struct op *op,
                            const struct value *value)
{
    const struct object_plan *plan = &annotator->scratch->schema->plans[op->a];
    const struct value *key = value + 1;
    uint8_t *looked;

    if (value->type != VALUE_OBJECT)
        return;
    looked = mem_new(value->size + 1, sizeof *looked);
    for (uint32_t i = 0; i < value->size; i++, key = value_next(key + 1))
        looked[i] = (uint8_t)annotate_key(annotator, plan, key);
    if (plan->properties_at)
        unit_names(annotator, "properties", value, looked, BY_PROPERTIES);
    if (plan->patterns_at)
        unit_names(annotator, "patternProperties", value, looked, BY_PATTERNS);
    if (plan->additional_at)
        unit_names(annotator, "additionalProperties", value, looked, BY_ADDITIONAL);
    free(looked);
}

/* A unit of the keyword that holds the label: the drafts name those of arrays in
 * different ways. */
static void unit_holding(struct annotator *annotator, uint32_t label,
                         const char *annotation)
{
    size_t before = annotator->keywords.length;
    const char *token;
    char *keyword;

    way_push(annotator, label);
    token = buf_text(&annotator->keywords) + before + 1;
    keyword = mem_text_n(token, strcspn(token, "/"));
    buf_truncate(&annotator->keywords, before);
    unit_text(annotator, keyword, annotation);
    free(keyword);
}

static void annotate_array(struct annotator *annotator, const struct op *op,
                           const struct value *value)
{
    const uint32_t *pool = annotator->scratch->schema->pool + op->a;
    const struct value *item = value + 1;
    char index[16];

    if (value->type != VALUE_ARRAY || value->size == 0)
        return;
    for (uint32_t i = 0; i < value->size; i++, item = value_next(item))
        if (i < op->b || op->c != LABEL_NONE)
            annotate_element(annotator, i < op->b ? pool[i] : op->c, item, i);
    snprintf(index, sizeof index, "%u", op->b - 1);
    if (op->b)
        unit_holding(annotator, pool[0], value->size <= op->b ? "true" : index);
    if (op->c != LABEL_NONE && value->size > op->b)
        unit_holding(annotator, op->c, "true");
}

static void annotate_contains(struct annotator *annotator, const struct op *op,
                              const struct value *value)
{
    const struct value *item = value + 1;
    struct buf indices = BUF_INIT(DOCUMENT_BYTES_MAX);
    uint32_t found = 0;

    if (value->type != VALUE_ARRAY)
        return;
    for (uint32_t i = 0; i < value->size; i++, item = value_next(item)) {
        if (!evaluate(annotator->scratch, op->a, item, 0))
            continue;
        annotate_element(annotator, op->a, item, i);
        buf_append_format(&indices, "%s%u", found++ ? "," : "[", i);
    }
    buf_append_text(&indices, found ? "]" : "[]");
    /* Before 2020-12 it says nothing of its own. */
    if (op->marks)
        unit_text(annotator, "contains",
                  found == value->size && found ? "true" : buf_text(&indices));
    buf_release(&indices);
}

static void annotate_dependent(struct annotator *annotator, const struct op *op,
                               const struct value *value)
{
    const struct value *key = op->at + 1;

    for (uint32_t i = 0; i < op->b; i++, key = value_next(key + 1)) {
        uint32_t label = annotator->scratch->schema->pool[op->a + i];

        if (label != LABEL_NONE && value_member_n(value, key->text, key->size))
            annotate_held(annotator, label, value);
    }
}

static void annotate_branches(struct annotator *annotator, const struct op *op,
                              const struct value *value)
{
    for (uint32_t i = 0; i < op->b; i++)
        annotate_branch(annotator, annotator->scratch->schema->pool[op->a + i], value);
}

static void annotate_if(struct annotator *annotator, const struct op *op,
                        const struct value *value)
{
    bool then = evaluate(annotator->scratch, op->a, value, 0);
    uint32_t label = then ? op->b : op->c;

    if (then)
        annotate_held(annotator, op->a, value);
    if (label != LABEL_NONE)
        annotate_held(annotator, label, value);
}

static void annotate_reference(struct annotator *annotator, const struct op *op,
                               const struct value *value)
{
    size_t before = annotator->keywords.length;
    const char *keyword = op_keyword(op);

    pointer_push(&annotator->keywords, keyword, strlen(keyword));
    annotate_label(annotator,
                   op->code == OP_REF ? op->a : dynamic_target(annotator->scratch, op),
                   value);
    buf_truncate(&annotator->keywords, before);
}

static void annotate_unevaluated(struct annotator *annotator, const struct op *op,
                                 const struct value *value)
{
    bool is_items = op->code == OP_UNEVALUATED_ITEMS;
    const struct value *at = value + 1;
    uint32_t count = 0;
    uint8_t *looked;
    uint32_t marks;

    if (value->type != (is_items ? VALUE_ARRAY : VALUE_OBJECT))
        return;
    looked = mem_new(value->size + 1, sizeof *looked);
    marks = marks_before(annotator->scratch, annotator->label, op, value);
    for (uint32_t i = 0; i < value->size; i++)
        looked[i] = !marks_has(annotator->scratch, marks, i);
    marks_drop(annotator->scratch, marks);
    for (uint32_t i = 0; i < value->size; i++) {
        count += looked[i];
        if (looked[i] && is_items)
            annotate_element(annotator, op->a, at, i);
        else if (looked[i])
            annotate_member(annotator, op->a, at);
        at = value_next(is_items ? at : at + 1);
    }
    if (!is_items)
        unit_names(annotator, "unevaluatedProperties", value, looked, 1);
    else if (count)
        unit_text(annotator, "unevaluatedItems", "true");
    free(looked);
}

typedef void op_annotate(struct annotator *annotator, const struct op *op,
                         const struct value *value);

static op_annotate *const op_annotates[OP_COUNT] = {
    [OP_OBJECT] = annotate_object,
    [OP_DEPENDENT_SCHEMAS] = annotate_dependent,
    [OP_ARRAY] = annotate_array,
    [OP_CONTAINS] = annotate_contains,
    [OP_ALL_OF] = annotate_branches,
    [OP_ANY_OF] = annotate_branches,
    [OP_ONE_OF] = annotate_branches,
    [OP_IF] = annotate_if,
    [OP_REF] = annotate_reference,
    [OP_DYNAMIC_REF] = annotate_reference,
    [OP_UNEVALUATED_ITEMS] = annotate_unevaluated,
    [OP_UNEVALUATED_PROPERTIES] = annotate_unevaluated,
};

static void annotate_ops(struct annotator *annotator, const struct label *label,
                         const struct value *value)
{
    const struct op *op = &annotator->scratch->schema->ops[label->start];

    for (; op->code != OP_END && !annotator->scratch->undecided; op++)
        if (op_annotates[op->code])
            op_annotates[op->code](annotator, op, value);
}

static void annotate_label(struct annotator *annotator, uint32_t index,
                           const struct value *value)
{
    struct schema_scratch *scratch = annotator->scratch;
    const struct label *label = &scratch->schema->labels[index];
    uint32_t outer = annotator->label;
    size_t scope = scratch->scope_count;

    /* Each is told apart, so that what is remembered does not help: it is dear work. */
    if (annotator->depth >= ANNOTATE_DEPTH_MAX || buf_is_over(annotator->out) ||
        !work_add(scratch, ANNOTATE_LABEL_WORK))
        scratch->undecided = true;
    if (scratch->undecided || label->schema->type != VALUE_OBJECT)
        return;
    if (scratch->schema->dynamic) {
        MEM_GROW(scratch->scope, scratch->scope_count, scratch->scope_capacity);
        scratch->scope[scratch->scope_count++] = label->resource;
    }
    annotator->label = index;
    annotator->depth++;
    annotate_keywords(annotator, label, value);
    annotate_ops(annotator, label, value);
    annotator->depth--;
    annotator->label = outer;
    scratch->scope_count = scope;
}

int annotate(const struct schema *schema, const struct value *instance,
             struct schema_scratch *scratch, struct buf *out)
{
    struct annotator annotator = {.scratch = scratch,
                                  .out = out,
                                  .instance = BUF_INIT(POINTER_MAX),
                                  .keywords = BUF_INIT(POINTER_MAX),
                                  .ways = SCHEMA_WAYS_INIT};
    int rc;

    scratch_begin(scratch, schema, instance);
    annotate_label(&annotator, schema->entry, instance);
    rc = scratch->undecided || buf_is_over(out) || buf_is_over(&annotator.instance) ||
                 buf_is_over(&annotator.keywords)
             ? -1
             : 0;
    schema_ways_release(&annotator.ways);
    buf_release(&annotator.instance);
    buf_release(&annotator.keywords);
    return rc;
}

/* schemas/explain_walk.c - what is wrong, for people: walking the program. */
#include "schemas/explain.h"

#include "base/mem.h"
#include "schemas/pointer.h"
#include "schemas/schema_location.h"

#include <stdlib.h>
#include <string.h>

enum { POINTER_MAX = 1 << 20, FINDINGS_MAX = 1000 };

static void error_release(struct schema_error *error)
{
    free(error->instance);
    free(error->keyword_location);
    free(error->key);
    free(error->message);
    free(error->hint);
}

void findings_release(struct findings *findings)
{
    for (size_t i = 0; i < findings->count; i++)
        error_release(&findings->items[i].error);
    free(findings->items);
    *findings = (struct findings){0};
}

bool findings_full(struct explainer *explainer)
{
    if (explainer->found->count < explainer->found->max)
        return false;
    explainer->found->more = true;
    return true;
}

void finding_add(struct explainer *explainer, const struct op *op, const char *keyword,
                 uint32_t offset, const struct value *key, char *message, char *hint)
{
    struct findings *found = explainer->found;
    struct schema_error *error;

    if (findings_full(explainer)) {
        free(message);
        free(hint);
        return;
    }
    MEM_GROW(found->items, found->count, found->capacity);
    found->items[found->count].op = op;
    found->items[found->count].label = explainer->label;
    found->items[found->count].depth = explainer->depth;
    error = &found->items[found->count++].error;
    *error = (struct schema_error){
        .instance = mem_text(buf_text(&explainer->instance)),
        .keyword_location =
            *keyword ? mem_format("%s/%s", buf_text(&explainer->keywords), keyword)
                     : mem_text(buf_text(&explainer->keywords)),
        .keyword = keyword,
        .offset = offset,
        .key = key ? mem_text_n(key->text, key->size) : NULL,
        .message = message,
        .hint = hint};
}

void explain_member(struct explainer *explainer, uint32_t label, const struct value *key)
{
    size_t before = explainer->instance.length;

    pointer_push(&explainer->instance, key->text, key->size);
    explainer->depth++;
    explain_label(explainer, label, key + 1);
    explainer->depth--;
    buf_truncate(&explainer->instance, before);
}

void explain_element(struct explainer *explainer, uint32_t label,
                     const struct value *item, uint32_t index)
{
    size_t before = explainer->instance.length;

    pointer_push_index(&explainer->instance, index);
    explainer->depth++;
    explain_label(explainer, label, item);
    explainer->depth--;
    buf_truncate(&explainer->instance, before);
}

static void explain_leaf(struct explainer *explainer, const struct op *op,
                         const struct value *value)
{
    finding_add(explainer, op, op_keyword(op), value->offset, NULL,
                message_for(op, value), hint_for(op, value));
}

/* Up to 2019-09 "items" holds what "prefixItems" does later. */
static const char *prefix_keyword(const struct op *op)
{
    const char *keyword = op_keyword(op);

    if (!strcmp(keyword, "additionalItems"))
        return "items";
    return op->at->type == VALUE_ARRAY ? keyword : "prefixItems";
}

static void explain_array(struct explainer *explainer, const struct op *op,
                          const struct value *value)
{
    const struct value *item = value + 1;

    for (uint32_t i = 0; i < value->size; i++, item = value_next(item)) {
        uint32_t label = i < op->b ? explainer->scratch->schema->pool[op->a + i] : op->c;
        size_t before = explainer->keywords.length;

        if (label == LABEL_NONE)
            break;
        if (i < op->b)
            buf_append_format(&explainer->keywords, "/%s/%u", prefix_keyword(op), i);
        else
            buf_append_format(&explainer->keywords, "/%s", op_keyword(op));
        explain_element(explainer, label, item, i);
        buf_truncate(&explainer->keywords, before);
    }
}

void explain_unique_items(struct explainer *explainer, const struct op *op,
                          const struct value *value)
{
    struct schema_scratch *scratch = explainer->scratch;
    uint64_t work = scratch->work_max;
    const struct value *b = value + 1;

    value_set_begin(&scratch->set, value->size);
    for (uint32_t i = 0; i < value->size; i++, b = value_next(b)) {
        const struct value *same = value_set_add(&scratch->set, b, &scratch->rows, &work);
        const struct value *a = value + 1;
        uint32_t k = 0;

        if (!same || same == b)
            continue;
        for (; a != same; a = value_next(a))
            k++;
        finding_add(
            explainer, op, "uniqueItems", b->offset, NULL,
            mem_format("expected items that differ, got item %u equal to item %u", i, k),
            NULL);
        return;
    }
}

static void explain_all_of(struct explainer *explainer, const struct op *op,
                           const struct value *value)
{
    size_t before = explainer->keywords.length;

    for (uint32_t i = 0; i < op->b; i++) {
        buf_append_format(&explainer->keywords, "/allOf/%u", i);
        explain_label(explainer, explainer->scratch->schema->pool[op->a + i], value);
        buf_truncate(&explainer->keywords, before);
    }
}

static void explain_through(struct explainer *explainer, const char *keyword,
                            uint32_t label, const struct value *value)
{
    size_t before = explainer->keywords.length;

    buf_append_format(&explainer->keywords, "/%s", keyword);
    explain_label(explainer, label, value);
    buf_truncate(&explainer->keywords, before);
}

static void explain_if(struct explainer *explainer, const struct op *op,
                       const struct value *value)
{
    bool then = evaluate(explainer->scratch, op->a, value, 0);

    explain_through(explainer, then ? "then" : "else", then ? op->b : op->c, value);
}

static void explain_ref(struct explainer *explainer, const struct op *op,
                        const struct value *value)
{
    explain_through(explainer, op_keyword(op), op->a, value);
}

static void explain_dynamic_ref(struct explainer *explainer, const struct op *op,
                                const struct value *value)
{
    explain_through(explainer, op_keyword(op), dynamic_target(explainer->scratch, op),
                    value);
}

static void explain_unevaluated_items(struct explainer *explainer, const struct op *op,
                                      const struct value *value)
{
    finding_add(explainer, op, "unevaluatedItems", value->offset, NULL,
                mem_text("expected no items but those the schema describes"), NULL);
}

static void explain_op(struct explainer *explainer, const struct op *op,
                       const struct value *value)
{
    static op_explain *const explains[OP_COUNT] = {
        [OP_OBJECT] = explain_object,
        [OP_PROPERTY_NAMES] = explain_property_names,
        [OP_DEPENDENT_REQUIRED] = explain_dependent_required,
        [OP_DEPENDENT_SCHEMAS] = explain_dependent_schemas,
        [OP_ARRAY] = explain_array,
        [OP_UNIQUE_ITEMS] = explain_unique_items,
        [OP_ALL_OF] = explain_all_of,
        [OP_ANY_OF] = explain_any_of,
        [OP_ONE_OF] = explain_one_of,
        [OP_IF] = explain_if,
        [OP_REF] = explain_ref,
        [OP_DYNAMIC_REF] = explain_dynamic_ref,
        [OP_UNEVALUATED_ITEMS] = explain_unevaluated_items,
        [OP_UNEVALUATED_PROPERTIES] = explain_unevaluated_properties,
    };

    if (explains[op->code])
        explains[op->code](explainer, op, value);
    else
        explain_leaf(explainer, op, value);
}

/* unevaluated* is told of only where all else is right: what a keyword that failed would
 * have looked at is not known. */
static void explain_ops(struct explainer *explainer, const struct op *op,
                        const struct value *value, uint32_t marks)
{
    struct schema_scratch *scratch = explainer->scratch;
    bool good = true;

    for (; op->code != OP_END && !scratch->undecided; op++) {
        bool last =
            op->code == OP_UNEVALUATED_ITEMS || op->code == OP_UNEVALUATED_PROPERTIES;

        if ((last && !good) || op_runs[op->code](scratch, op, value, marks))
            continue;
        if (scratch->undecided)
            return;
        good = false;
        explain_op(explainer, op, value);
        if (op->code == OP_TYPE || op->code == OP_FALSE)
            return;
    }
}

static void explain_nothing(struct explainer *explainer, const struct op *op,
                            const struct value *value)
{
    const char *why = explainer->nested == EXPLAIN_DEPTH_MAX ? "deep" : "much";

    finding_add(explainer, op, "", value->offset, NULL,
                mem_format("something is wrong here, too %s to tell what", why), NULL);
}

void explain_label(struct explainer *explainer, uint32_t index, const struct value *value)
{
    struct schema_scratch *scratch = explainer->scratch;
    const struct label *label = &scratch->schema->labels[index];
    size_t scope = scratch->scope_count;
    uint32_t outer = explainer->label;
    uint32_t marks = 0;

    if (evaluate(scratch, index, value, 0) || scratch->undecided ||
        findings_full(explainer))
        return;
    explainer->label = index;
    if (explainer->nested == EXPLAIN_DEPTH_MAX ||
        explainer->steps++ >= EXPLAIN_STEPS_MAX) {
        explain_nothing(explainer, &scratch->schema->ops[label->start], value);
        explainer->label = outer;
        return;
    }
    if (scratch->schema->dynamic) {
        MEM_GROW(scratch->scope, scratch->scope_count, scratch->scope_capacity);
        scratch->scope[scratch->scope_count++] = label->resource;
    }
    if (label->tracks && value->type >= VALUE_ARRAY)
        marks = marks_push(scratch, value);
    explainer->nested++;
    explain_ops(explainer, &scratch->schema->ops[label->start], value, marks);
    explainer->nested--;
    if (marks)
        marks_drop(scratch, marks);
    scratch->scope_count = scope;
    explainer->label = outer;
}

static int by_offset(const void *a, const void *b)
{
    const struct finding *finding_a = a;
    const struct finding *finding_b = b;

    if (finding_a->error.offset != finding_b->error.offset)
        return finding_a->error.offset < finding_b->error.offset ? -1 : 1;
    return finding_a->depth < finding_b->depth ? -1 : finding_a->depth > finding_b->depth;
}

/* An insertion sort: few items, nearly in order, and equal ones stay as they are. */
static void findings_sort(struct findings *found)
{
    for (size_t i = 1; i < found->count; i++) {
        struct finding one = found->items[i];
        size_t k = i;

        for (; k > 0 && by_offset(&found->items[k - 1], &one) > 0; k--)
            found->items[k] = found->items[k - 1];
        found->items[k] = one;
    }
}

static char *location_of(const struct schema *schema, const struct finding *finding)
{
    struct buf location = BUF_INIT(POINTER_MAX);
    const char *keyword = finding->error.keyword;

    schema_location(&location, schema, finding->label, keyword, strlen(keyword));
    return buf_detach(&location);
}

/* Moves the first ones over. */
static void errors_take(const struct schema *schema, struct schema_errors *errors,
                        struct findings *found, size_t max)
{
    size_t count = found->count < max ? found->count : max;

    errors->more = found->more || found->count > max;
    for (size_t i = 0; i < count; i++) {
        MEM_GROW(errors->items, errors->count, errors->capacity);
        found->items[i].error.absolute_location = location_of(schema, &found->items[i]);
        errors->items[errors->count++] = found->items[i].error;
    }
    for (size_t i = count; i < found->count; i++)
        error_release(&found->items[i].error);
    found->count = 0;
}

enum schema_verdict schema_explain(const struct schema *schema,
                                   const struct value *instance,
                                   struct schema_scratch *scratch, size_t errors_max,
                                   struct schema_errors *errors)
{
    enum schema_verdict verdict = schema_validate(schema, instance, scratch);
    struct findings found = {.max = FINDINGS_MAX};
    struct explainer explainer = {.scratch = scratch,
                                  .found = &found,
                                  .instance = BUF_INIT(POINTER_MAX),
                                  .keywords = BUF_INIT(POINTER_MAX)};

    schema_errors_release(errors);
    if (verdict == SCHEMA_INVALID) {
        scratch_begin(scratch, schema, instance);
        explain_label(&explainer, schema->entry, instance);
        if (found.count == 0) /* a limit was reached while explaining */
            explain_nothing(&explainer, &schema->ops[schema->labels[schema->entry].start],
                            instance);
        findings_sort(&found);
        errors_take(schema, errors, &found, errors_max);
    }
    findings_release(&found);
    buf_release(&explainer.instance);
    buf_release(&explainer.keywords);
    return verdict;
}

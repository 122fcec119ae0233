/* schemas/explain_array.c - what is wrong with arrays. */
#include "base/mem.h"
#include "schemas/explain.h"
#include "schemas/schema_location.h"

#include <stdlib.h>

/* One item that nothing fits, told at the item. */
static void item_refuse(struct explainer *explainer, const struct op *op,
                        const char *keyword, const struct value *item, uint32_t index,
                        char *message)
{
    struct findings *found = explainer->found;
    size_t before = found->count;
    char *pointer = mem_format("%s/%u", buf_text(&explainer->instance), (unsigned)index);

    finding_add(explainer, op, keyword, item->offset, NULL, said_plain(message));
    if (found->count > before) {
        free(found->items[before].error.instance);
        found->items[before].error.instance = pointer;
        found->items[before].depth++;
        pointer = NULL; /* the finding's */
    }
    free(pointer);
}

void explain_array(struct explainer *explainer, const struct op *op,
                   const struct value *value)
{
    const struct schema *schema = explainer->scratch->schema;
    const struct value *at = schema->labels[explainer->label].schema;
    const struct value *item = value + 1;

    for (uint32_t i = 0; i < value->size; i++, item = value_next(item)) {
        uint32_t label = i < op->b ? schema->pool[op->a + i] : op->c;
        size_t before = explainer->keywords.length;

        if (label == LABEL_NONE)
            break;
        schema_way(&explainer->ways, &explainer->keywords, at,
                   schema->labels[label].schema);
        if (i == op->b && op->b > 0 && label_is_false(schema, label)) {
            item_refuse(explainer, op, "", item, i,
                        mem_format("expected at most %u item%s, got %u", op->b,
                                   op->b == 1 ? "" : "s", value->size));
            buf_truncate(&explainer->keywords, before);
            break;
        }
        explain_element(explainer, label, item, i);
        buf_truncate(&explainer->keywords, before);
    }
}

void explain_contains(struct explainer *explainer, const struct op *op,
                      const struct value *value)
{
    const struct value *item = value + 1;
    uint32_t count = 0;
    char *expected;

    for (uint32_t i = 0; i < value->size; i++, item = value_next(item))
        count += evaluate(explainer->scratch, op->a, item, 0);
    if (op->c == UINT32_MAX)
        expected =
            mem_format("at least %u matching item%s", op->b, op->b == 1 ? "" : "s");
    else
        expected = mem_format("from %u to %u matching items", op->b, op->c);
    finding_add(explainer, op, "contains", value->offset, NULL,
                (struct said){.expected = expected,
                              .found = mem_format("%u of %u", count, value->size)});
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
            said_plain(mem_format(
                "expected items that differ, got item %u equal to item %u", i, k)));
        return;
    }
}

void explain_unevaluated_items(struct explainer *explainer, const struct op *op,
                               const struct value *value)
{
    struct schema_scratch *scratch = explainer->scratch;
    bool refused = label_is_false(scratch->schema, op->a);
    uint32_t marks = marks_before(explainer->scratch, explainer->label, op, value);
    const struct value *item = value + 1;
    size_t before = explainer->keywords.length;

    for (uint32_t i = 0; i < value->size; i++, item = value_next(item)) {
        if (marks_has(scratch, marks, i) || evaluate(scratch, op->a, item, 0))
            continue;
        if (refused) {
            item_refuse(explainer, op, "unevaluatedItems", item, i,
                        mem_text("expected no items but those the schema describes"));
            continue;
        }
        buf_append_text(&explainer->keywords, "/unevaluatedItems");
        explain_element(explainer, op->a, item, i);
        buf_truncate(&explainer->keywords, before);
    }
    marks_drop(scratch, marks);
}

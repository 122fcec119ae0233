/* schemas/explain_union.c - unions whose branches are told apart by a tag, and oneOf
 * where several branches match. */
#include "base/mem.h"
#include "base/shown.h"
#include "schemas/explain.h"
#include "values/pointer.h"

#include <stdlib.h>
#include <string.h>

enum { MATCHES_TOLD_MAX = 5, NAME_COLUMNS_MAX = 40, TEXT_MAX = 4096 };

static void tag_missing(struct explainer *explainer, const struct op *op,
                        const struct value *value, const struct union_plan *plan)
{
    char *shown = shown_quoted(plan->key->text, plan->key->size, NAME_COLUMNS_MAX);
    struct said tags = said_one_of(plan->texts.keys, plan->texts.count, value);

    finding_add(explainer, op, op_keyword(op), value->offset, plan->key,
                (struct said){.message = mem_format("missing key %s", shown),
                              .hint = mem_format("its value is %s", tags.expected)});
    free(tags.expected);
    free(tags.found);
    free(tags.hint);
    free(shown);
}

static void tag_unknown(struct explainer *explainer, const struct op *op,
                        const struct value *tag, const struct union_plan *plan)
{
    size_t before = explainer->instance.length;

    pointer_push(&explainer->instance, plan->key->text, plan->key->size);
    explainer->depth++;
    finding_add(explainer, op, op_keyword(op), tag->offset, NULL,
                said_one_of(plan->texts.keys, plan->texts.count, tag));
    explainer->depth--;
    buf_truncate(&explainer->instance, before);
}

bool explain_tagged(struct explainer *explainer, const struct op *op,
                    const struct value *value)
{
    const struct schema *schema = explainer->scratch->schema;
    const struct union_plan *plan = op->c ? &schema->unions[op->c - 1] : NULL;
    const struct value *tag;
    uint32_t label;

    if (!plan || value->type != VALUE_OBJECT)
        return false;
    tag = value_member_n(value, plan->key->text, plan->key->size);
    label = union_branch(plan, value);
    if (!tag)
        tag_missing(explainer, op, value, plan);
    else if (label == LABEL_NONE)
        tag_unknown(explainer, op, tag, plan);
    for (uint32_t i = 0; label != LABEL_NONE && i < op->b; i++) {
        if (schema->pool[op->a + i] != label)
            continue;
        branch_explain(explainer, op, i, value);
        break;
    }
    return true;
}

/* " (Refund)": the branch's title, or the last name of its reference. Appends. */
static void form_name(struct buf *out, const struct value *branch)
{
    const struct value *title = value_member(branch, "title");
    const struct value *name = title ? title : value_member(branch, "$ref");
    const char *slash;
    size_t skip;

    if (!name || name->type != VALUE_STRING || name->size == 0)
        return;
    slash = title ? NULL : memrchr(name->text, '/', name->size);
    skip = slash ? (size_t)(slash - name->text) + 1 : 0;
    buf_append_text(out, " (");
    shown_append(out, name->text + skip, name->size - skip, NAME_COLUMNS_MAX);
    buf_append_char(out, ')');
}

void explain_one_of(struct explainer *explainer, const struct op *op,
                    const struct value *value)
{
    const struct schema *schema = explainer->scratch->schema;
    struct buf text = BUF_INIT(TEXT_MAX);
    unsigned count = 0;

    for (uint32_t i = 0; i < op->b; i++) {
        uint32_t label = schema->pool[op->a + i];

        if (!evaluate(explainer->scratch, label, value, 0) || count++ >= MATCHES_TOLD_MAX)
            continue;
        buf_append_format(&text, "%s%u", count == 1 ? "" : ", ", i + 1);
        form_name(&text, schema->labels[label].schema);
    }
    if (count < 2)
        explain_any_of(explainer, op, value);
    else
        finding_add(
            explainer, op, "oneOf", value->offset, NULL,
            (struct said){.expected = mem_text("exactly one of the forms to match"),
                          .found = mem_format("a match of %u: forms %s%s", count,
                                              buf_text(&text),
                                              count > MATCHES_TOLD_MAX ? ", …" : "")});
    buf_release(&text);
}

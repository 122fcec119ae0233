/* schemas/explain_object.c - what is wrong with objects. */
#include "base/mem.h"
#include "base/shown.h"
#include "schemas/explain.h"
#include "values/pointer.h"

#include <stdlib.h>
#include <string.h>

enum { KEY_SHOWN_MAX = 60, NAMES_MAX = 200, NAMES_DEPTH_MAX = 4, HINTS_MAX = 1000 };

static char *key_message(const char *before, const struct value *key, const char *after)
{
    char *shown = shown_quoted(key->text, key->size, KEY_SHOWN_MAX);
    char *message = mem_format("%s %s%s", before, shown, after);

    free(shown);
    return message;
}

/* The schema's keys that the object does not have yet: what a wrong key may have been
 * meant to be. */
static char *unknown_key_hint(const struct object_plan *plan, const bool *seen,
                              const struct value *key, size_t told)
{
    const struct value **names;
    size_t count = 0;
    char *hint;

    if (told >= HINTS_MAX)
        return NULL;
    names = mem_new(plan->keys.count, sizeof *names);
    for (size_t i = 0; i < plan->keys.count; i++)
        if (!seen[i])
            names[count++] = plan->keys.keys[i];
    hint = hint_nearest(key, names, count);
    free(names);
    return hint;
}

static void keywords_descend(struct explainer *explainer, const char *keyword,
                             const struct value *token, uint32_t label,
                             const struct value *key)
{
    size_t before = explainer->keywords.length;

    buf_append_format(&explainer->keywords, "/%s", keyword);
    if (token)
        pointer_push(&explainer->keywords, token->text, token->size);
    explain_member(explainer, label, key);
    buf_truncate(&explainer->keywords, before);
}

static void unknown_key(struct explainer *explainer, const struct op *op,
                        const char *keyword, const struct value *key, char *hint)
{
    finding_add(
        explainer, op, keyword, key->offset, key,
        (struct said){.message = key_message("unknown key", key, ""), .hint = hint});
}

static void explain_key(struct explainer *explainer, const struct op *op,
                        const bool *seen, const struct value *key)
{
    struct schema_scratch *scratch = explainer->scratch;
    const struct object_plan *plan = &scratch->schema->plans[op->a];
    uint32_t index = key_table_find(&plan->keys, key);
    bool known = index != LABEL_NONE && plan->entries[index].label != LABEL_NONE;

    if (known)
        keywords_descend(explainer, "properties", key, plan->entries[index].label, key);
    for (size_t i = 0; i < plan->pattern_count; i++) {
        if (!pattern_matches(scratch, plan->patterns[2 * i], key))
            continue;
        known = true;
        keywords_descend(explainer, "patternProperties",
                         scratch->schema->pattern_uses[plan->patterns[2 * i]].source,
                         plan->patterns[2 * i + 1], key);
    }
    if (known || plan->additional == LABEL_NONE)
        return;
    if (!label_is_false(scratch->schema, plan->additional))
        keywords_descend(explainer, "additionalProperties", NULL, plan->additional, key);
    else if (!findings_full(explainer))
        unknown_key(explainer, op, "additionalProperties", key,
                    unknown_key_hint(plan, seen, key, explainer->found->count));
}

void explain_object(struct explainer *explainer, const struct op *op,
                    const struct value *value)
{
    const struct object_plan *plan = &explainer->scratch->schema->plans[op->a];
    bool *seen = mem_new(plan->keys.count, sizeof *seen);
    const struct value *key = value + 1;

    for (uint32_t i = 0; i < value->size; i++, key = value_next(key + 1)) {
        uint32_t index = key_table_find(&plan->keys, key);

        if (index != LABEL_NONE)
            seen[index] = true;
    }
    for (size_t i = 0; i < plan->keys.count; i++) {
        const struct value *name = plan->keys.keys[i];

        if (plan->entries[i].required && !seen[i] && !findings_full(explainer))
            finding_add(explainer, op, "required", value->offset, name,
                        said_plain(key_message("missing key", name, "")));
    }
    key = value + 1;
    for (uint32_t i = 0; i < value->size; i++, key = value_next(key + 1))
        explain_key(explainer, op, seen, key);
    free(seen);
}

void explain_property_names(struct explainer *explainer, const struct op *op,
                            const struct value *value)
{
    const struct value *key = value + 1;
    size_t before = explainer->keywords.length;

    buf_append_text(&explainer->keywords, "/propertyNames");
    for (uint32_t i = 0; i < value->size; i++, key = value_next(key + 1)) {
        size_t from = explainer->found->count;

        explain_label(explainer, op->a, key);
        for (size_t k = from; k < explainer->found->count; k++) {
            struct schema_error *error = &explainer->found->items[k].error;
            char *message = mem_format("wrong key: %s", error->message);

            free(error->message);
            error->message = message;
            free(error->key);
            error->key = mem_text_n(key->text, key->size);
        }
    }
    buf_truncate(&explainer->keywords, before);
}

void explain_dependent_required(struct explainer *explainer, const struct op *op,
                                const struct value *value)
{
    const struct value *key = op->at + 1;

    for (uint32_t i = 0; i < op->at->size; i++, key = value_next(key + 1)) {
        const struct value *name = key + 2;

        if (key[1].type != VALUE_ARRAY || !value_member_n(value, key->text, key->size))
            continue;
        for (uint32_t k = 0; k < key[1].size; k++, name = value_next(name)) {
            char *because;

            if (value_member_n(value, name->text, name->size))
                continue;
            because = key_message(", which goes with", key, "");
            finding_add(explainer, op, op_keyword(op), value->offset, name,
                        said_plain(key_message("missing key", name, because)));
            free(because);
        }
    }
}

void explain_dependent_schemas(struct explainer *explainer, const struct op *op,
                               const struct value *value)
{
    const struct value *key = op->at + 1;

    for (uint32_t i = 0; i < op->b; i++, key = value_next(key + 1)) {
        uint32_t label = explainer->scratch->schema->pool[op->a + i];
        size_t before = explainer->keywords.length;

        if (label == LABEL_NONE || !value_member_n(value, key->text, key->size))
            continue;
        buf_append_format(&explainer->keywords, "/%s", op_keyword(op));
        pointer_push(&explainer->keywords, key->text, key->size);
        explain_label(explainer, label, value);
        buf_truncate(&explainer->keywords, before);
    }
}

/* The keys of all schemas that take part in this object, as far as they are easy to
 * find: what a key that none of them knows may have been meant to be. */
struct names {
    const struct value *items[NAMES_MAX];
    size_t count;
};

static void plan_names(struct names *names, const struct object_plan *plan,
                       const struct value *object)
{
    for (size_t i = 0; i < plan->keys.count && names->count < NAMES_MAX; i++) {
        const struct value *name = plan->keys.keys[i];

        if (!value_member_n(object, name->text, name->size))
            names->items[names->count++] = name;
    }
}

static void names_collect(struct names *names, const struct schema *schema,
                          uint32_t label, const struct value *object, int depth)
{
    const struct op *op = &schema->ops[schema->labels[label].start];

    for (; op->code != OP_END && depth < NAMES_DEPTH_MAX && names->count < NAMES_MAX;
         op++) {
        if (op->code == OP_OBJECT)
            plan_names(names, &schema->plans[op->a], object);
        else if (op->code == OP_REF)
            names_collect(names, schema, op->a, object, depth + 1);
        else if (op->code >= OP_ALL_OF && op->code <= OP_ONE_OF)
            for (uint32_t i = 0; i < op->b && names->count < NAMES_MAX; i++)
                names_collect(names, schema, schema->pool[op->a + i], object, depth + 1);
    }
}

static char *unevaluated_key_hint(struct explainer *explainer, const struct value *object,
                                  const struct value *key)
{
    struct names names = {.count = 0};

    names_collect(&names, explainer->scratch->schema, explainer->label, object, 0);
    return hint_nearest(key, names.items, names.count);
}

/* The keys that nothing before has looked at are those that a run without this keyword
 * leaves unmarked; it marked itself those before the first bad one. */
void explain_unevaluated_properties(struct explainer *explainer, const struct op *op,
                                    const struct value *value)
{
    struct schema_scratch *scratch = explainer->scratch;
    bool refused = label_is_false(scratch->schema, op->a);
    uint32_t marks = marks_before(explainer->scratch, explainer->label, op, value);
    const struct value *key = value + 1;

    for (uint32_t i = 0; i < value->size; i++, key = value_next(key + 1)) {
        if (marks_has(scratch, marks, i) || evaluate(scratch, op->a, key + 1, 0))
            continue;
        if (scratch->undecided || findings_full(explainer))
            break;
        if (refused)
            unknown_key(explainer, op, "unevaluatedProperties", key,
                        unevaluated_key_hint(explainer, value, key));
        else
            keywords_descend(explainer, "unevaluatedProperties", NULL, op->a, key);
    }
    marks_drop(scratch, marks);
}

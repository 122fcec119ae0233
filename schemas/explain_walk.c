/* schemas/explain_walk.c - what is wrong, for people: walking the program. */
#include "schemas/explain.h"

#include "base/mem.h"
#include "schemas/schema_location.h"
#include "values/pointer.h"

#include <stdlib.h>
#include <string.h>

enum {
    POINTER_MAX = 1 << 20,
    FINDINGS_LEAST = 1000,
    FINDINGS_MAX = 100 * 1000,
    SAME_LOOKED_AT_MAX = 50
};

void finding_release(struct finding *finding)
{
    free(finding->error.instance);
    free(finding->error.keyword_location);
    free(finding->error.key);
    free(finding->error.message);
    free(finding->error.expected);
    free(finding->error.found);
    free(finding->error.hint);
}

void findings_release(struct findings *findings)
{
    for (size_t i = 0; i < findings->count; i++)
        finding_release(&findings->items[i]);
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

struct said said_plain(char *message)
{
    return (struct said){.message = message};
}

static void said_release(struct said *said)
{
    free(said->expected);
    free(said->found);
    free(said->message);
    free(said->hint);
}

void finding_add(struct explainer *explainer, const struct op *op, const char *keyword,
                 uint32_t offset, const struct value *key, struct said said)
{
    struct findings *found = explainer->found;

    if (findings_full(explainer)) {
        said_release(&said);
        return;
    }
    if (!said.message)
        said.message = mem_format("expected %s, got %s", said.expected, said.found);
    MEM_GROW(found->items, found->count, found->capacity);
    found->items[found->count++] = (struct finding){
        .error = {.instance = mem_text(buf_text(&explainer->instance)),
                  .keyword_location =
                      *keyword
                          ? mem_format("%s/%s", buf_text(&explainer->keywords), keyword)
                          : mem_text(buf_text(&explainer->keywords)),
                  .keyword = keyword,
                  .offset = offset,
                  .key = key ? mem_text_n(key->text, key->size) : NULL,
                  .message = said.message,
                  .expected = said.expected,
                  .found = said.found,
                  .hint = said.hint},
        .op = op,
        .label = explainer->label,
        .depth = explainer->depth};
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
    finding_add(explainer, op, op_keyword(op), value->offset, NULL, said_for(op, value));
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

bool label_is_false(const struct schema *schema, uint32_t label)
{
    return schema->ops[schema->labels[label].start].code == OP_FALSE;
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
        [OP_CONTAINS] = explain_contains,
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

    finding_add(
        explainer, op, "", value->offset, NULL,
        said_plain(mem_format("something is wrong here, too %s to tell what", why)));
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

/* The order of the text, then of depth, then of the schema: as they were found. */
static bool is_before(const struct finding *a, const struct finding *b)
{
    if (a->error.offset != b->error.offset)
        return a->error.offset < b->error.offset;
    return a->depth < b->depth;
}

/* Merges runs that double in length; equal ones stay as they are. */
static void findings_sort(struct findings *found)
{
    struct finding *from = found->items;
    struct finding *to = mem_new(found->count + 1, sizeof *to);

    for (size_t run = 1; run < found->count; run *= 2) {
        struct finding *other = from;

        for (size_t start = 0; start < found->count; start += 2 * run) {
            size_t a = start,
                   end_a = start + run < found->count ? start + run : found->count;
            size_t b = end_a,
                   end_b = end_a + run < found->count ? end_a + run : found->count;

            for (size_t i = start; i < end_b; i++)
                to[i] = a == end_a || (b < end_b && is_before(&from[b], &from[a]))
                            ? from[b++]
                            : from[a++];
        }
        from = to;
        to = other;
    }
    found->items = from;
    found->capacity = found->count + 1;
    free(to);
}

/* Two ways through the schema to the same sentence are one mistake. */
static bool is_same(const struct finding *a, const struct finding *b)
{
    return a->error.offset == b->error.offset &&
           !strcmp(a->error.instance, b->error.instance) &&
           !strcmp(a->error.message, b->error.message);
}

static bool is_told(const struct findings *found, size_t index)
{
    const struct finding *one = &found->items[index];

    for (size_t i = 1; i <= index && i <= SAME_LOOKED_AT_MAX; i++)
        if (is_same(&found->items[index - i], one))
            return true;
    return false;
}

static char *location_of(struct explainer *explainer, const struct finding *finding)
{
    struct buf location = BUF_INIT(POINTER_MAX);
    const char *keyword = finding->error.keyword;

    schema_location(&explainer->ways, &location, explainer->scratch->schema,
                    finding->label, keyword, strlen(keyword));
    return buf_detach(&location);
}

/* Moves the first ones over. */
static void errors_take(struct explainer *explainer, struct schema_errors *errors,
                        size_t max)
{
    struct findings *found = explainer->found;

    errors->more = found->more;
    for (size_t i = 0; i < found->count; i++) {
        struct finding *one = &found->items[i];

        if (is_told(found, i))
            continue;
        if (errors->count == max) {
            errors->more = true;
            break;
        }
        MEM_GROW(errors->items, errors->count, errors->capacity);
        errors->items[errors->count] = one->error;
        errors->items[errors->count++].absolute_location = location_of(explainer, one);
        one->taken = true;
    }
    for (size_t i = 0; i < found->count; i++)
        if (!found->items[i].taken)
            finding_release(&found->items[i]);
    found->count = 0;
}

enum schema_verdict schema_explain(const struct schema *schema,
                                   const struct value *instance,
                                   struct schema_scratch *scratch, size_t errors_max,
                                   struct schema_errors *errors)
{
    enum schema_verdict verdict = schema_validate(schema, instance, scratch);
    struct findings found = {.max = FINDINGS_LEAST};
    struct explainer explainer = {.scratch = scratch,
                                  .found = &found,
                                  .instance = BUF_INIT(POINTER_MAX),
                                  .keywords = BUF_INIT(POINTER_MAX),
                                  .ways = SCHEMA_WAYS_INIT};

    schema_errors_release(errors);
    if (errors_max > FINDINGS_LEAST)
        found.max = errors_max < FINDINGS_MAX ? errors_max : FINDINGS_MAX;
    if (verdict == SCHEMA_INVALID) {
        scratch_begin(scratch, schema, instance);
        explain_label(&explainer, schema->entry, instance);
        if (found.count == 0) /* a limit was reached while explaining */
            explain_nothing(&explainer, &schema->ops[schema->labels[schema->entry].start],
                            instance);
        findings_sort(&found);
        errors_take(&explainer, errors, errors_max);
    }
    findings_release(&found);
    schema_ways_release(&explainer.ways);
    buf_release(&explainer.instance);
    buf_release(&explainer.keywords);
    return verdict;
}

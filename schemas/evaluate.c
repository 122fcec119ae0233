/* schemas/evaluate.c - running a program: blocks, combining keywords, single values. */
#include "schemas/evaluate.h"

#include "base/mem.h"
#include "schemas/format.h"
#include "schemas/number.h"

static bool is_container(const struct value *value)
{
    return value->type >= VALUE_ARRAY;
}

/* Whether a set must be kept for this value. */
static uint32_t own_marks(struct schema_scratch *scratch, const struct value *value)
{
    return is_container(value) ? marks_push(scratch, value) : 0;
}

static bool ops_run(struct schema_scratch *scratch, const struct op *op,
                    const struct value *value, uint32_t marks)
{
    for (; op->code != OP_END; op++)
        if (!op_runs[op->code](scratch, op, value, marks))
            return false;
    return true;
}

bool evaluate_block(struct schema_scratch *scratch, const struct label *label,
                    const struct value *value, uint32_t marks)
{
    const struct op *ops = &scratch->schema->ops[label->fast];
    size_t scope = scratch->scope_count;
    uint32_t own = 0;
    bool good;

    if (scratch->depth >= EVALUATE_DEPTH_MAX || ++scratch->work > EVALUATE_WORK_MAX)
        scratch->undecided = true;
    if (scratch->undecided)
        return false;
    scratch->depth++;
    if (scratch->schema->dynamic &&
        (scope == 0 || scratch->scope[scope - 1] != label->resource)) {
        MEM_GROW(scratch->scope, scratch->scope_count, scratch->scope_capacity);
        scratch->scope[scratch->scope_count++] = label->resource;
    }
    if (label->tracks)
        own = own_marks(scratch, value);
    good = ops_run(scratch, ops, value, own ? own : marks);
    if (own) {
        if (good && marks)
            marks_merge(scratch, marks, own, value);
        marks_drop(scratch, own);
    }
    scratch->scope_count = scope;
    scratch->depth--;
    return good;
}

static bool run_end(struct schema_scratch *scratch, const struct op *op,
                    const struct value *value, uint32_t marks)
{
    (void)scratch, (void)op, (void)value, (void)marks;
    return true;
}

static bool run_false(struct schema_scratch *scratch, const struct op *op,
                      const struct value *value, uint32_t marks)
{
    (void)scratch, (void)op, (void)value, (void)marks;
    return false;
}

static bool run_type(struct schema_scratch *scratch, const struct op *op,
                     const struct value *value, uint32_t marks)
{
    (void)scratch, (void)marks;
    return value_types(value) & op->a;
}

static bool run_const(struct schema_scratch *scratch, const struct op *op,
                      const struct value *value, uint32_t marks)
{
    (void)scratch, (void)marks;
    return value_equal(value, op->at);
}

static bool run_enum(struct schema_scratch *scratch, const struct op *op,
                     const struct value *value, uint32_t marks)
{
    const struct value *at = op->at + 1;

    (void)marks;
    if (value->type == VALUE_STRING)
        return key_table_find(&scratch->schema->tables[op->a], value) != LABEL_NONE;
    for (uint32_t i = 0; op->b && i < op->at->size; i++, at = value_next(at))
        if (value_equal(value, at))
            return true;
    return false;
}

static bool run_bound(struct schema_scratch *scratch, const struct op *op,
                      const struct value *value, uint32_t marks)
{
    int order;

    (void)scratch, (void)marks;
    if (!value_is_number(value))
        return true;
    order = value_compare_numbers(value, op->at);
    switch (op->code) {
    case OP_MINIMUM:
        return order >= 0;
    case OP_MAXIMUM:
        return order <= 0;
    case OP_EXCLUSIVE_MINIMUM:
        return order > 0;
    default:
        return order < 0;
    }
}

static bool run_multiple_of(struct schema_scratch *scratch, const struct op *op,
                            const struct value *value, uint32_t marks)
{
    enum number_multiple answer;

    (void)marks;
    if (!value_is_number(value))
        return true;
    answer = number_is_multiple(value, op->at);
    if (answer == MULTIPLE_UNDECIDED)
        scratch->undecided = true;
    return answer == MULTIPLE_YES;
}

static bool run_count(struct schema_scratch *scratch, const struct op *op,
                      const struct value *value, uint32_t marks)
{
    (void)scratch, (void)marks;
    switch (op->code) {
    case OP_MIN_LENGTH:
        return value->type != VALUE_STRING || value->as.string.points >= op->a;
    case OP_MAX_LENGTH:
        return value->type != VALUE_STRING || value->as.string.points <= op->a;
    case OP_MIN_ITEMS:
        return value->type != VALUE_ARRAY || value->size >= op->a;
    case OP_MAX_ITEMS:
        return value->type != VALUE_ARRAY || value->size <= op->a;
    case OP_MIN_PROPERTIES:
        return value->type != VALUE_OBJECT || value->size >= op->a;
    default:
        return value->type != VALUE_OBJECT || value->size <= op->a;
    }
}

bool pattern_matches(struct schema_scratch *scratch, uint32_t pattern,
                     const struct value *text)
{
    const pcre2_code *code = scratch->schema->patterns[pattern].code;
    const char *bytes = text->size ? text->text : "";
    int rc = pcre2_match(code, (PCRE2_SPTR)bytes, text->size, 0, PCRE2_NO_UTF_CHECK,
                         scratch->match, scratch->match_context);

    if (rc < 0 && rc != PCRE2_ERROR_NOMATCH)
        scratch->undecided = true;
    return rc >= 0;
}

static bool run_pattern(struct schema_scratch *scratch, const struct op *op,
                        const struct value *value, uint32_t marks)
{
    (void)marks;
    return value->type != VALUE_STRING || pattern_matches(scratch, op->a, value);
}

static bool run_format(struct schema_scratch *scratch, const struct op *op,
                       const struct value *value, uint32_t marks)
{
    (void)scratch, (void)marks;
    return value->type != VALUE_STRING || format_matches(op->a, value->text, value->size);
}

static bool run_all_of(struct schema_scratch *scratch, const struct op *op,
                       const struct value *value, uint32_t marks)
{
    for (uint32_t i = 0; i < op->b; i++)
        if (!evaluate(scratch, scratch->schema->pool[op->a + i], value, marks))
            return false;
    return true;
}

/* A branch that fails leaves no marks. */
static bool branch_run(struct schema_scratch *scratch, uint32_t label,
                       const struct value *value, uint32_t marks)
{
    uint32_t own = marks ? marks_push(scratch, value) : 0;
    bool good = evaluate(scratch, label, value, own);

    if (own) {
        if (good)
            marks_merge(scratch, marks, own, value);
        marks_drop(scratch, own);
    }
    return good;
}

static bool run_any_of(struct schema_scratch *scratch, const struct op *op,
                       const struct value *value, uint32_t marks)
{
    bool any = false;

    for (uint32_t i = 0; i < op->b; i++) {
        if (branch_run(scratch, scratch->schema->pool[op->a + i], value, marks)) {
            if (!marks)
                return true;
            any = true;
        }
    }
    return any;
}

static bool run_one_of(struct schema_scratch *scratch, const struct op *op,
                       const struct value *value, uint32_t marks)
{
    unsigned count = 0;

    for (uint32_t i = 0; i < op->b && count < 2; i++)
        count += branch_run(scratch, scratch->schema->pool[op->a + i], value, marks);
    return count == 1;
}

static bool run_not(struct schema_scratch *scratch, const struct op *op,
                    const struct value *value, uint32_t marks)
{
    (void)marks;
    return !evaluate(scratch, op->a, value, 0);
}

static bool run_if(struct schema_scratch *scratch, const struct op *op,
                   const struct value *value, uint32_t marks)
{
    uint32_t label = branch_run(scratch, op->a, value, marks) ? op->b : op->c;

    return label == LABEL_NONE || evaluate(scratch, label, value, marks);
}

static bool run_ref(struct schema_scratch *scratch, const struct op *op,
                    const struct value *value, uint32_t marks)
{
    return evaluate(scratch, op->a, value, marks);
}

uint32_t dynamic_target(const struct schema_scratch *scratch, const struct op *op)
{
    const uint32_t *pairs = &scratch->schema->pool[op->a];

    for (size_t i = 0; i < scratch->scope_count; i++)
        for (uint32_t k = 0; k < op->b; k++)
            if (pairs[2 * k] == scratch->scope[i])
                return pairs[2 * k + 1];
    return op->c;
}

static bool run_dynamic_ref(struct schema_scratch *scratch, const struct op *op,
                            const struct value *value, uint32_t marks)
{
    return evaluate(scratch, dynamic_target(scratch, op), value, marks);
}

op_run *const op_runs[OP_COUNT] = {
    [OP_END] = run_end,
    [OP_FALSE] = run_false,
    [OP_TYPE] = run_type,
    [OP_CONST] = run_const,
    [OP_ENUM] = run_enum,
    [OP_MINIMUM] = run_bound,
    [OP_MAXIMUM] = run_bound,
    [OP_EXCLUSIVE_MINIMUM] = run_bound,
    [OP_EXCLUSIVE_MAXIMUM] = run_bound,
    [OP_MULTIPLE_OF] = run_multiple_of,
    [OP_MIN_LENGTH] = run_count,
    [OP_MAX_LENGTH] = run_count,
    [OP_MIN_ITEMS] = run_count,
    [OP_MAX_ITEMS] = run_count,
    [OP_MIN_PROPERTIES] = run_count,
    [OP_MAX_PROPERTIES] = run_count,
    [OP_PATTERN] = run_pattern,
    [OP_FORMAT] = run_format,
    [OP_OBJECT] = run_object,
    [OP_PROPERTY_NAMES] = run_property_names,
    [OP_DEPENDENT_REQUIRED] = run_dependent_required,
    [OP_DEPENDENT_SCHEMAS] = run_dependent_schemas,
    [OP_ARRAY] = run_array,
    [OP_CONTAINS] = run_contains,
    [OP_UNIQUE_ITEMS] = run_unique_items,
    [OP_ALL_OF] = run_all_of,
    [OP_ANY_OF] = run_any_of,
    [OP_ONE_OF] = run_one_of,
    [OP_NOT] = run_not,
    [OP_IF] = run_if,
    [OP_REF] = run_ref,
    [OP_DYNAMIC_REF] = run_dynamic_ref,
    [OP_UNEVALUATED_ITEMS] = run_unevaluated_items,
    [OP_UNEVALUATED_PROPERTIES] = run_unevaluated_properties,
};

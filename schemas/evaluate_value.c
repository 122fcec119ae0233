/* schemas/evaluate_value.c - running a program over single values. */
#include "schemas/evaluate.h"
#include "schemas/format.h"
#include "values/number.h"

bool run_type(struct schema_scratch *scratch, const struct op *op,
              const struct value *value, uint32_t marks)
{
    (void)scratch, (void)marks;
    return value_types(value) & op->a;
}

bool run_const(struct schema_scratch *scratch, const struct op *op,
               const struct value *value, uint32_t marks)
{
    (void)marks;
    return work_add(scratch, op->a) && value_equal_with(value, op->at, &scratch->rows);
}

static bool set_has(struct schema_scratch *scratch, const struct value_set *set,
                    const struct value *value)
{
    uint64_t work = scratch->work_max;
    bool found = value_set_find(set, value, &scratch->rows, &work);

    return work_add(scratch, scratch->work_max - work) && found;
}

bool run_enum(struct schema_scratch *scratch, const struct op *op,
              const struct value *value, uint32_t marks)
{
    const struct value *at = op->at + 1;

    (void)marks;
    if (value->type == VALUE_STRING)
        return key_table_find(&scratch->schema->tables[op->a], value) != LABEL_NONE;
    if (op->c)
        return set_has(scratch, &scratch->schema->sets[op->c - 1], value);
    if (!op->b || !work_add(scratch, op->at->size))
        return false;
    for (uint32_t i = 0; i < op->at->size; i++, at = value_next(at))
        if (value_equal_with(value, at, &scratch->rows))
            return true;
    return false;
}

bool run_bound(struct schema_scratch *scratch, const struct op *op,
               const struct value *value, uint32_t marks)
{
    int order;

    (void)marks;
    if (!value_is_number(value))
        return true;
    order = numbers_compare(scratch, value, op->at);
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

bool run_multiple_of(struct schema_scratch *scratch, const struct op *op,
                     const struct value *value, uint32_t marks)
{
    enum number_multiple answer;

    (void)marks;
    if (!value_is_number(value))
        return true;
    if (!work_add(scratch, (value->size + op->at->size) / 16))
        return false;
    answer = number_is_multiple(value, op->at);
    if (answer == MULTIPLE_UNDECIDED)
        scratch->undecided = true;
    return answer == MULTIPLE_YES;
}

bool run_length(struct schema_scratch *scratch, const struct op *op,
                const struct value *value, uint32_t marks)
{
    (void)scratch, (void)marks;
    return value->type != VALUE_STRING ||
           (value->as.string.points >= op->a && value->as.string.points <= op->b);
}

bool run_texts(struct schema_scratch *scratch, const struct op *op,
               const struct value *value, uint32_t marks)
{
    (void)marks;
    return key_table_find(&scratch->schema->tables[op->a], value) != LABEL_NONE;
}

bool run_count(struct schema_scratch *scratch, const struct op *op,
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

bool pattern_matches(struct schema_scratch *scratch, uint32_t use,
                     const struct value *text)
{
    enum pattern_answer answer =
        pattern_match(scratch->schema->pattern_uses[use].pattern,
                      text->size ? text->text : "", text->size, &scratch->patterns);

    if (answer == PATTERN_OVER_LIMIT)
        scratch->undecided = true;
    return answer == PATTERN_FOUND;
}

bool run_pattern(struct schema_scratch *scratch, const struct op *op,
                 const struct value *value, uint32_t marks)
{
    (void)marks;
    return value->type != VALUE_STRING || pattern_matches(scratch, op->a, value);
}

bool run_format(struct schema_scratch *scratch, const struct op *op,
                const struct value *value, uint32_t marks)
{
    (void)scratch, (void)marks;
    return value->type != VALUE_STRING || format_matches(op->a, value->text, value->size);
}

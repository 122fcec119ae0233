/* schemas/evaluate.h - running a program over a value; private to schemas/evaluate*.c and
 * explain*.c.
 *
 * evaluate() says yes or no. What a keyword has looked at is noted only where a `marks`
 * other than 0 is passed: a set of member or element numbers on the scratch's stack,
 * which unevaluated* reads. A limit that is reached sets `undecided`, which makes every
 * answer void.
 */
#ifndef NOWORSE_SCHEMAS_EVALUATE_H
#define NOWORSE_SCHEMAS_EVALUATE_H

#include "schemas/program.h"
#include "values/value_rows.h"

/* Deep enough for a document of 512 levels that a recursive schema describes. */
enum { EVALUATE_DEPTH_MAX = 600 };

/* A short document may take some seconds where all is slow; a long one may take more. */
enum { EVALUATE_WORK_LEAST = 5 * 1000 * 1000, EVALUATE_WORK_EACH = 20 };

/* A program that has worked so much on one document begins to remember what it found, so
 * that unions within recursion are not exponential. */
enum { EVALUATE_MEMO_FROM = 100 * 1000, MEMO_SLOTS = 1 << 16 };

struct schema_scratch {
    const struct schema *schema; /* borrowed, while it runs */
    const struct value *root;    /* of the instance */
    uint64_t *marks;
    size_t mark_count, mark_capacity;
    uint32_t *scope; /* resources entered, outermost first; for $dynamicRef */
    size_t scope_count, scope_capacity;
    struct value_rows rows; /* for equality */
    struct value_set set;   /* of the array whose items are compared */
    struct document copy;   /* of a json_t */
    struct pattern_scratch patterns;
    uint64_t *memo; /* label, value and answer, by their hash; NULL until needed */
    bool memo_begun;
    const char *stack; /* where the C stack was when it began */
    unsigned depth;
    uint64_t work; /* labels and an eighth of the bytes, members and elements they saw */
    uint64_t work_max;
    bool undecided;
};

void scratch_begin(struct schema_scratch *scratch, const struct schema *schema,
                   const struct value *root);

bool evaluate_block(struct schema_scratch *scratch, const struct label *label,
                    const struct value *value, uint32_t marks);

static inline bool evaluate(struct schema_scratch *scratch, uint32_t index,
                            const struct value *value, uint32_t marks)
{
    const struct label *label = &scratch->schema->labels[index];

    if (!(label->types & value_types(value)))
        return false;
    if (label->kind == LABEL_SIMPLE)
        return true;
    if (label->kind == LABEL_LEAF)
        return label->fast->run(scratch, label->fast, value, marks);
    return evaluate_block(scratch, label, value, marks);
}

/* For what an op does beyond one look; false: that was too much. */
static inline bool work_add(struct schema_scratch *scratch, uint64_t work)
{
    scratch->work += work;
    if (scratch->work > scratch->work_max)
        scratch->undecided = true;
    return !scratch->undecided;
}

/* As value_compare_numbers(); long numbers are work. */
static inline int numbers_compare(struct schema_scratch *scratch, const struct value *a,
                                  const struct value *b)
{
    if (a->type == VALUE_INTEGER && b->type == VALUE_INTEGER)
        return (a->as.integer > b->as.integer) - (a->as.integer < b->as.integer);
    return work_add(scratch, (a->size + b->size) / 16) ? value_compare_numbers(a, b) : 0;
}

/* By code. */
extern op_run *const op_runs[OP_COUNT];

op_run run_object, run_property_names, run_dependent_required, run_dependent_schemas,
    run_unevaluated_properties;
op_run run_array, run_contains, run_unique_items, run_unevaluated_items;
op_run run_all_of, run_any_of, run_one_of, run_union, run_not, run_if, run_ref,
    run_dynamic_ref;
op_run run_type, run_const, run_enum, run_bound, run_multiple_of, run_count, run_pattern,
    run_format, run_length, run_texts;

/* The label of the one branch that the object's tag selects, or LABEL_NONE. */
uint32_t union_branch(const struct union_plan *plan, const struct value *object);

bool pattern_matches(struct schema_scratch *scratch, uint32_t use,
                     const struct value *text);

/* The label that $dynamicRef means here. */
uint32_t dynamic_target(const struct schema_scratch *scratch, const struct op *op);

/* A set for the container, empty; the most recent one is to be dropped first. */
uint32_t marks_push(struct schema_scratch *scratch, const struct value *container);
void marks_drop(struct schema_scratch *scratch, uint32_t marks);
void marks_merge(struct schema_scratch *scratch, uint32_t into, uint32_t from,
                 const struct value *container);
void marks_set(struct schema_scratch *scratch, uint32_t marks, uint32_t index);
bool marks_has(const struct schema_scratch *scratch, uint32_t marks, uint32_t index);

/* A set of what the ops before `op`, of the same label, have looked at; to be dropped. */
uint32_t marks_before(struct schema_scratch *scratch, uint32_t label, const struct op *op,
                      const struct value *value);

#endif

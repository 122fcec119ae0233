/* schemas/evaluate.c - running a program: blocks of ops. */
#include "schemas/evaluate.h"

#include "base/mem.h"
#include "values/number.h"

#include <stdlib.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) ||                     \
    !defined(__OPTIMIZE__)
#define FRAMES_ARE_LARGE
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define FRAMES_ARE_LARGE
#endif
#endif

/* Of the 256 KiB that a thread may have. Without optimisation and with sanitizers frames
 * are many times as large. */
#ifdef FRAMES_ARE_LARGE
enum { STACK_BYTES_MAX = 2 * 1024 * 1024 };
#else
enum { STACK_BYTES_MAX = 200 * 1024 };
#endif

enum { DEPTH_WATCHED = 50 };

/* The ops that most values meet are done here, without a call. */
static bool ops_run(struct schema_scratch *scratch, const struct op *op,
                    const struct value *value, uint32_t marks)
{
    bool good = true;

    for (; good; op++) {
        switch (op->code) {
        case OP_END:
            return true;
        case OP_LENGTH:
            good = run_length(scratch, op, value, marks);
            break;
        case OP_MINIMUM:
            good =
                !value_is_number(value) || numbers_compare(scratch, value, op->at) >= 0;
            break;
        case OP_MAXIMUM:
            good =
                !value_is_number(value) || numbers_compare(scratch, value, op->at) <= 0;
            break;
        case OP_TEXTS:
            good = key_table_find(&scratch->schema->tables[op->a], value) != LABEL_NONE;
            break;
        case OP_OBJECT:
            good = run_object(scratch, op, value, marks);
            break;
        case OP_ARRAY:
            good = run_array(scratch, op, value, marks);
            break;
        default:
            good = op->run(scratch, op, value, marks);
        }
    }
    return false;
}

static bool block_scoped(struct schema_scratch *scratch, const struct label *label,
                         const struct value *value, uint32_t marks)
{
    size_t scope = scratch->scope_count;
    uint32_t own = 0;
    bool good;

    if (scratch->schema->dynamic &&
        (scope == 0 || scratch->scope[scope - 1] != label->resource)) {
        MEM_GROW(scratch->scope, scratch->scope_count, scratch->scope_capacity);
        scratch->scope[scratch->scope_count++] = label->resource;
    }
    if (label->tracks && value->type >= VALUE_ARRAY)
        own = marks_push(scratch, value);
    good = ops_run(scratch, label->fast, value, own ? own : marks);
    if (own) {
        if (good && marks)
            marks_merge(scratch, marks, own, value);
        marks_drop(scratch, own);
    }
    scratch->scope_count = scope;
    return good;
}

static inline bool block_run(struct schema_scratch *scratch, const struct label *label,
                             const struct value *value, uint32_t marks)
{
    bool good;

    scratch->depth++;
    if (label->kind == LABEL_SCOPED)
        good = block_scoped(scratch, label, value, marks);
    else if (label->lone)
        good = label->fast->run(scratch, label->fast, value, marks);
    else
        good = ops_run(scratch, label->fast, value, marks);
    scratch->depth--;
    return good;
}

static void memo_begin(struct schema_scratch *scratch)
{
    if (!scratch->memo)
        scratch->memo = mem_new(MEMO_SLOTS, sizeof *scratch->memo);
    for (size_t i = 0; i < MEMO_SLOTS; i++)
        scratch->memo[i] = 0;
    scratch->memo_begun = true;
}

/* A label's answer about a value is the same whenever it is asked, unless it leaves marks
 * or hangs on the resources that led here. */
static bool block_remembered(struct schema_scratch *scratch, const struct label *label,
                             const struct value *value)
{
    uint64_t index = (uint64_t)(label - scratch->schema->labels);
    uint64_t key = (index << 32 | (uint64_t)(value - scratch->root)) << 1;
    uint64_t *slot;
    bool good;

    if (!scratch->memo_begun)
        memo_begin(scratch);
    slot = &scratch->memo[(key * 0x9e3779b97f4a7c15u) >> 48];
    key += 2; /* an empty slot is 0 */
    if ((*slot & ~(uint64_t)1) == key)
        return *slot & 1;
    good = block_run(scratch, label, value, 0);
    if (!scratch->undecided)
        *slot = key | good;
    return good;
}

/* How far the C stack has grown. The depth bounds it in a build with optimisation; where
 * frames are larger, this does. */
static bool stack_is_full(const struct schema_scratch *scratch)
{
    const char *here = __builtin_frame_address(0);

    return scratch->stack - here > STACK_BYTES_MAX;
}

static bool block_watched(struct schema_scratch *scratch, const struct label *label,
                          const struct value *value, uint32_t marks)
{
    if (scratch->depth >= EVALUATE_DEPTH_MAX || scratch->work > scratch->work_max ||
        stack_is_full(scratch))
        scratch->undecided = true;
    if (scratch->undecided)
        return false;
    if (scratch->work < EVALUATE_MEMO_FROM || marks || scratch->schema->dynamic)
        return block_run(scratch, label, value, marks);
    return block_remembered(scratch, label, value);
}

bool evaluate_block(struct schema_scratch *scratch, const struct label *label,
                    const struct value *value, uint32_t marks)
{
    scratch->work += 1 + value->size / 8;
    if (scratch->depth >= DEPTH_WATCHED || scratch->work >= EVALUATE_MEMO_FROM)
        return block_watched(scratch, label, value, marks);
    return block_run(scratch, label, value, marks);
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
    [OP_LENGTH] = run_length,
    [OP_TEXTS] = run_texts,
    [OP_UNION] = run_union,
};

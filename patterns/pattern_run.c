/* patterns/pattern_run.c - patterns that are literals, or runs of sets where each
 * repetition ends at a character that it cannot take: no backtracking. */
#include "base/mem.h"
#include "base/utf8.h"
#include "patterns/pattern_machine.h"

#include <stdlib.h>

static uint32_t count_add(uint32_t a, uint32_t b)
{
    return a > REPEAT_MAX - b ? REPEAT_MAX : a + b;
}

/* Without {0}; neighbours of one set as one. */
static void items_join(struct builder *builder)
{
    struct builder_item *items = builder->items;
    size_t kept = 0;

    for (size_t i = 0; i < builder->item_count; i++) {
        if (items[i].max == 0)
            continue;
        if (kept > 0 && items[kept - 1].set == items[i].set) {
            items[kept - 1].min = count_add(items[kept - 1].min, items[i].min);
            items[kept - 1].max = count_add(items[kept - 1].max, items[i].max);
        } else {
            items[kept++] = items[i];
        }
    }
    builder->item_count = kept;
}

/* Where an end is open, more than the least of what stands there changes nothing. */
static void items_trim(struct builder *builder)
{
    struct builder_item *items = builder->items;
    size_t from = 0, end = builder->item_count;

    for (; !builder->begins && from < end; from++) {
        items[from].max = items[from].min;
        if (items[from].max > 0)
            break;
    }
    for (; !builder->ends && end > from; end--) {
        items[end - 1].max = items[end - 1].min;
        if (items[end - 1].max > 0)
            break;
    }
    for (size_t i = from; i < end; i++)
        items[i - from] = items[i];
    builder->item_count = end - from;
}

/* The character, where each item is one and a fixed number of times. */
static bool literal_finish(const struct builder *builder, struct pattern *pattern)
{
    enum { LITERAL_BYTES_MAX = 4096 };
    struct buf text = BUF_INIT(LITERAL_BYTES_MAX);
    char bytes[4];

    for (size_t i = 0; i < builder->item_count && !buf_is_over(&text); i++) {
        const struct builder_item *item = &builder->items[i];
        const struct point_set *set = &builder->sets[item->set];

        if (item->min != item->max || set->count != 1 ||
            set->ranges[0].from != set->ranges[0].to) {
            buf_release(&text);
            return false;
        }
        for (uint32_t k = 0; k < item->min && !buf_is_over(&text); k++)
            buf_append(&text, bytes, utf8_encode(set->ranges[0].from, bytes));
    }
    if (buf_is_over(&text)) {
        buf_release(&text);
        return false;
    }
    pattern->literal_length = text.length;
    pattern->literal = buf_detach(&text);
    pattern->kind = KIND_LITERAL;
    return true;
}

static bool needs_no_backtracking(const struct builder *builder)
{
    for (size_t i = 0; i < builder->item_count; i++) {
        const struct builder_item *item = &builder->items[i];

        for (size_t k = i + 1; item->min != item->max && k < builder->item_count; k++) {
            if (point_sets_meet(&builder->sets[item->set],
                                &builder->sets[builder->items[k].set]))
                return false;
            if (builder->items[k].min > 0)
                break;
        }
    }
    return true;
}

static void sets_write(const struct builder *builder, struct pattern *pattern)
{
    for (size_t i = 0; i < builder->set_count; i++)
        for (uint32_t byte = 0; byte < 128; byte++)
            if (point_set_has(&builder->sets[i], byte))
                pattern->ascii[byte] |= (uint8_t)(1 << i);
}

static struct step step_make(const struct builder *builder,
                             const struct builder_item *item)
{
    const struct point_set *set = &builder->sets[item->set];

    return (struct step){.min = item->min,
                         .max = item->max,
                         .bit = (uint8_t)(1 << item->set),
                         .set = (uint8_t)item->set,
                         .wide = set->count && set->ranges[set->count - 1].to >= 128};
}

bool run_finish(struct builder *builder, struct pattern *pattern)
{
    uint64_t bytes_min = 0;

    items_join(builder);
    items_trim(builder);
    pattern->begins = builder->begins;
    pattern->ends = builder->ends;
    if (builder->item_count == 0 && !(builder->begins && builder->ends)) {
        pattern->kind = KIND_ALL;
        return true;
    }
    if (literal_finish(builder, pattern))
        return true;
    if (!builder->begins || builder->set_count > RUN_SETS_MAX ||
        !needs_no_backtracking(builder))
        return false;
    pattern->kind = KIND_RUN;
    pattern->steps = mem_new(builder->item_count, sizeof *pattern->steps);
    pattern->step_count = builder->item_count;
    for (size_t i = 0; i < builder->item_count; i++) {
        pattern->steps[i] = step_make(builder, &builder->items[i]);
        bytes_min += builder->items[i].min;
    }
    pattern->bytes_min = bytes_min;
    sets_write(builder, pattern);
    pattern->sets = builder->sets;
    pattern->set_count = builder->set_count;
    builder->sets = NULL; /* the pattern's */
    builder->set_count = 0;
    return true;
}

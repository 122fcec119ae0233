/* patterns/pattern_build.c - from what the pattern parser reads to states and their
 * edges.
 */
#include "base/mem.h"
#include "patterns/pattern_machine.h"

#include <stdlib.h>
#include <string.h>

static const struct fragment nothing = {.nullable = true};

static void frame_push(struct builder *builder)
{
    struct builder_frame *frame;

    MEM_GROW(builder->frames, builder->frame_count, builder->frame_capacity);
    frame = &builder->frames[builder->frame_count++];
    *frame = (struct builder_frame){.sequence = nothing};
    frame->sequence.from = builder->state_count;
}

void builder_begin(struct builder *builder)
{
    builder->state_sets = mem_new(STATES_MAX, sizeof *builder->state_sets);
    builder->follow = mem_new(STATES_MAX, sizeof *builder->follow);
    frame_push(builder);
}

void builder_release(struct builder *builder)
{
    for (size_t i = 0; i < builder->set_count; i++)
        point_set_release(&builder->sets[i]);
    free(builder->sets);
    free(builder->items);
    free(builder->state_sets);
    free(builder->follow);
    free(builder->frames);
}

void builder_beyond(struct builder *builder)
{
    builder->no_automaton = true;
    builder->no_run = true;
}

static void bits_shift(struct bits *out, const struct bits *bits, uint32_t by)
{
    uint32_t words = by / 64, rest = by % 64;

    for (uint32_t i = STATE_WORDS_MAX; i-- > 0;) {
        uint64_t word = i >= words ? bits->words[i - words] << rest : 0;

        if (rest && i > words)
            word |= bits->words[i - words - 1] >> (64 - rest);
        out->words[i] = word;
    }
}

static void edges_add(struct builder *builder, const struct bits *from,
                      const struct bits *to)
{
    for (uint32_t i = 0; i < STATE_WORDS_MAX; i++)
        for (uint64_t word = from->words[i]; word; word &= word - 1)
            bits_join(&builder->follow[64 * i + (uint32_t)__builtin_ctzll(word)], to);
}

static void fragment_append(struct builder *builder, struct fragment *fragment,
                            const struct fragment *next)
{
    edges_add(builder, &fragment->last, &next->first);
    if (fragment->nullable)
        bits_join(&fragment->first, &next->first);
    if (!next->nullable)
        fragment->last = next->last;
    else
        bits_join(&fragment->last, &next->last);
    fragment->nullable &= next->nullable;
}

static struct builder_frame *frame_settle(struct builder *builder)
{
    struct builder_frame *frame = &builder->frames[builder->frame_count - 1];

    if (frame->has_atom)
        fragment_append(builder, &frame->sequence, &frame->atom);
    frame->has_atom = false;
    return frame;
}

/* One state, for a set or a place. */
static void state_add(struct builder *builder, uint32_t symbol)
{
    struct builder_frame *frame;
    struct fragment *atom;

    if (builder->state_count == STATES_MAX)
        builder->no_automaton = true;
    if (builder->no_automaton)
        return;
    frame = frame_settle(builder);
    atom = &frame->atom;
    *atom = (struct fragment){.from = builder->state_count};
    frame->has_atom = true;
    builder->state_sets[builder->state_count] = (uint16_t)symbol;
    builder->follow[builder->state_count] = (struct bits){{0}};
    bits_add(&atom->first, builder->state_count);
    bits_add(&atom->last, builder->state_count);
    builder->state_count++;
}

static uint32_t set_index(struct builder *builder, const struct point_set *set)
{
    struct point_set *copy;

    for (size_t i = 0; i < builder->set_count; i++)
        if (point_sets_are_equal(&builder->sets[i], set))
            return (uint32_t)i;
    if (builder->set_count == SETS_MAX ||
        builder->range_count + set->count > RANGES_MAX) {
        builder_beyond(builder);
        return 0;
    }
    MEM_GROW(builder->sets, builder->set_count, builder->set_capacity);
    copy = &builder->sets[builder->set_count];
    *copy = (struct point_set){0};
    for (size_t i = 0; i < set->count; i++)
        point_set_add(copy, set->ranges[i].from, set->ranges[i].to);
    builder->range_count += set->count;
    return (uint32_t)builder->set_count++;
}

void builder_set(struct builder *builder, const struct point_set *set)
{
    uint32_t index;

    if (builder->no_automaton && builder->no_run)
        return;
    index = set_index(builder, set);
    state_add(builder, index);
    if (builder->frame_count > 1 || builder->ends || builder->item_count == STEPS_MAX)
        builder->no_run = true;
    if (builder->no_run)
        return;
    MEM_GROW(builder->items, builder->item_count, builder->item_capacity);
    builder->items[builder->item_count++] = (struct builder_item){index, 1, 1};
}

void builder_point(struct builder *builder, uint32_t point)
{
    struct point_range range = {point, point};
    struct point_set set = {&range, 1, 1};

    builder_set(builder, &set);
}

void builder_place(struct builder *builder, enum place_kind place)
{
    state_add(builder, SETS_MAX + place);
    if (place == PLACE_BEGIN && builder->item_count == 0 && builder->frame_count == 1 &&
        !builder->ends)
        builder->begins = true;
    else if (place == PLACE_END && builder->frame_count == 1)
        builder->ends = true;
    else
        builder->no_run = true;
}

void builder_open(struct builder *builder)
{
    builder->no_run = true;
    if (builder->no_automaton)
        return;
    frame_settle(builder);
    frame_push(builder);
}

void builder_branch(struct builder *builder)
{
    struct builder_frame *frame;

    builder->no_run = true;
    if (builder->no_automaton)
        return;
    frame = frame_settle(builder);
    if (!frame->has_branches) {
        frame->branches = frame->sequence;
        frame->has_branches = true;
    } else {
        bits_join(&frame->branches.first, &frame->sequence.first);
        bits_join(&frame->branches.last, &frame->sequence.last);
        frame->branches.nullable |= frame->sequence.nullable;
    }
    frame->sequence = nothing;
}

static struct fragment frame_close(struct builder *builder)
{
    struct builder_frame *frame;

    if (builder->frames[builder->frame_count - 1].has_branches)
        builder_branch(builder);
    frame = frame_settle(builder);
    return frame->has_branches ? frame->branches : frame->sequence;
}

void builder_close(struct builder *builder)
{
    struct builder_frame *frame;
    struct fragment closed;

    if (builder->no_automaton)
        return;
    closed = frame_close(builder);
    builder->frame_count--;
    frame = &builder->frames[builder->frame_count - 1];
    frame->atom = closed;
    frame->has_atom = true;
}

/* The atom's states once more, behind all others. */
static void states_copy(struct builder *builder, const struct fragment *atom,
                        uint32_t size, uint32_t number)
{
    uint32_t by = size * number;

    for (uint32_t i = atom->from; i < atom->from + size; i++) {
        builder->state_sets[i + by] = builder->state_sets[i];
        bits_shift(&builder->follow[i + by], &builder->follow[i], by);
    }
    builder->state_count += size;
}

/* Wires copies of the atom: x{2,4} as x(x(x(x)?)?), so that few states are on at a time,
 * and x{2,} as xx+. */
static void copies_join(struct builder *builder, struct fragment *atom, uint32_t copies,
                        uint32_t min, uint32_t max)
{
    const struct fragment one = *atom;
    uint32_t size = (builder->state_count - one.from) / copies;
    struct bits ends = {{0}};

    for (uint32_t i = 0; i < copies; i++) {
        struct fragment piece = {.nullable = one.nullable};

        bits_shift(&piece.first, &one.first, size * i);
        bits_shift(&piece.last, &one.last, size * i);
        if (max == REPEAT_MAX && i == copies - 1)
            edges_add(builder, &piece.last, &piece.first);
        if (i > 0)
            fragment_append(builder, atom, &piece);
        if (i + 1 >= min)
            bits_join(&ends, &atom->last);
    }
    atom->last = ends;
    atom->nullable |= min == 0;
}

static void atom_repeat(struct builder *builder, struct builder_frame *frame,
                        uint32_t min, uint32_t max)
{
    struct fragment atom = frame->atom;
    uint32_t size = builder->state_count - atom.from;
    uint32_t copies = max < REPEAT_MAX ? max : min ? min : 1;

    if (copies == 0 || size == 0) {
        builder->state_count = atom.from;
        frame->has_atom = false;
        return;
    }
    if (copies > (STATES_MAX - atom.from) / size) {
        builder->no_automaton = true;
        return;
    }
    for (uint32_t i = 1; i < copies; i++)
        states_copy(builder, &atom, size, i);
    copies_join(builder, &frame->atom, copies, min, max);
}

void builder_repeat(struct builder *builder, uint32_t min, uint32_t max)
{
    struct builder_frame *frame = &builder->frames[builder->frame_count - 1];

    if (!builder->no_automaton && frame->has_atom)
        atom_repeat(builder, frame, min, max);
    if (!builder->no_run && builder->item_count > 0) {
        builder->items[builder->item_count - 1].min = min;
        builder->items[builder->item_count - 1].max = max;
    }
}

bool builder_finish(struct builder *builder, struct pattern *pattern)
{
    struct fragment whole;
    bool done = !builder->no_run && run_finish(builder, pattern);

    if (!done && !builder->no_automaton) {
        whole = frame_close(builder);
        pattern->kind = whole.nullable ? KIND_ALL : KIND_AUTOMATON;
        if (!whole.nullable)
            automaton_finish(builder, &whole, pattern);
        done = true;
    }
    return done;
}

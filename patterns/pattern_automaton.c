/* patterns/pattern_automaton.c - the automaton of a pattern: its tables, and its run over
 * a text. */
#include "base/mem.h"
#include "base/utf8.h"
#include "patterns/pattern_machine.h"

#include <stdlib.h>

static int by_value(const void *a, const void *b)
{
    uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;

    return (left > right) - (left < right);
}

/* Cuts where any set begins or ends. */
static void intervals_find(const struct builder *builder, struct automaton *automaton)
{
    size_t count = 0, kept = 0;
    uint32_t *starts = mem_new(2 * builder->range_count + 1, sizeof *starts);

    starts[count++] = 0;
    for (size_t i = 0; i < builder->set_count; i++) {
        for (size_t k = 0; k < builder->sets[i].count; k++) {
            starts[count++] = builder->sets[i].ranges[k].from;
            starts[count++] = builder->sets[i].ranges[k].to + 1;
        }
    }
    qsort(starts, count, sizeof *starts, by_value);
    for (size_t i = 1; i < count; i++)
        if (starts[i] != starts[kept])
            starts[++kept] = starts[i];
    automaton->starts = starts;
    automaton->interval_count = (uint32_t)kept + 1;
}

/* The last interval that begins at or before the character. */
static uint32_t interval_of(const struct automaton *automaton, uint32_t point)
{
    uint32_t low = 0, high = automaton->interval_count;

    while (high - low > 1) {
        uint32_t middle = (low + high) / 2;

        if (automaton->starts[middle] <= point)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static void masks_fill(const struct builder *builder, struct automaton *automaton)
{
    uint32_t words = automaton->words;

    automaton->masks =
        mem_new((size_t)automaton->interval_count * words, sizeof *automaton->masks);
    for (size_t i = 0; i < builder->set_count; i++) {
        struct bits states = {{0}};

        for (uint32_t k = 0; k < builder->state_count; k++)
            if (builder->state_sets[k] == i)
                bits_add(&states, k);
        for (size_t k = 0; k < builder->sets[i].count; k++) {
            const struct point_range *range = &builder->sets[i].ranges[k];

            for (uint32_t at = interval_of(automaton, range->from);
                 at < automaton->interval_count && automaton->starts[at] <= range->to;
                 at++)
                for (uint32_t word = 0; word < words; word++)
                    automaton->masks[at * words + word] |= states.words[word];
        }
    }
}

void automaton_free(struct automaton *automaton)
{
    if (!automaton)
        return;
    free(automaton->starts);
    free(automaton->masks);
    free(automaton->follow);
    free(automaton);
}

static bool bits_meet(const struct bits *a, const struct bits *b, uint32_t words)
{
    for (uint32_t i = 0; i < words; i++)
        if (a->words[i] & b->words[i])
            return true;
    return false;
}

/* Where the states lead, and where a match may begin. */
static struct bits successors(const struct automaton *automaton,
                              const struct bits *states, uint64_t *work)
{
    uint32_t words = automaton->words;
    struct bits next = automaton->first;

    for (uint32_t i = 0; i < words; i++) {
        for (uint64_t word = states->words[i]; word; word &= word - 1) {
            const uint64_t *follow =
                &automaton->follow[(64 * i + (uint32_t)__builtin_ctzll(word)) * words];

            for (uint32_t k = 0; k < words; k++)
                next.words[k] |= follow[k];
            *work += words;
        }
    }
    return next;
}

static bool is_word(const char *text, size_t length, size_t at)
{
    return at < length && ((text[at] >= '0' && text[at] <= '9') || text[at] == '_' ||
                           ((text[at] | 0x20) >= 'a' && (text[at] | 0x20) <= 'z'));
}

/* Goes through the assertions that hold before the byte `at`, as long as there are new
 * ones. */
static void places_pass(const struct automaton *automaton, const char *text,
                        size_t length, size_t at, struct bits *states, uint64_t *work)
{
    struct bits here = {{0}};
    bool boundary =
        (at > 0 && is_word(text, length, at - 1)) != is_word(text, length, at);
    bool grown = true;

    if (at == 0)
        bits_join(&here, &automaton->places[PLACE_BEGIN]);
    if (at == length)
        bits_join(&here, &automaton->places[PLACE_END]);
    bits_join(&here, &automaton->places[boundary ? PLACE_BOUNDARY : PLACE_INSIDE]);
    while (grown) {
        struct bits next = successors(automaton, states, work);

        grown = false;
        for (uint32_t i = 0; i < automaton->words; i++) {
            uint64_t more = next.words[i] & here.words[i] & ~states->words[i];

            states->words[i] |= more;
            grown |= more != 0;
        }
    }
}

/* The closures over ^ and $ that are the same for each text that is not empty. */
static void ends_find(struct automaton *automaton, uint32_t state_count)
{
    const struct bits *end = &automaton->places[PLACE_END];
    uint32_t words = automaton->words;
    uint64_t work = 0;
    bool grown = true;

    places_pass(automaton, "x", 1, 0, &automaton->begun, &work);
    automaton->ending = automaton->last;
    while (grown) {
        grown = false;
        for (uint32_t i = 0; i < state_count; i++) {
            for (uint32_t word = 0; word < words; word++) {
                if (!(automaton->follow[i * words + word] & end->words[word] &
                      automaton->ending.words[word]))
                    continue;
                grown |= !(automaton->ending.words[i / 64] >> i % 64 & 1);
                bits_add(&automaton->ending, i);
            }
        }
    }
}

void automaton_finish(struct builder *builder, const struct fragment *whole,
                      struct pattern *pattern)
{
    struct automaton *automaton = mem_new(1, sizeof *automaton);
    uint32_t words = (builder->state_count + 63) / 64;

    pattern->automaton = automaton;
    automaton->words = words;
    automaton->first = whole->first;
    automaton->last = whole->last;
    intervals_find(builder, automaton);
    masks_fill(builder, automaton);
    for (uint32_t i = 0; i < 128; i++)
        automaton->ascii[i] = (uint16_t)interval_of(automaton, i);
    automaton->follow =
        mem_new((size_t)builder->state_count * words, sizeof *automaton->follow);
    for (uint32_t i = 0; i < builder->state_count; i++) {
        for (uint32_t word = 0; word < words; word++)
            automaton->follow[i * words + word] = builder->follow[i].words[word];
        if (builder->state_sets[i] < SETS_MAX)
            continue;
        bits_add(&automaton->places[builder->state_sets[i] - SETS_MAX], i);
        if (builder->state_sets[i] >= SETS_MAX + PLACE_BOUNDARY)
            automaton->has_boundary = true;
    }
    if (!automaton->has_boundary)
        ends_find(automaton, builder->state_count);
}

/* Where at most 64 states are, and no \b: the same in one word. */
static bool narrow_run(const struct automaton *automaton, const char *text, size_t length,
                       uint64_t *work)
{
    const uint64_t first =
        automaton->first.words[0] & ~automaton->places[PLACE_BEGIN].words[0];
    const uint64_t last = automaton->last.words[0];
    uint64_t states = automaton->begun.words[0];
    uint64_t steps = 0;
    size_t at = 0;

    while (at < length && (states | first) && !(states & last)) {
        uint64_t next = first;
        uint32_t interval, point = 0xfffd;

        for (; states; states &= states - 1, steps++)
            next |= automaton->follow[__builtin_ctzll(states)];
        if (!(text[at] & 0x80)) {
            interval = automaton->ascii[(unsigned char)text[at++]];
        } else {
            size_t size = utf8_decode(text + at, length - at, &point);

            at += size ? size : 1;
            interval = interval_of(automaton, point);
        }
        states = next & automaton->masks[interval];
    }
    *work += steps;
    if (states & last)
        return true;
    return at == length &&
           ((states & automaton->ending.words[0]) ||
            (first & automaton->ending.words[0] & automaton->places[PLACE_END].words[0]));
}

static bool wide_run(const struct automaton *automaton, const char *text, size_t length,
                     struct bits *states, uint64_t *work)
{
    uint32_t words = automaton->words;

    for (size_t at = 0; at < length && !bits_meet(states, &automaton->last, words);) {
        struct bits next = successors(automaton, states, work);
        const uint64_t *mask;
        uint32_t point = 0xfffd;
        size_t size = utf8_decode(text + at, length - at, &point);

        mask = &automaton->masks[interval_of(automaton, point) * words];
        for (uint32_t i = 0; i < words; i++)
            states->words[i] = next.words[i] & mask[i];
        at += size ? size : 1;
        *work += words;
        if (automaton->has_boundary || at == length)
            places_pass(automaton, text, length, at, states, work);
    }
    return bits_meet(states, &automaton->last, words);
}

bool automaton_matches(const struct automaton *automaton, const char *text, size_t length,
                       uint64_t *work)
{
    struct bits states = {{0}};

    if (automaton->words == 1 && !automaton->has_boundary && length > 0)
        return narrow_run(automaton, text, length, work);
    places_pass(automaton, text, length, 0, &states, work);
    return wide_run(automaton, text, length, &states, work);
}

/* patterns/pattern_machine.h - what a pattern is compiled to; private to
 * patterns/pattern*.c.
 *
 * The parser tells the builder what it reads. The builder makes a position automaton
 * (Glushkov 1961: a state for each character of the pattern, no empty edges) and, while
 * the pattern is a plain run of sets, the list of them.
 */
#ifndef NOWORSE_PATTERNS_PATTERN_MACHINE_H
#define NOWORSE_PATTERNS_PATTERN_MACHINE_H

#include "base/buf.h"
#include "patterns/pattern.h"
#include "patterns/pattern_set.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

enum {
    STATE_WORDS_MAX = 4,
    STATES_MAX = 64 * STATE_WORDS_MAX,
    SETS_MAX = 256,
    RANGES_MAX = 512,
    STEPS_MAX = 256,
    RUN_SETS_MAX = 8
};

#define REPEAT_MAX UINT32_MAX /* without end; ISO C has no enumerator so large */

enum pattern_kind {
    KIND_ALL,
    KIND_LITERAL,
    KIND_RUN,
    KIND_AUTOMATON,
    KIND_AHEADS,
    KIND_PCRE2
};

/* What is true between two characters. */
enum place_kind { PLACE_BEGIN, PLACE_END, PLACE_BOUNDARY, PLACE_INSIDE, PLACE_COUNT };

/* A set, so many times. */
struct step {
    uint32_t min, max;
    uint8_t bit; /* of the set in pattern.ascii */
    uint8_t set;
    bool wide; /* has characters above ASCII */
};

struct bits {
    uint64_t words[STATE_WORDS_MAX];
};

struct automaton {
    uint32_t words; /* in use of each set of states */
    uint32_t interval_count;
    uint32_t *starts;        /* of intervals of characters that are alike, ascending */
    uint64_t *masks;         /* states whose character is in the interval */
    uint64_t *follow;        /* for each state, `words` each */
    uint16_t ascii[128];     /* the interval of a byte */
    struct bits first, last; /* last: where a match ends */
    struct bits places[PLACE_COUNT];
    /* Where there is no \b: states before the first character of a text, and those that
     * are good enough behind its last. */
    struct bits begun, ending;
    bool has_boundary;
};

/* One of several patterns about the same text. */
struct pattern_part {
    struct pattern *pattern; /* owned; none is PCRE2's */
    bool is_absent;          /* a negative look-ahead: it must have no match */
};

struct pattern {
    enum pattern_kind kind;
    struct pattern_part *parts;
    size_t part_count;
    bool begins, ends; /* ^ and $ of a literal or run */
    char *literal;
    size_t literal_length;
    struct step *steps;
    size_t step_count;
    uint8_t ascii[256]; /* the sets that a byte is in; none from 128 on */
    size_t bytes_min;
    struct point_set *sets;
    size_t set_count;
    struct automaton *automaton;
    pcre2_code *code;
};

struct fragment {
    struct bits first, last;
    uint32_t from; /* its first state */
    bool nullable;
};

struct builder_frame {
    struct fragment branches, sequence, atom;
    bool has_branches, has_atom;
};

struct builder_item {
    uint32_t set, min, max;
};

/* Zeroed at first, then builder_begin(). */
struct builder {
    bool no_automaton, no_run;
    bool begins, ends;
    struct point_set *sets;
    size_t set_count, set_capacity, range_count;
    struct builder_item *items;
    size_t item_count, item_capacity;
    uint16_t *state_sets; /* the set, or SETS_MAX + place */
    struct bits *follow;
    uint32_t state_count;
    struct builder_frame *frames;
    size_t frame_count, frame_capacity;
};

void builder_begin(struct builder *builder);
void builder_release(struct builder *builder);

void builder_set(struct builder *builder, const struct point_set *set); /* finished */
void builder_point(struct builder *builder, uint32_t point);
void builder_place(struct builder *builder, enum place_kind place);
void builder_open(struct builder *builder);
void builder_branch(struct builder *builder);
void builder_close(struct builder *builder);
void builder_repeat(struct builder *builder, uint32_t min, uint32_t max);
/* Something that only PCRE2 can do. */
void builder_beyond(struct builder *builder);

/* Fills all of the pattern but its code; false: PCRE2 has to do it. */
bool builder_finish(struct builder *builder, struct pattern *pattern);
/* Those two of it. */
bool run_finish(struct builder *builder, struct pattern *pattern);
void automaton_finish(struct builder *builder, const struct fragment *whole,
                      struct pattern *pattern);
void automaton_free(struct automaton *automaton);

/* A pattern that was parsed: true where look-aheads at its front are all that the builder
 * could not do. */
bool aheads_make(const char *text, size_t length, struct pattern *pattern);
void pattern_parts_free(struct pattern *pattern);

bool automaton_matches(const struct automaton *automaton, const char *text, size_t length,
                       uint64_t *work);

static inline void bits_add(struct bits *bits, uint32_t index)
{
    bits->words[index / 64] |= (uint64_t)1 << index % 64;
}

static inline void bits_join(struct bits *bits, const struct bits *more)
{
    for (int i = 0; i < STATE_WORDS_MAX; i++)
        bits->words[i] |= more->words[i];
}

#endif

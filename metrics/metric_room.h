/* metrics/metric_room.h - what the metrics need room for: for the metrics alone. */
#ifndef NOWORSE_METRICS_METRIC_ROOM_H
#define NOWORSE_METRICS_METRIC_ROOM_H

#include "base/buf.h"
#include "base/utf8.h"
#include "metrics/likeness.h"
#include "metrics/numbering.h"

/* A text as numbers: of its words or of its characters. */
struct symbols {
    uint32_t *items;
    size_t count, capacity;
};

/* The character at *at, which goes on behind it. */
static inline uint32_t point_next(const char *text, size_t length, size_t *at)
{
    uint32_t point = (unsigned char)text[*at];
    size_t size = 1;

    if (point >= 0x80) {
        size = utf8_decode(text + *at, length - *at, &point);
        size = size ? size : 1;
    }
    *at += size;
    return point;
}

void symbols_clear(struct symbols *symbols, size_t room); /* room: for so many */
void symbols_push(struct symbols *symbols, uint32_t number);

struct metric_room {
    struct numbering numbering;
    struct symbols answer, reference;
    struct symbols answer_grams, reference_grams; /* n-grams, by where they begin */
    struct symbols counts;                        /* by number */
    uint64_t *masks;                              /* by number: where in a block it is */
    size_t masks_capacity;
    signed char *columns; /* what a block hands on to the next, by column */
    size_t columns_capacity;
    struct buf lower, kept, breaks; /* a text on its way to words */
};

/* Gives all memory back; also to begin with, on zeroed memory. */
void room_empty(struct metric_room *room);

/* Both texts' code points as symbols, numbered; with `skips_space` without white space.
 */
enum space_rule { SPACE_KEPT, SPACE_LEFT_OUT };
void characters_read(const struct text_pair *pair, enum space_rule rule,
                     struct metric_room *room);

/* Room for the bit vectors: a zero mask for each number, a zero for each column. */
void room_bits(struct metric_room *room, size_t columns);

/* The harmonic mean; 0 where both are. */
double f1_of(double precision, double recall);

/* One a metric. -1: as likeness_measure(). */
int bleu_measure(const struct text_pair *pair, struct metric_room *room,
                 struct likeness *out);
int chrf_measure(const struct text_pair *pair, struct metric_room *room,
                 struct likeness *out);
int edit_similarity_measure(const struct text_pair *pair, struct metric_room *room,
                            struct likeness *out);
int rouge_1_measure(const struct text_pair *pair, struct metric_room *room,
                    struct likeness *out);
int rouge_2_measure(const struct text_pair *pair, struct metric_room *room,
                    struct likeness *out);
int rouge_l_measure(const struct text_pair *pair, struct metric_room *room,
                    struct likeness *out);
int token_f1_measure(const struct text_pair *pair, struct metric_room *room,
                     struct likeness *out);

#endif

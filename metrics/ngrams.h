/* metrics/ngrams.h - n-grams of both texts, and how many they have in common. */
#ifndef NOWORSE_METRICS_NGRAMS_H
#define NOWORSE_METRICS_NGRAMS_H

#include "metrics/metric_room.h"

struct overlap {
    size_t answer, reference; /* n-grams in each */
    size_t common;            /* each counted as often as in the text that has it less */
};

/* Of order 1: the symbols of both texts, whose numbers are the numbering's. */
struct overlap ngrams_first(struct metric_room *room);

/* Of this order (2, 3, …), after the one below it was asked for. */
struct overlap ngrams_next(struct metric_room *room, size_t order);

#endif

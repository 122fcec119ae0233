/* metrics/ngrams.c - n-grams of both texts, and how many they have in common. */
#include "metrics/ngrams.h"

#include <string.h>

static struct overlap overlap_count(struct metric_room *room)
{
    const struct symbols *answer = &room->answer_grams;
    const struct symbols *reference = &room->reference_grams;
    struct overlap overlap = {answer->count, reference->count, 0};
    uint32_t *counts;

    symbols_clear(&room->counts, room->numbering.count);
    counts = room->counts.items;
    if (room->numbering.count)
        memset(counts, 0, room->numbering.count * sizeof *counts);
    for (size_t i = 0; i < reference->count; i++)
        counts[reference->items[i]]++;
    for (size_t i = 0; i < answer->count; i++)
        if (counts[answer->items[i]]) {
            counts[answer->items[i]]--;
            overlap.common++;
        }
    return overlap;
}

static void symbols_copy(struct symbols *to, const struct symbols *from)
{
    symbols_clear(to, from->count);
    if (from->count)
        memcpy(to->items, from->items, from->count * sizeof *from->items);
    to->count = from->count;
}

struct overlap ngrams_first(struct metric_room *room)
{
    symbols_copy(&room->answer_grams, &room->answer);
    symbols_copy(&room->reference_grams, &room->reference);
    return overlap_count(room);
}

static void grams_lengthen(struct symbols *grams, const struct symbols *symbols,
                           size_t order, struct numbering *numbering)
{
    const size_t count = symbols->count >= order ? symbols->count - order + 1 : 0;

    for (size_t i = 0; i < count; i++)
        grams->items[i] =
            numbering_pair(numbering, grams->items[i], symbols->items[i + order - 1]);
    grams->count = count;
}

struct overlap ngrams_next(struct metric_room *room, size_t order)
{
    numbering_clear(&room->numbering,
                    room->answer_grams.count + room->reference_grams.count);
    grams_lengthen(&room->reference_grams, &room->reference, order, &room->numbering);
    grams_lengthen(&room->answer_grams, &room->answer, order, &room->numbering);
    return overlap_count(room);
}

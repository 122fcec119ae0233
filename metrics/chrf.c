/* metrics/chrf.c - chrF2: F-score of character n-grams. */
#include "metrics/ngrams.h"

enum { ORDER_MAX = 6, BETA_SQUARED = 4 };

int chrf_measure(const struct text_pair *pair, struct metric_room *room,
                 struct likeness *out)
{
    double precision = 0, recall = 0;
    size_t orders = 0;

    characters_read(pair, SPACE_LEFT_OUT, room);
    out->reference_units = room->reference.count;
    for (size_t order = 1; order <= ORDER_MAX; order++) {
        const struct overlap overlap =
            order == 1 ? ngrams_first(room) : ngrams_next(room, order);

        if (!overlap.answer || !overlap.reference)
            break; /* nor has a higher order any */
        precision += (double)overlap.common / (double)overlap.answer;
        recall += (double)overlap.common / (double)overlap.reference;
        orders++;
    }
    out->precision = orders ? precision / (double)orders : 0;
    out->recall = orders ? recall / (double)orders : 0;
    if (out->precision + out->recall > 0)
        out->score = (1 + BETA_SQUARED) * out->precision * out->recall /
                     (BETA_SQUARED * out->precision + out->recall);
    return 0;
}

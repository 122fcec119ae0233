/* metrics/bleu.c - BLEU of one sentence: precision of word n-grams, and a penalty for an
 * answer that is shorter than the reference. */
#include "metrics/mteval.h"
#include "metrics/ngrams.h"

#include <math.h>

enum { ORDER_MAX = 4 };

int bleu_measure(const struct text_pair *pair, struct metric_room *room,
                 struct likeness *out)
{
    double logs = 0, smooth = 1, penalty = 1;
    size_t orders = 0, common = 0;

    mteval_read(pair, room);
    out->reference_units = room->reference.count;
    for (size_t order = 1; order <= ORDER_MAX; order++) {
        const struct overlap overlap =
            order == 1 ? ngrams_first(room) : ngrams_next(room, order);

        if (overlap.answer == 0)
            break;
        common += overlap.common;
        smooth *= overlap.common ? 1 : 2;
        logs += log((overlap.common ? (double)overlap.common : 1 / smooth) /
                    (double)overlap.answer);
        orders++;
    }
    if (common == 0)
        return 0;
    if (room->answer.count < room->reference.count)
        penalty = exp(1 - (double)room->reference.count / (double)room->answer.count);
    out->score = penalty * exp(logs / (double)orders);
    return 0;
}

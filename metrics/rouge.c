/* metrics/rouge.c - ROUGE-1, ROUGE-2, ROUGE-L: F1 of words in common. */
#include "metrics/ngrams.h"
#include "metrics/subsequence.h"
#include "metrics/text_words.h"

static void overlap_score(struct overlap overlap, struct likeness *out)
{
    out->reference_units = overlap.reference;
    out->precision = overlap.answer ? (double)overlap.common / (double)overlap.answer : 0;
    out->recall =
        overlap.reference ? (double)overlap.common / (double)overlap.reference : 0;
    out->score = f1_of(out->precision, out->recall);
}

int rouge_1_measure(const struct text_pair *pair, struct metric_room *room,
                    struct likeness *out)
{
    words_read(pair, room);
    overlap_score(ngrams_first(room), out);
    return 0;
}

int rouge_2_measure(const struct text_pair *pair, struct metric_room *room,
                    struct likeness *out)
{
    words_read(pair, room);
    ngrams_first(room);
    overlap_score(ngrams_next(room, 2), out);
    return 0;
}

int rouge_l_measure(const struct text_pair *pair, struct metric_room *room,
                    struct likeness *out)
{
    struct overlap overlap;

    words_read(pair, room);
    overlap = (struct overlap){room->answer.count, room->reference.count, 0};
    if (subsequence_longest(room, &overlap.common)) {
        out->limit = "the answer and the reference have too many words for their longest "
                     "common subsequence";
        return -1;
    }
    overlap_score(overlap, out);
    return 0;
}

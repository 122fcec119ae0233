/* metrics/token_f1.c - F1 of the bags of words, as SQuAD has it. */
#include "metrics/ngrams.h"
#include "metrics/text_words.h"

int token_f1_measure(const struct text_pair *pair, struct metric_room *room,
                     struct likeness *out)
{
    struct overlap overlap;

    squad_words_read(pair, room);
    overlap = ngrams_first(room);
    out->reference_units = overlap.reference;
    out->precision = overlap.answer ? (double)overlap.common / (double)overlap.answer : 0;
    out->recall =
        overlap.reference ? (double)overlap.common / (double)overlap.reference : 0;
    out->score = f1_of(out->precision, out->recall);
    return 0;
}

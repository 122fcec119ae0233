/* gate/confusion.h - labels expected and found, counted, and what follows: accuracy,
 * precision, recall, F1 and their macro mean. Pure.
 *
 * Precision of a label is the share of the answers with it that are right, recall the
 * share of the references with it that are found, F1 = 2 TP / (2 TP + FP + FN) (van
 * Rijsbergen, Information Retrieval, 1979, chapter 7). An answer with no label, or with
 * several, or that could not be read, is in no precision and lowers recall. Macro F1 is
 * the plain mean over all labels of the grader.
 *
 * A case weighs its weight, shared among its scored repeats: one that is asked five times
 * counts as one that is asked once.
 */
#ifndef NOWORSE_GATE_CONFUSION_H
#define NOWORSE_GATE_CONFUSION_H

#include <stddef.h>
#include <stdint.h>

struct confusion_cell {
    double weight;
    int64_t samples;
};

struct confusion {
    size_t count; /* labels */
    struct confusion_cell
        *cells;    /* owned; a row for each label expected, in it one for each found, then
                      one for none; NULL: nothing was counted */
    double unread; /* weight of answers that could not be read, of which the expected
                      label was not kept */
    int64_t unread_samples;
    double without; /* weight of samples without a grade */
};

/* count: of labels, the same each time. found -1: none; expected -1: not known. */
void confusion_add(struct confusion *confusion, size_t count, int expected, int found,
                   double weight);
/* Adds another's, its weights times so much. */
void confusion_merge(struct confusion *into, const struct confusion *from, double scale);
double confusion_weight(const struct confusion *confusion); /* of all that was scored */
void confusion_release(struct confusion *confusion);
const struct confusion_cell *confusion_at(const struct confusion *confusion,
                                          size_t expected, size_t found);

/* NaN: undefined, for no answer (reference) has the label. low and high: whatever the
 * samples without a grade would have been, and of which label those that could not be
 * read. */
struct confusion_share {
    double found, low, high;
};
struct confusion_share confusion_accuracy(const struct confusion *confusion);
struct confusion_share confusion_precision(const struct confusion *confusion,
                                           size_t label);
struct confusion_share confusion_recall(const struct confusion *confusion, size_t label);
struct confusion_share confusion_f1(const struct confusion *confusion, size_t label);
/* *undefined: the first label that has no F1, where found is NaN. */
struct confusion_share confusion_macro_f1(const struct confusion *confusion,
                                          size_t *undefined);

#endif

/* runner/baseline_answers.h - the baseline's answers, for graders that compare with them.
 *
 * Of a variant of the same run: from this run's own file, when the answer to the same
 * case and repeat is there, which is sent for before those of the candidates. Of an
 * earlier run
 * (--baseline RUN): from that one's file, to the case of the same id and content; where
 * it has fewer repeats they are gone through again.
 */
#ifndef NOWORSE_RUNNER_BASELINE_ANSWERS_H
#define NOWORSE_RUNNER_BASELINE_ANSWERS_H

#include "runner/baseline_source.h"
#include "runner/sample_queue.h"

struct baseline_answers;

/* Graders compare with answers: a mistake where what the suite compares with has none.
 * The errors get it. */
void baseline_answers_check(const struct prepared *prepared, struct error_list *errors);

/* Takes over the run of a source that is open; plan_entries: of each of its entries the
 * plan's index, or less than 0. NULL: it is no run. The caller's. */
struct baseline_answers *baseline_answers_take(struct baseline_source *source,
                                               const int *plan_entries);
void baseline_answers_free(struct baseline_answers *answers); /* takes NULL */

/* The variant of this run whose answer is compared with this one's; -1: none. */
int baseline_answers_variant(const struct prepared *prepared, int variant);

enum baseline_answer {
    BASELINE_ANSWER_HERE,
    BASELINE_ANSWER_NONE,
    BASELINE_ANSWER_TO_COME /* of this run, and not in its file yet */
};
/* Appends it to *out. -1: a run file cannot be read. */
int baseline_answer_find(const struct prepared *prepared,
                         const struct next_sample *sample, struct buf *out,
                         enum baseline_answer *found, struct error *err);

#endif

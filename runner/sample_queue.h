/* runner/sample_queue.h - which sample is sent next: rounds of repeats, cases in order,
 * variants side by side. In a run that may stop early, cluster by cluster in the order of
 * their turns instead, all repeats of a case together.
 *
 * Of a run that is continued, samples that are there are passed over: a bit for each, for
 * nothing may grow with the number of cases.
 *
 * A case is read from its dataset when its first variant comes up and shared by its
 * variants until the last of them is done.
 */
#ifndef NOWORSE_RUNNER_SAMPLE_QUEUE_H
#define NOWORSE_RUNNER_SAMPLE_QUEUE_H

#include "runner/prepare.h"

struct open_case {
    struct eval_case row;
    int64_t number;
    int64_t place;  /* in the order of turns; 0 where there is none */
    int cohort;     /* the plan's index */
    unsigned users; /* samples that still need it, and the queue itself */
};

struct next_sample {
    int variant; /* the plan's index */
    unsigned repeat;
    struct open_case *test; /* one use of it: give it back with sample_queue_return() */
};

struct sample_queue;

/* Which samples of a plan are there already: one bit a sample, in order of the queue. */
struct done_samples {
    uint8_t *bits; /* owned; NULL: none is */
};
/* False: the plan has no such sample, or it was added before. */
bool done_samples_add(struct done_samples *done, const struct run_plan *plan,
                      int64_t case_number, int variant, unsigned repeat);
void done_samples_release(struct done_samples *done);

/* done and watch are borrowed; NULL: none. The watch is announced each case, and told
 * when no further one comes. */
struct early_watch;
struct sample_queue *sample_queue_new(struct prepared *prepared,
                                      const struct done_samples *done,
                                      struct early_watch *watch);
void sample_queue_free(struct sample_queue *queue);

bool sample_queue_is_empty(const struct sample_queue *queue);
/* The model (the suite's index) that the next sample calls; only where the queue is not
 * empty. */
int sample_queue_model(const struct sample_queue *queue);

/* -1: the run file or the dataset could not be read, or a case changed since it was
 * checked. */
int sample_queue_take(struct sample_queue *queue, struct next_sample *out,
                      struct error *err);
void sample_queue_return(struct sample_queue *queue, struct open_case *test);

#endif

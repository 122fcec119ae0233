/* runner/runner.h - asks every planned sample, grades it, records it.
 *
 * One event loop, one thread. Repeats go in rounds; within a round all variants of a case
 * are sent next to each other. A turn of the loop: take what has arrived, grade it, write
 * it, commit; then send. Memory grows with what is in flight, not with the number of
 * cases.
 */
#ifndef NOWORSE_RUNNER_RUNNER_H
#define NOWORSE_RUNNER_RUNNER_H

#include "base/clock.h"
#include "runner/prepare.h"
#include "runner/resume.h"
#include "store/reply_cache.h"
#include "store/run_event.h"

/* Where a run stands. */
struct run_counts {
    int64_t planned, done;
    int64_t passed, failed, unscored;
    struct ledger spent;
    int64_t cost_limit;      /* base/money.h; 0: none */
    int64_t cached;          /* of the done ones: answered from the reply cache */
    unsigned in_flight;      /* sent, or waiting to be sent again */
    const char *waiting_for; /* why nothing moves: the last failure that is being retried;
                                NULL: nothing; untrusted text */
};
typedef void run_progress(void *context, const struct run_counts *counts);

struct run_options {
    unsigned
        concurrency;  /* calls at the same time instead of the suite's; 0: the suite's */
    double timeout_s; /* instead of each model's; 0: the model's */
    int retries;      /* likewise; -1: the model's */
    uint64_t seed;    /* of the jitter between tries */
    const struct resumed *resumed; /* what is there already; NULL: a new run */
    struct reply_cache *cache;     /* borrowed; NULL: nothing is found and nothing kept */
    const struct clock *clock;
    int64_t failures_max;         /* so many failed samples end the run; 0: none do */
    struct run_observer observer; /* {0}: none */
    FILE *situation; /* borrowed; where SIGUSR1 tells how the run stands; NULL: nowhere */
    run_progress *progress; /* after each turn; NULL: none */
    void *progress_context;
};

/* How it ended. Texts owned by whoever calls run_end_release(). */
struct run_end {
    enum run_status status;
    int signal; /* RUN_INTERRUPTED */
    char *
        reason; /* RUN_STOPPED: one clause: "the endpoint refused connections"; or NULL */
    struct run_counts counts;
};
void run_end_release(struct run_end *end);

/* Runs to the end, which it writes into the run file too. -1: nothing could be started,
 * or the run file could not be written (what was committed stays). */
int run_samples(struct prepared *prepared, const struct run_options *options,
                struct run_end *end, struct error *err);

#endif

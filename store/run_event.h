/* store/run_event.h - what happens while a run goes on, told to whoever listens.
 *
 * The runner tells it, a report writes it down; neither knows the other. Told on the
 * runner's thread, between two turns of its loop: a listener that takes long holds up the
 * run.
 */
#ifndef NOWORSE_STORE_RUN_EVENT_H
#define NOWORSE_STORE_RUN_EVENT_H

#include "graders/grader.h"
#include "providers/reply.h"

enum run_event_type {
    RUN_EVENT_SAMPLE_DONE,
    RUN_EVENT_CALL_RETRY, /* a call failed, and is made again after wait_ms */
    RUN_EVENT_LIMIT_WAIT, /* a model's lane waits: reason, wait_ms */
    RUN_EVENT_CIRCUIT,    /* an endpoint is taken for down, probed, or up again: state */
    RUN_EVENT_BUDGET      /* spent_usd of limit_usd, which lets no further call go */
};

/* Members that the type does not name are 0. Texts borrowed for the call. */
struct run_event {
    enum run_event_type type;
    /* SAMPLE_DONE, CALL_RETRY: */
    int cohort, variant; /* the plan's indexes */
    const char *case_id; /* of held-out cohorts too: the listener hides it */
    unsigned repeat;     /* from 1 */
    unsigned calls;      /* made so far */
    enum failure failure;
    /* SAMPLE_DONE: */
    enum verdict verdict;
    double score, latency_ms, cost_usd; /* NaN: unknown */
    bool is_cached;
    /* CALL_RETRY, LIMIT_WAIT: */
    int64_t wait_ms;
    /* LIMIT_WAIT, CIRCUIT: */
    const char *model;  /* its id in the suite */
    const char *reason; /* "rate limit of gpt-4.1-mini: 12 s"; untrusted */
    const char *state;  /* "open", "closed" */
    /* BUDGET: */
    double spent_usd, limit_usd;
};

struct run_observer {
    void (*event)(void *context,
                  const struct run_event *event); /* NULL: nobody listens */
    void (*turn_end)(void *context);
    void *context;
};

#endif

/* runner/flight.h - one sample under way: rendered, sent, tried again, read, graded,
 * recorded.
 *
 * The runner opens as many as samples may be under way and uses each again and again:
 *
 *   flight_begin()    the request is built, once a sample
 *   flight_send()     a call: the first, or a further try
 *   on_call_end()     its reply was read, whatever it is, and what follows is decided
 *   on_ready()        a failed call may be tried again now: the lane sends it in its turn
 *   on_end()          the reply is final and graded
 *   flight_record()   into the turn's transaction
 *
 * What begins with on_ is called from the loop, never from within a function here.
 */
#ifndef NOWORSE_RUNNER_FLIGHT_H
#define NOWORSE_RUNNER_FLIGHT_H

#include "limits/pace.h"
#include "limits/retry.h"
#include "limits/spending.h"
#include "runner/asking.h"
#include "runner/grade_sample.h"
#include "runner/grading_pool.h"
#include "runner/reuse.h"
#include "runner/runner.h"
#include "runner/sample_queue.h"
#include "transport/transport.h"

struct flight;

/* What all flights of a run share; all borrowed. */
struct flight_context {
    struct prepared *prepared;
    const struct run_options *options;
    uv_loop_t *loop;
    struct transport *transport;
    struct grading_pool *pool;
    struct budget *budget;
    struct reuse *reuse;
    struct random random;
    struct sha256 *hash;
    void (*on_call_end)(void *context, struct flight *flight);
    void (*on_ready)(void *context, struct flight *flight);
    void (*on_end)(void *context, struct flight *flight);
    void (*on_broken)(void *context, const struct error *err); /* the run cannot go on */
    void *on_context;                                          /* of all */
};

enum flight_state {
    FLIGHT_SPARE,
    FLIGHT_JOINED,  /* another asks what it would ask */
    FLIGHT_READY,   /* built; to be sent when its lane admits it */
    FLIGHT_SENT,    /* a call is under way */
    FLIGHT_WAITING, /* for the time of its next try */
    FLIGHT_GRADING, /* on another thread */
    FLIGHT_ENDED    /* its reply is final and graded */
};

struct flight {
    struct flight_context *context;
    enum flight_state state;
    struct flight *next;       /* in one of the lanes' lists */
    struct next_sample sample; /* set by the runner before flight_begin() */
    struct asking asking;
    struct reply reply;
    struct sample_grades grades;
    struct grading_job grading;
    struct model_limits limits;
    struct retry_state retry;
    struct spending spending;
    struct draw draw;               /* its seat among those that ask the same */
    struct pace_call paced;         /* FLIGHT_SENT: what its lane was told of the call */
    struct rate_limits rate_limits; /* that the last response told */
    int64_t ready_us;               /* FLIGHT_READY: since when */
    struct transfer *transfer;      /* FLIGHT_SENT */
    uv_timer_t timer;               /* FLIGHT_WAITING */
    int64_t call;                   /* FLIGHT_SENT: its number in the run file */
    bool call_is_open;              /* there, and its end is not */
    int64_t call_ended_ms;
    int64_t wait_ms; /* after a call: until the next try; -1: there is none */
    int64_t started_ms;
    uint64_t sent_ms;  /* FLIGHT_SENT: the loop's time */
    int64_t cached_ms; /* when the reply that is used again was stored; 0: it was asked */
    double latency_ms, first_byte_ms; /* of the last try; NaN: unknown */
    char request_digest[SHA256_HEX_SIZE];
};

void flight_open(struct flight *flight, struct flight_context *context);
void flight_close(struct flight *flight);   /* its timer, on the loop */
void flight_release(struct flight *flight); /* its memory, after the loop */

/* Ready to be sent; joined; or answered from the cache: grading or ended already, as is
 * one whose request cannot be built. */
enum flight_state flight_begin(struct flight *flight);
void flight_send(struct flight *flight);
/* A call under way ends soon with FAILURE_STOPPED. */
void flight_cancel(struct flight *flight);
/* One that is joined, ready or waiting: ended with FAILURE_STOPPED, without on_end(). */
void flight_drop(struct flight *flight);

int flight_model(const struct flight *flight); /* the suite's index */

/* Why the last try failed, for people: the vendor's words, which may quote the prompt,
 * where the cohort is not held out. Borrowed; secrets are masked. */
const char *flight_failure(const struct flight *flight);

/* Into the journal, in the transaction that is open: the call that flight_send() will
 * send when this is committed; and, from on_call_end(), how it ended, unless its sample
 * ends with it: flight_record() writes both, for one without the other would be an answer
 * that was paid for and is lost. */
int flight_record_call(struct flight *flight, struct error *err);
int flight_record_call_end(struct flight *flight, struct error *err);

/* Writes an ended one to the run file, in the transaction that is open. */
int flight_record(struct flight *flight, struct error *err);

#endif

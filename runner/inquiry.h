/* runner/inquiry.h - one request to a model, sent and tried again until its reply is
 * final: the answer of a sample, or what one of its graders wants to know.
 *
 *   inquiry_begin()  the request stands in `asking`: found in the cache, joined with
 *                     one that asks the same, or ready
 *   inquiry_send()   a call: the first, or a further try
 *   on_call_end()     its reply was read, whatever it is, and what follows is decided
 *   on_ready()        it may be sent now, or again: its lane does so in its turn
 *   on_done()         the reply is final
 *
 * What begins with on_ is called from the loop, never from within a function here.
 */
#ifndef NOWORSE_RUNNER_INQUIRY_H
#define NOWORSE_RUNNER_INQUIRY_H

#include "base/random.h"
#include "limits/pace.h"
#include "limits/retry.h"
#include "limits/spending.h"
#include "runner/asking.h"
#include "runner/plugins.h"
#include "runner/reuse.h"
#include "runner/runner.h"
#include "runner/sample_queue.h"
#include "transport/transport.h"

#include <uv.h>

struct inquiry;

/* What all inquiries of a run share; all borrowed. */
struct inquiry_context {
    struct prepared *prepared;
    const struct run_options *options;
    uv_loop_t *loop;
    struct transport *transport;
    struct budget *budget;
    struct reuse *reuse;
    struct plugins *plugins; /* for judging.h */
    struct random random;
    struct sha256 *hash;
    void (*on_call_end)(void *context, struct inquiry *inquiry);
    void (*on_ready)(void *context, struct inquiry *inquiry);
    void *on_context; /* of both */
};

enum inquiry_state {
    INQUIRY_IDLE,
    INQUIRY_JOINED,  /* another asks what it would ask */
    INQUIRY_READY,   /* to be sent when its lane admits it */
    INQUIRY_CARRIED, /* another's call asks for it too: text_batch.h */
    INQUIRY_SENT,    /* a call is under way */
    INQUIRY_WAITING, /* for the time of its next try */
    INQUIRY_DONE     /* its reply is final */
};

enum { INQUIRY_ANSWER = -1 };

struct inquiry {
    struct inquiry_context *context;
    enum inquiry_state state;
    struct inquiry *next;    /* in one of the lanes' lists, or among the carried */
    struct inquiry *carried; /* those whose texts its call has too; NULL: none */
    struct inquiry *carrier; /* INQUIRY_CARRIED: whose call it is */
    const struct next_sample *sample; /* for which it asks; borrowed */
    int model;                        /* the suite's index */
    int purpose;     /* the plan's grader that asks; INQUIRY_ANSWER: the sample's own */
    unsigned vote;   /* of a grader that asks the same several times; from 0 */
    bool is_heard;   /* its reply is a text that a grader asked for: the run file has it
                        as soon as it came */
    bool goes_first; /* before those that its lane has: its sample's others are answered,
                        and are lost where the run ends before the sample is judged */
    bool is_shared;  /* its reply depends on the text alone: whoever asks the same, of
                        whatever sample, gets it */
    bool is_alone;   /* it carries none: a call with several texts was refused */
    void (*on_done)(void *owner); /* the reply is final */
    void *owner;                  /* a flight */
    struct asking asking;
    struct reply reply;
    struct model_limits limits;
    struct retry_state retry;
    struct spending spending;
    struct draw draw;               /* its seat among those that ask the same */
    struct pace_call paced;         /* INQUIRY_SENT: what its lane was told of the call */
    struct rate_limits rate_limits; /* that the last response told */
    int64_t ready_us;               /* INQUIRY_READY: since when */
    struct transfer *transfer;      /* INQUIRY_SENT */
    uv_timer_t timer;               /* INQUIRY_WAITING */
    int64_t call;                   /* INQUIRY_SENT: its number in the run file */
    bool call_is_open;              /* there, and its end is not */
    int64_t call_ended_ms;
    int64_t wait_ms; /* after a call: until the next try; -1: there is none */
    int64_t started_ms;
    uint64_t sent_ms;  /* INQUIRY_SENT: the loop's time */
    int64_t cached_ms; /* when the reply that is used again was stored; 0: it was asked */
    double latency_ms, first_byte_ms; /* of the last try; NaN: unknown */
    double queued_ms; /* whole, that it was ready before its first try; NaN: no try */
    char request_digest[SHA256_HEX_SIZE];
};

/* sample, on_done and owner are borrowed. */
void inquiry_open(struct inquiry *inquiry, struct inquiry_context *context,
                  const struct next_sample *sample, void (*on_done)(void *owner),
                  void *owner);
void inquiry_close(struct inquiry *inquiry);   /* its timer, on the loop */
void inquiry_release(struct inquiry *inquiry); /* its memory, after the loop */

/* Forgets the last one: a request may be built. model: the suite's index; purpose and
 * vote are those of an answer. */
void inquiry_clear(struct inquiry *inquiry, int model);

/* With the request built: fills request_digest. */
void inquiry_identify(struct inquiry *inquiry);
/* Then: ready to be sent, joined, or done, from the cache. */
enum inquiry_state inquiry_begin(struct inquiry *inquiry);
/* Done without an answer: its request cannot be built. */
void inquiry_fail(struct inquiry *inquiry, enum failure failure, const char *message);

void inquiry_send(struct inquiry *inquiry);
/* Whether a call is under way that asks for it: its own, or its carrier's. */
bool inquiry_is_under_way(const struct inquiry *inquiry);
/* A call under way ends soon with FAILURE_STOPPED. */
void inquiry_cancel(struct inquiry *inquiry);
/* One that is joined, ready or waiting: done with FAILURE_STOPPED, without on_done(). */
void inquiry_drop(struct inquiry *inquiry);

/* Why the last try failed, for people: the vendor's words, which may quote the prompt,
 * where the cohort is not held out. Borrowed; secrets are masked. */
const char *inquiry_failure(const struct inquiry *inquiry);
/* The same of a run that ends for it: with the model, where the suite has several. The
 * caller's. */
char *inquiry_end_reason(const struct inquiry *inquiry);

/* Into the journal, in the transaction that is open: the call that inquiry_send() will
 * send when this is committed; and how it ended. */
int inquiry_record_call(struct inquiry *inquiry, struct error *err);
int inquiry_record_call_end(struct inquiry *inquiry, struct error *err);
/* And what it brought, without secrets, where it is_heard. */
int inquiry_record_heard(struct inquiry *inquiry, struct error *err);

#endif

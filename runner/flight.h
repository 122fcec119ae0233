/* runner/flight.h - one sample under way: rendered, sent, tried again, read, graded,
 * recorded.
 *
 * The runner opens as many as calls may be under way and uses each again and again.
 * flight_start() to on_end() is one sample; on_end() is called from a turn of the loop,
 * never from within flight_start().
 */
#ifndef NOWORSE_RUNNER_FLIGHT_H
#define NOWORSE_RUNNER_FLIGHT_H

#include "runner/asking.h"
#include "runner/grade_sample.h"
#include "runner/retry.h"
#include "runner/runner.h"
#include "runner/sample_queue.h"
#include "runner/transport.h"

struct flight;

/* What all flights of a run share; all borrowed. */
struct flight_context {
    struct prepared *prepared;
    const struct run_options *options;
    uv_loop_t *loop;
    struct transport *transport;
    struct random random;
    struct grade_scratch *scratch;
    struct sha256 *hash;
    int waiting_count; /* flights that wait for their next try */
    void (*on_end)(void *context, struct flight *flight);
    void *on_end_context;
};

struct flight {
    struct flight_context *context;
    struct next_sample sample; /* set by the runner before flight_start() */
    struct asking asking;
    struct reply reply;
    struct sample_grades grades;
    struct model_limits limits;
    struct retry_state retry;
    struct transfer *transfer; /* NULL: nothing is sent at the moment */
    uv_timer_t
        timer;       /* until the next try; or, with no wait, until the end can be told */
    bool is_waiting; /* for the next try */
    int64_t started_ms;
    double latency_ms, first_byte_ms; /* of the last try; NaN: unknown */
    char request_digest[SHA256_HEX_SIZE];
};

void flight_open(struct flight *flight, struct flight_context *context);
void flight_close(struct flight *flight);   /* its timer, on the loop */
void flight_release(struct flight *flight); /* its memory, after the loop */

void flight_start(struct flight *flight);
void flight_cancel(struct flight *flight); /* ends soon with FAILURE_STOPPED */
void flight_give_up_waiting(
    struct flight *flight); /* a wait for the next try ends: FAILURE_STOPPED */
bool flight_is_waiting(const struct flight *flight);

/* Why the last try failed, for people: the vendor's words, which may quote the prompt,
 * where the cohort is not held out. Borrowed; secrets are masked. */
const char *flight_failure(const struct flight *flight);

/* Grades and writes it to the run file, in the transaction that is open. */
int flight_record(struct flight *flight, struct error *err);

#endif

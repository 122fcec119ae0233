/* limits/pace.h - when the next call to an endpoint may go.
 *
 * One for each model of each endpoint: models of a suite that differ in params alone
 * share it, as they share the vendor's limits. It joins
 *
 *   limits.requests_per_minute, limits.tokens_per_minute    token_bucket.h
 *   the vendor's own limits, told by headers                vendor_window.h
 *   Retry-After: nothing is sent until then, by any sample
 *   how many at a time do it good                           adaptive_limit.h
 *   a few calls, until the first reply says more, or none came within 200 ms
 *   whether it is there at all                              circuit.h
 *
 * Tokens are estimated before a call and settled after it: an estimate is corrected by
 * the share of earlier estimates that was used.
 *
 * Pure: time is a parameter, in microseconds of the steady clock.
 */
#ifndef NOWORSE_LIMITS_PACE_H
#define NOWORSE_LIMITS_PACE_H

#include "base/buf.h"
#include "providers/rate_limits.h"

struct pace;

struct pace_options {
    const char *endpoint;                          /* for people: "127.0.0.1:9"; copied */
    const char *name;                              /* the model's, for people; copied */
    double requests_per_minute, tokens_per_minute; /* 0: no limit */
    unsigned concurrency;
    bool is_concurrency_given; /* as many go at once; else few until the first reply */
    double patience_s; /* limits.retry_for_s: how long an endpoint may be down, or (a
                          minute at least) ask to wait, before it is given up */
};

/* What a call may use at most. */
struct pace_need {
    int64_t input_tokens, output_tokens;
};

/* A call under way; kept by who sent it, between pace_sent() and pace_done(). */
struct pace_call {
    uint64_t number;
    int64_t sent_us;
    double input_tokens, output_tokens;            /* that it was taken for */
    double requests_sent, input_sent, output_sent; /* in all, this one included */
    struct pace_need need;
    unsigned beside; /* under way when it was sent, this one included */
    bool is_probe;
};

struct pace *pace_new(const struct pace_options *options);
void pace_free(struct pace *pace); /* takes NULL */

/* A further model shares it: calls at the same time add up, of the limits the smaller
 * holds. */
void pace_share(struct pace *pace, const struct pace_options *options);

/* 0: a call may go now; else when to ask again: after so many microseconds, or, with
 * PACE_AFTER_REPLY, when one of its calls has ended. */
enum { PACE_AFTER_REPLY = -1 };
int64_t pace_wait_us(struct pace *pace, const struct pace_need *need, int64_t now_us);

void pace_sent(struct pace *pace, const struct pace_need *need, int64_t now_us,
               struct pace_call *call);

/* limits NULL: no response came. */
void pace_done(struct pace *pace, const struct pace_call *call, const struct reply *reply,
               const struct rate_limits *limits, double latency_ms, int64_t now_us);

/* Appends what it waits for, for the status line: "rate limit of gpt-4.1-mini: 12 s",
 * "127.0.0.1:9 gave no answer 12 times in a row, next try in 8 s"; nothing where it does
 * not wait, or less than half a second. Untrusted text as given in the options. */
void pace_append_wait(const struct pace *pace, int64_t now_us, struct buf *out);

/* True: no call will do within its patience; appends why, for the run's end: "127.0.0.1:9
 * gave no answer for 120 s: no connection". */
bool pace_gave_up(const struct pace *pace, int64_t now_us, struct buf *reason);

/* For people who look: what is under way, and how much may be. */
struct pace_state {
    unsigned in_flight, limit, limit_max;
    bool is_open;     /* the circuit: the endpoint is thought to be down */
    int64_t pause_us; /* of a Retry-After, from now */
};
struct pace_state pace_state(const struct pace *pace, int64_t now_us);

#endif

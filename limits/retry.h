/* limits/retry.h - whether a failed call is tried again, and when. Pure.
 *
 * suite-format 7.11: `retries` counts tries that may have been billed; tries that surely
 * were not are repeated up to 5 times within `retry_for_s`; both together never more than
 * 6 tries. A wait that the vendor asks for is kept; else waits double from 0.5 s up to 30
 * s, with jitter.
 */
#ifndef NOWORSE_LIMITS_RETRY_H
#define NOWORSE_LIMITS_RETRY_H

#include "base/random.h"
#include "providers/reply.h"
#include "suites/suite.h"

enum { TRIES_MAX = 6, TRIES_UNBILLED_MAX = 5 };

/* What one sample has tried so far. */
struct retry_state {
    unsigned tries;        /* sent */
    unsigned billed_tries; /* failed ones that may have been billed */
    int64_t since_us;      /* steady clock, of the first try */
};

/* Counts the failed try; the wait in ms before the next one, or -1: give up. */
int64_t retry_wait_ms(struct retry_state *state, const struct reply *reply,
                      const struct model_limits *limits, int64_t now_us,
                      struct random *random);

#endif

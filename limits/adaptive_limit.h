/* limits/adaptive_limit.h - how many calls at the same time do an endpoint good.
 *
 * Begins at the most it may be, so that an endpoint that can take it pays nothing.
 *
 * Down: told to wait (429, 503, 529), to 0.7 of what was under way; at most once a round
 * trip: calls that were sent before the last change no longer count (as TCP's recovery).
 * Up: additive, by a 32nd of the most (at least 1) for each round trip, after 16 answers
 * without a refusal (where a rate is the limit, and nobody tells it, more at a time are
 * only refused more often), and while answers are not slow.
 *
 * Down by latency: medians of 128 answers in a row are compared with their slowly moving
 * base (down by 0.3 of the difference, up by 0.02, so that it stays near the low ones).
 * Two medians in a row over twice the base, and 100 ms over it, are a suspicion: to 0.8.
 * If the next median is not a tenth lower, what made the answers slow was not the number
 * of calls (longer answers, another hour): the limit is restored and the median is the
 * new base. Else it goes on from there. So heavy tails, whose medians of 128 stray by a
 * fifth, cost nothing much. The first answers after a change are passed over (4 for each
 * call at a time): those that come soon are the quick ones.
 */
#ifndef NOWORSE_LIMITS_ADAPTIVE_LIMIT_H
#define NOWORSE_LIMITS_ADAPTIVE_LIMIT_H

#include <stdbool.h>
#include <stdint.h>

enum { LATENCY_SAMPLES = 128 };

struct adaptive_limit {
    double now; /* calls at the same time */
    double most;
    uint64_t changed_at; /* number of the first call after the last change down */
    double before_trial; /* the limit; 0: no trial is on */
    double trial_median; /* that made the suspicion */
    double base;         /* median in ms; 0: not known yet */
    unsigned answers;    /* since the last refusal */
    bool is_slow;        /* the last median was high */
    unsigned to_skip;    /* answers before the next median begins */
    unsigned count;
    float latencies[LATENCY_SAMPLES]; /* in ms */
};

void adaptive_limit_init(struct adaptive_limit *limit, unsigned most);

unsigned adaptive_limit_now(const struct adaptive_limit *limit);

/* An answer to call number `call`; in_flight and next_call as they are now. */
void adaptive_limit_answer(struct adaptive_limit *limit, uint64_t call, double latency_ms,
                           unsigned in_flight, uint64_t next_call);

/* The call was told to wait, or nobody answers at all. */
void adaptive_limit_refuse(struct adaptive_limit *limit, uint64_t call,
                           unsigned in_flight, uint64_t next_call);

#endif

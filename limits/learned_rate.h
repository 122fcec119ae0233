/* limits/learned_rate.h - a rate limit that nobody tells, learned from refusals.
 *
 * Nothing is limited before the first refusal (429, 503, 529). Then calls go at 0.95 of
 * the rate of answers that the endpoint gave in the last second, evenly; refusals of
 * calls that were sent before count for the same one. From there it is probed as TCP's
 * CUBIC does (RFC 9438): nearly flat for the first eight seconds after a refusal (0.2%,
 * 0.4%, 0.6% … a second), so that an endpoint that refuses above a steady rate refuses
 * about one call in a hundred; by a quarter a second after that, for then it was no rate
 * that was met. It ends when fewer than half as many calls come as might go.
 *
 * Pure: time is a parameter, in microseconds of the steady clock.
 */
#ifndef NOWORSE_LIMITS_LEARNED_RATE_H
#define NOWORSE_LIMITS_LEARNED_RATE_H

#include "limits/token_bucket.h"

struct learned_rate {
    double per_s; /* 0: there is none */
    struct token_bucket bucket;
    int64_t refused_us; /* when it was learned */
    int64_t second_us;  /* when the present second began */
    unsigned seconds;   /* whole ones since the last refusal */
    double answers;     /* in the present second */
    double last[2];     /* in the two before */
};

/* 0: a call may go now; else how long to wait. */
int64_t learned_rate_wait_us(const struct learned_rate *rate, int64_t now_us);
void learned_rate_take(struct learned_rate *rate, int64_t now_us);

void learned_rate_answer(struct learned_rate *rate, int64_t now_us);
/* sent_us: of the call that was refused. */
void learned_rate_refuse(struct learned_rate *rate, int64_t sent_us, int64_t now_us);

#endif

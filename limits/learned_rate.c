/* limits/learned_rate.c - a rate limit that nobody tells, learned from refusals. */
#include "limits/learned_rate.h"

#include <math.h>

static const int64_t one_second_us = 1000 * 1000;
static const double kept_share = 0.95;
static const double slowest_per_s = 0.5;
static const double careful_step = 0.002;
static const double bold_factor = 1.25;
enum { CAREFUL_SECONDS = 8 };

static void rate_set(struct learned_rate *rate, double per_s)
{
    double next_us = rate->bucket.next_us;

    rate->per_s = per_s;
    token_bucket_init(&rate->bucket, 60 * per_s, 1);
    rate->bucket.next_us = next_us;
}

/* A second without a refusal is over. */
static void rate_grow(struct learned_rate *rate)
{
    rate->seconds++;
    if (rate->seconds <= CAREFUL_SECONDS)
        rate_set(rate, rate->per_s * (1 + careful_step * rate->seconds));
    else if (rate->last[0] < rate->per_s / 2)
        rate->per_s = 0;
    else
        rate_set(rate, rate->per_s * bold_factor);
}

static void seconds_pass(struct learned_rate *rate, int64_t now_us)
{
    int64_t passed = (now_us - rate->second_us) / one_second_us;

    if (passed <= 0)
        return;
    rate->last[1] = passed == 1 ? rate->last[0] : 0;
    rate->last[0] = passed == 1 ? rate->answers : 0;
    rate->answers = 0;
    rate->second_us += passed * one_second_us;
    if (rate->per_s > 0)
        rate_grow(rate);
}

int64_t learned_rate_wait_us(const struct learned_rate *rate, int64_t now_us)
{
    return rate->per_s > 0 ? token_bucket_wait_us(&rate->bucket, 1, now_us) : 0;
}

void learned_rate_take(struct learned_rate *rate, int64_t now_us)
{
    if (rate->per_s > 0)
        token_bucket_take(&rate->bucket, 1, now_us);
}

void learned_rate_answer(struct learned_rate *rate, int64_t now_us)
{
    seconds_pass(rate, now_us);
    rate->answers++;
}

/* Few answers in a moment tell little, and more than there were: the next second knows
 * better. */
static double rate_seen(const struct learned_rate *rate, int64_t now_us)
{
    double elapsed = (double)(now_us - rate->second_us) / (double)one_second_us;
    double present = rate->answers / fmax(elapsed, 0.25);

    return fmax(present, fmax(rate->last[0], rate->last[1]));
}

void learned_rate_refuse(struct learned_rate *rate, int64_t sent_us, int64_t now_us)
{
    double seen;

    seconds_pass(rate, now_us);
    if (rate->refused_us && sent_us <= rate->refused_us)
        return;
    seen = rate_seen(rate, now_us);
    if (rate->per_s > 0)
        seen = fmin(seen, rate->per_s);
    rate->refused_us = now_us;
    rate->seconds = 0;
    rate_set(rate, fmax(slowest_per_s, kept_share * seen));
}

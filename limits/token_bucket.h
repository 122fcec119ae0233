/* limits/token_bucket.h - so many a minute, evenly: the generic cell rate algorithm.
 *
 * Virtual scheduling, as ITU-T I.371 (annex A) describes it: all that is kept is the
 * theoretical time of the next arrival. What is taken moves it on by what that takes at
 * the rate; an arrival may be early by the tolerance, which is the burst. Equal to a
 * bucket of `burst` that is full at first and fills at the rate.
 *
 * In any window of t there is admitted at most rate * t + the larger of the burst and the
 * largest single amount. One amount over the burst goes as soon as the bucket is full: it
 * waits its time, and never for ever.
 */
#ifndef NOWORSE_LIMITS_TOKEN_BUCKET_H
#define NOWORSE_LIMITS_TOKEN_BUCKET_H

#include <stdbool.h>
#include <stdint.h>

struct token_bucket {
    double interval_us;  /* one takes so long; 0: there is no limit */
    double tolerance_us; /* the burst */
    double next_us;      /* the theoretical time of the next arrival */
};

/* per_minute 0: no limit. */
void token_bucket_init(struct token_bucket *bucket, double per_minute, double burst);

/* A minute's limit as vendors count it: in no minute more than `per_minute` is taken,
 * whatever their minute begins with: a hundredth of it (at least 1) is the burst, and the
 * rate is a hundredth below. */
void token_bucket_init_minute(struct token_bucket *bucket, double per_minute);

/* 0: the amount may be taken now; else how long to wait. */
int64_t token_bucket_wait_us(const struct token_bucket *bucket, double amount,
                             int64_t now_us);
void token_bucket_take(struct token_bucket *bucket, double amount, int64_t now_us);

/* What was taken turned out to be less (or, negative, more) than it is. */
void token_bucket_return(struct token_bucket *bucket, double amount);

#endif

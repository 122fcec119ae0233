/* limits/token_bucket.c - so many a minute, evenly. */
#include "limits/token_bucket.h"

#include <math.h>

static const double minute_us = 60e6;

void token_bucket_init(struct token_bucket *bucket, double per_minute, double burst)
{
    double interval_us = per_minute > 0 ? minute_us / per_minute : 0;

    *bucket = (struct token_bucket){.interval_us = interval_us,
                                    .tolerance_us = burst * interval_us};
}

void token_bucket_init_minute(struct token_bucket *bucket, double per_minute)
{
    token_bucket_init(bucket, per_minute * 0.99, fmax(1, per_minute / 100));
}

int64_t token_bucket_wait_us(const struct token_bucket *bucket, double amount,
                             int64_t now_us)
{
    double need_us = amount * bucket->interval_us;
    double wait_us =
        bucket->next_us + need_us - fmax(bucket->tolerance_us, need_us) - (double)now_us;

    return wait_us > 0 ? (int64_t)ceil(wait_us) : 0;
}

void token_bucket_take(struct token_bucket *bucket, double amount, int64_t now_us)
{
    bucket->next_us =
        fmax(bucket->next_us, (double)now_us) + amount * bucket->interval_us;
}

void token_bucket_return(struct token_bucket *bucket, double amount)
{
    bucket->next_us -= amount * bucket->interval_us;
}

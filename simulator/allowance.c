/* simulator/allowance.c - a vendor's rate limit. */
#include "simulator/allowance.h"

#include <math.h>

enum { BYTES_A_TOKEN = 4 };

static const double minute_us = 60e6;

static struct allowance_bucket bucket_of(double per_minute, double burst_s)
{
    double size = per_minute > 0 ? fmax(1, per_minute * burst_s / 60) : 0;

    return (struct allowance_bucket){
        .per_us = per_minute / minute_us, .size = size, .level = size};
}

void allowance_init(struct allowance *allowance, const struct allowance_limits *limits)
{
    *allowance = (struct allowance){
        .tells = limits->tells,
        .buckets = {bucket_of(limits->requests_per_minute, limits->burst_s),
                    bucket_of(limits->tokens_per_minute, limits->burst_s)}};
}

bool allowance_is_limited(const struct allowance *allowance)
{
    return allowance->buckets[ALLOWANCE_REQUESTS].size > 0 ||
           allowance->buckets[ALLOWANCE_TOKENS].size > 0;
}

static void buckets_fill(struct allowance *allowance, int64_t now_us)
{
    double passed = (double)(now_us - allowance->filled_us);

    allowance->filled_us = now_us;
    for (size_t i = 0; i < ALLOWANCE_KIND_COUNT; i++) {
        struct allowance_bucket *bucket = &allowance->buckets[i];

        bucket->level =
            fmin(bucket->size, bucket->level + fmax(0, passed) * bucket->per_us);
    }
}

bool allowance_take(struct allowance *allowance, size_t body_bytes, int64_t now_us)
{
    const size_t tokens = (body_bytes + BYTES_A_TOKEN - 1) / BYTES_A_TOKEN;
    const double costs[ALLOWANCE_KIND_COUNT] = {1, (double)tokens};
    double longest_us = 0;

    buckets_fill(allowance, now_us);
    for (size_t i = 0; i < ALLOWANCE_KIND_COUNT; i++) {
        const struct allowance_bucket *bucket = &allowance->buckets[i];
        double missing = fmin(costs[i], bucket->size) - bucket->level;

        if (bucket->size > 0 && missing / bucket->per_us > longest_us) {
            longest_us = missing / bucket->per_us;
            allowance->missing = (enum allowance_kind)i;
        }
    }
    allowance->wait_ms = (int64_t)ceil(longest_us / 1000);
    for (size_t i = 0; longest_us <= 0 && i < ALLOWANCE_KIND_COUNT; i++)
        allowance->buckets[i].level -= costs[i];
    return longest_us <= 0;
}

struct allowance_rest allowance_rest(const struct allowance *allowance,
                                     enum allowance_kind kind)
{
    const struct allowance_bucket *bucket = &allowance->buckets[kind];

    return (struct allowance_rest){
        .limit = (int64_t)bucket->size,
        .remaining = (int64_t)fmax(0, bucket->level),
        .reset_ms = (int64_t)ceil((bucket->size - bucket->level) / bucket->per_us / 1000),
    };
}

/* simulator/allowance.h - a vendor's rate limit: so many requests and tokens a minute.
 *
 * A bucket each, full at first: `burst_s` seconds' worth, filling evenly. A request costs
 * one, and a token for each 4 bytes of its body; it is refused, and costs nothing, where
 * either is missing.
 */
#ifndef NOWORSE_SIMULATOR_ALLOWANCE_H
#define NOWORSE_SIMULATOR_ALLOWANCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum allowance_tells {
    ALLOWANCE_TELLS_ALL, /* x-ratelimit-… with every reply, Retry-After with 429 */
    ALLOWANCE_TELLS_RETRY_AFTER, /* that alone */
    ALLOWANCE_TELLS_NOTHING
};

/* As the script's settings say. */
struct allowance_limits {
    double requests_per_minute, tokens_per_minute; /* 0: no limit */
    double burst_s;
    enum allowance_tells tells;
};

enum allowance_kind { ALLOWANCE_REQUESTS, ALLOWANCE_TOKENS, ALLOWANCE_KIND_COUNT };

struct allowance {
    enum allowance_tells tells;
    int64_t filled_us; /* when the buckets were last filled */
    struct allowance_bucket {
        double per_us, size, level; /* size 0: no limit */
    } buckets[ALLOWANCE_KIND_COUNT];
    enum allowance_kind missing; /* of the last refusal */
    int64_t wait_ms;             /* after which it would have been taken */
};

void allowance_init(struct allowance *allowance, const struct allowance_limits *limits);
bool allowance_is_limited(const struct allowance *allowance);

/* True: the request is taken. now_us: of any clock. */
bool allowance_take(struct allowance *allowance, size_t body_bytes, int64_t now_us);

/* What headers tell. */
struct allowance_rest {
    int64_t limit, remaining, reset_ms;
};
struct allowance_rest allowance_rest(const struct allowance *allowance,
                                     enum allowance_kind kind);

#endif

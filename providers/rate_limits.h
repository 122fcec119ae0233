/* providers/rate_limits.h - what a response's headers say of the vendor's rate limits.
 *
 *   who              headers                                        reset
 *   OpenAI, Azure    x-ratelimit-{limit,remaining,reset}-{requests,tokens}
 *                                                                   "1s", "6m0s", "12ms"
 *   Anthropic        anthropic-ratelimit-{requests,tokens,input-tokens,output-tokens}-
 *                    {limit,remaining,reset}                        RFC 3339
 *   Mistral          x-ratelimit-{limit,remaining}-{req,tokens}-minute
 *
 * Negative numbers (seen at Azure) and what cannot be read are unknown. A reset that is a
 * point in time counts from the response's own Date, so that the two clocks need not
 * agree. Nothing here is believed beyond a day.
 */
#ifndef NOWORSE_PROVIDERS_RATE_LIMITS_H
#define NOWORSE_PROVIDERS_RATE_LIMITS_H

#include "providers/provider.h"

enum { RATE_UNKNOWN = -1 };

enum rate_kind {
    RATE_REQUESTS,
    RATE_TOKENS,
    RATE_INPUT_TOKENS,
    RATE_OUTPUT_TOKENS,
    RATE_KIND_COUNT
};
extern const char *const rate_names[RATE_KIND_COUNT]; /* "requests", "input tokens" */

/* Each may be RATE_UNKNOWN. */
struct rate_limit {
    int64_t limit;     /* how many there are when none is used */
    int64_t remaining; /* how many are left */
    int64_t reset_ms;  /* from the response on, until `limit` are left again */
};

struct rate_limits {
    struct rate_limit of[RATE_KIND_COUNT];
    bool is_any_known; /* a limit, a rest or a reset was told */
};

void rate_limits_read(const struct response *response, struct rate_limits *out);

#endif

/* limits/retry.c - whether a failed call is tried again, and when. */
#include "limits/retry.h"

static const int64_t first_wait_ms = 500;
static const int64_t longest_wait_ms = 30 * 1000;

/* Half of the wait is fixed, half is drawn, so that calls that failed together do not
 * return together. */
static int64_t backoff_ms(unsigned tries, struct random *random)
{
    int64_t wait = first_wait_ms;

    for (unsigned i = 1; i < tries && wait < longest_wait_ms; i++)
        wait *= 2;
    if (wait > longest_wait_ms)
        wait = longest_wait_ms;
    wait /= 2;
    return wait + (int64_t)((double)wait * random_share(random));
}

int64_t retry_wait_ms(struct retry_state *state, const struct reply *reply,
                      const struct model_limits *limits, int64_t now_us,
                      struct random *random)
{
    bool may_be_billed = failure_facts[reply->failure].may_be_billed;
    int64_t left_ms =
        (int64_t)(limits->retry_for_s * 1000) - (now_us - state->since_us) / 1000;
    int64_t wait;

    if (may_be_billed)
        state->billed_tries++;
    if (!reply->may_retry || state->tries >= TRIES_MAX ||
        state->billed_tries > limits->retries ||
        (!may_be_billed && state->tries - state->billed_tries > TRIES_UNBILLED_MAX))
        return -1;
    wait = reply->retry_after_ms >= 0 ? reply->retry_after_ms
                                      : backoff_ms(state->tries, random);
    return wait <= left_ms ? wait : -1;
}

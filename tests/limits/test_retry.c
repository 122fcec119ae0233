/* tests/limits/test_retry.c - which failures are tried again, how often, and after how
 * long. */
#include "limits/retry.h"

#include "providers/vendor_error.h"

#include <criterion/criterion.h>

static const struct model_limits limits = {.retries = 2, .retry_for_s = 120};

/* Fails again and again at a clock that moves by each wait; how many tries there were. */
static unsigned tries_of(enum failure failure, int64_t retry_after_ms,
                         const struct model_limits *given)
{
    struct retry_state state = {.since_us = 0};
    struct random random = {1};
    struct reply reply;
    int64_t now_us = 0;
    unsigned tries = 0;

    reply_init(&reply);
    for (;;) {
        int64_t wait;

        state.tries = ++tries;
        cr_assert_leq(tries, TRIES_MAX);
        reply_clear(&reply);
        reply_fail(&reply, failure, "x");
        reply.retry_after_ms = retry_after_ms;
        wait = retry_wait_ms(&state, &reply, given, now_us, &random);
        if (wait < 0)
            break;
        now_us += wait * 1000;
    }
    reply_release(&reply);
    return tries;
}

Test(retry, tries_that_may_be_billed_are_counted_against_retries)
{
    cr_expect_eq(tries_of(FAILURE_SERVER, -1, &limits), 3);
    cr_expect_eq(tries_of(FAILURE_TIMEOUT, -1, &limits), 3);
    cr_expect_eq(tries_of(FAILURE_RESET, -1, &limits), 3);
}

Test(retry, tries_that_surely_were_not_billed_go_up_to_six)
{
    cr_expect_eq(tries_of(FAILURE_CONNECT, -1, &limits), 6);
    cr_expect_eq(tries_of(FAILURE_THROTTLED, -1, &limits), 6);
}

Test(retry, what_waiting_cannot_cure_is_not_tried_again)
{
    cr_expect_eq(tries_of(FAILURE_DENIED, -1, &limits), 1);
    cr_expect_eq(tries_of(FAILURE_REJECTED, -1, &limits), 1);
    cr_expect_eq(tries_of(FAILURE_STOPPED, -1, &limits), 1);
}

Test(retry, none_are_allowed_with_retries_0)
{
    struct model_limits none = limits;

    none.retries = 0;
    cr_expect_eq(tries_of(FAILURE_SERVER, -1, &none), 1);
    cr_expect_eq(tries_of(FAILURE_THROTTLED, -1, &none), 6);
}

Test(retry, the_vendors_wish_is_kept_within_retry_for_s)
{
    cr_expect_eq(tries_of(FAILURE_THROTTLED, 50 * 1000, &limits),
                 3); /* 0, 50 and 100 s */
    cr_expect_eq(tries_of(FAILURE_THROTTLED, 121 * 1000, &limits), 1);
}

Test(retry, waits_double_and_are_drawn_from_their_second_half)
{
    struct reply reply;
    struct random random = {7};
    int64_t whole = 500;

    reply_init(&reply);
    for (unsigned tries = 1; tries < TRIES_MAX; tries++, whole *= 2) {
        struct retry_state state = {.tries = tries};
        int64_t wait;

        reply_clear(&reply);
        reply_fail(&reply, FAILURE_THROTTLED, "x");
        wait = retry_wait_ms(&state, &reply, &limits, 0, &random);
        cr_expect(wait >= whole / 2 && wait <= whole, "try %u: %lld ms", tries,
                  (long long)wait);
    }
    reply_release(&reply);
}

Test(retry, one_seed_gives_the_same_waits)
{
    struct reply reply;

    reply_init(&reply);
    reply_fail(&reply, FAILURE_THROTTLED, "x");
    for (int i = 0; i < 10; i++) {
        struct random a = {9}, b = {9};
        struct retry_state one = {.tries = 3}, other = {.tries = 3};

        cr_expect_eq(retry_wait_ms(&one, &reply, &limits, 0, &a),
                     retry_wait_ms(&other, &reply, &limits, 0, &b));
    }
    reply_release(&reply);
}

/* What each status is, whether it may have been billed, and how many tries there are. */
static const struct status_row {
    int status;
    const char *header, *value; /* NULL: none */
    enum failure failure;
    bool may_be_billed;
    unsigned tries;
} status_rows[] = {
    {300, NULL, NULL, FAILURE_DENIED, false, 1},
    {302, NULL, NULL, FAILURE_DENIED, false, 1},
    {400, NULL, NULL, FAILURE_REJECTED, false, 1},
    {401, NULL, NULL, FAILURE_DENIED, false, 1},
    {402, NULL, NULL, FAILURE_DENIED, false, 1},
    {403, NULL, NULL, FAILURE_DENIED, false, 1},
    {404, NULL, NULL, FAILURE_DENIED, false, 1},
    {408, NULL, NULL, FAILURE_TIMEOUT, true, 3},
    {409, NULL, NULL, FAILURE_THROTTLED, false, 6},
    {413, NULL, NULL, FAILURE_REJECTED, false, 1},
    {422, NULL, NULL, FAILURE_REJECTED, false, 1},
    {425, NULL, NULL, FAILURE_THROTTLED, false, 6},
    {429, NULL, NULL, FAILURE_THROTTLED, false, 6},
    {429, "retry-after", "50", FAILURE_THROTTLED, false, 3},
    {429, "retry-after", "Sat, 21 Nov 2026 10:00:50 GMT", FAILURE_THROTTLED, false, 3},
    {429, "retry-after-ms", "50000", FAILURE_THROTTLED, false, 3},
    {429, "retry-after", "121", FAILURE_THROTTLED, false, 1},
    {429, "x-should-retry", "false", FAILURE_THROTTLED, false, 1},
    {500, NULL, NULL, FAILURE_SERVER, true, 3},
    {500, "x-should-retry", "false", FAILURE_SERVER, true, 1},
    {501, NULL, NULL, FAILURE_SERVER, true, 3},
    {502, NULL, NULL, FAILURE_SERVER, true, 3},
    {503, NULL, NULL, FAILURE_THROTTLED, false, 6},
    {504, NULL, NULL, FAILURE_SERVER, true, 3},
    {529, NULL, NULL, FAILURE_THROTTLED, false, 6},
};

static unsigned tries_of_status(const struct status_row *row, struct reply *reply)
{
    const struct response_header headers[] = {{"date", "Sat, 21 Nov 2026 10:00:00 GMT"},
                                              {row->header, row->value}};
    const struct response response = {.status = row->status,
                                      .headers = headers,
                                      .header_count = row->header ? 2 : 1,
                                      .body = "{}",
                                      .length = 2};
    struct secrets secrets = SECRETS_INIT;
    struct retry_state state = {.since_us = 0};
    struct random random = {1};
    int64_t now_us = 0, wait;

    do {
        state.tries++;
        reply_clear(reply);
        reply_fail_response(reply, &response, &secrets);
        wait = retry_wait_ms(&state, reply, &limits, now_us, &random);
        now_us += wait * 1000;
    } while (wait >= 0 && state.tries < 100);
    return state.tries;
}

Test(retry, each_status_is_tried_as_often_as_the_table_says)
{
    struct reply reply;

    reply_init(&reply);
    for (size_t i = 0; i < sizeof status_rows / sizeof *status_rows; i++) {
        const struct status_row *row = &status_rows[i];
        unsigned tries = tries_of_status(row, &reply);

        cr_expect_eq(tries, row->tries, "%d %s %s: %u", row->status,
                     row->header ? row->header : "", row->value ? row->value : "", tries);
        cr_expect_eq(reply.failure, row->failure, "%d: %s", row->status,
                     failure_facts[reply.failure].name);
        cr_expect_eq(failure_facts[reply.failure].may_be_billed, row->may_be_billed);
    }
    reply_release(&reply);
}

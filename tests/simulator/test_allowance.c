/* tests/simulator/test_allowance.c - a rate limit, as a client on a real socket sees it.
 */
#include "served.h"

#include "simulator/allowance.h"

#include <criterion/criterion.h>
#include <string.h>

#define RULE "\n{\"answers\": [{\"text\": \"x\"}]}"

/* The second of two requests; one a minute may go. */
static struct got second_of_two(const char *settings)
{
    struct served served;
    struct got got;

    served_start(&served, settings, NULL);
    got = served_ask(&served, "x");
    cr_expect_eq(got.status, 200);
    got_release(&got);
    got = served_ask(&served, "x");
    served_stop(&served);
    return got;
}

static bool has_header(const struct got *got, const char *text)
{
    return strcasestr(got->head, text) != NULL;
}

Test(allowance, what_is_over_the_limit_is_refused_with_its_headers)
{
    struct got got = second_of_two("{\"simulator\": 1, \"rate_limit\": "
                                   "{\"requests_per_minute\": 1}}" RULE);

    cr_expect_eq(got.status, 429);
    cr_expect(has_header(&got, "\r\nx-ratelimit-limit-requests: 1\r\n"), "%s", got.head);
    cr_expect(has_header(&got, "\r\nx-ratelimit-remaining-requests: 0\r\n"));
    cr_expect(has_header(&got, "\r\nRetry-After: 60\r\n"), "%s", got.head);
    cr_expect_not(has_header(&got, "-tokens"));
    cr_expect_not_null(strstr(got.body, "rate_limit_exceeded"), "%s", got.body);
    cr_expect_not_null(strstr(got.body, "\"type\":\"requests\""), "%s", got.body);
    got_release(&got);
}

Test(allowance, tokens_are_a_quarter_of_the_bodys_bytes)
{
    struct got got = second_of_two("{\"simulator\": 1, \"rate_limit\": "
                                   "{\"tokens_per_minute\": 10, \"burst_s\": 60}}" RULE);

    cr_expect_eq(got.status, 429);
    cr_expect_not_null(strstr(got.body, "\"type\":\"tokens\""), "%s", got.body);
    got_release(&got);
}

Test(allowance, it_tells_what_it_is_told_to)
{
    struct got got = second_of_two(
        "{\"simulator\": 1, \"rate_limit\": {\"requests_per_minute\": 1, \"tells\": "
        "\"retry_after\"}}" RULE);

    cr_expect_not(has_header(&got, "x-ratelimit"));
    cr_expect(has_header(&got, "Retry-After: 60"));
    got_release(&got);
    got = second_of_two("{\"simulator\": 1, \"rate_limit\": {\"requests_per_minute\": 1, "
                        "\"tells\": \"nothing\"}}" RULE);
    cr_expect_eq(got.status, 429);
    cr_expect_not(has_header(&got, "x-ratelimit"));
    cr_expect_not(has_header(&got, "Retry-After"));
    got_release(&got);
}

Test(allowance, a_minute_gives_the_burst_and_the_rate)
{
    const struct allowance_limits limits = {.requests_per_minute = 600, .burst_s = 1};
    struct allowance allowance;
    int taken = 0;

    allowance_init(&allowance, &limits);
    for (int64_t now_us = 0; now_us < 60 * 1000000; now_us += 10000)
        taken += allowance_take(&allowance, 100, now_us);
    cr_expect(taken == 609 || taken == 610, "%d", taken);
    cr_expect_eq(allowance_rest(&allowance, ALLOWANCE_REQUESTS).limit, 10);
}

/* tests/limits/test_learned_rate.c - a rate that nobody tells, against endpoints in
 * virtual time. */
#include "limits/learned_rate.h"

#include <criterion/criterion.h>

/* An endpoint that takes `per_s` calls a second with a burst of one second's. */
struct endpoint {
    double per_s, level;
    int64_t last_us;
    int answered, refused;
};

static bool endpoint_takes(struct endpoint *endpoint, int64_t now_us)
{
    endpoint->level += endpoint->per_s * (double)(now_us - endpoint->last_us) / 1000000;
    if (endpoint->level > endpoint->per_s)
        endpoint->level = endpoint->per_s;
    endpoint->last_us = now_us;
    if (endpoint->level < 1) {
        endpoint->refused++;
        return false;
    }
    endpoint->level--;
    endpoint->answered++;
    return true;
}

/* Calls go as soon as they may for so many seconds; answers come at once. At first 64 go
 * together. */
static void calls_go(struct learned_rate *rate, struct endpoint *endpoint, int64_t from_s,
                     int64_t to_s)
{
    for (int64_t now = from_s * 1000000; now < to_s * 1000000; now += 1000) {
        int most = 64;

        while (most-- && learned_rate_wait_us(rate, now) == 0) {
            learned_rate_take(rate, now);
            if (endpoint_takes(endpoint, now))
                learned_rate_answer(rate, now + 20);
            else
                learned_rate_refuse(rate, now, now + 20);
        }
    }
}

Test(learned_rate, nothing_is_limited_before_a_refusal)
{
    struct learned_rate rate = {.per_s = 0};

    for (int i = 0; i < 1000; i++) {
        cr_expect_eq(learned_rate_wait_us(&rate, i), 0);
        learned_rate_take(&rate, i);
        learned_rate_answer(&rate, i);
    }
}

Test(learned_rate, an_endpoint_that_refuses_above_its_rate_refuses_few)
{
    static const double rates[] = {10, 50, 200};

    for (int i = 0; i < 3; i++) {
        struct learned_rate rate = {.per_s = 0};
        struct endpoint endpoint = {.per_s = rates[i], .level = rates[i]};
        int sum;

        calls_go(&rate, &endpoint, 0, 10);
        endpoint.answered = endpoint.refused = 0;
        calls_go(&rate, &endpoint, 10, 310);
        sum = endpoint.answered + endpoint.refused;
        cr_expect_lt(endpoint.refused, sum / 20, "%g a second: %d of %d refused",
                     rates[i], endpoint.refused, sum);
        cr_expect_gt(endpoint.answered, 0.9 * 300 * rates[i], "%g a second: %d answered",
                     rates[i], endpoint.answered);
    }
}

Test(learned_rate, refusals_of_one_moment_are_one)
{
    struct learned_rate rate = {.per_s = 0};

    for (int i = 0; i < 40; i++)
        learned_rate_answer(&rate, 1000);
    learned_rate_refuse(&rate, 500, 1000000);
    cr_expect_float_eq(rate.per_s, 38, 1e-9);
    for (int i = 0; i < 20; i++)
        learned_rate_refuse(&rate, 999000, 1001000);
    cr_expect_float_eq(rate.per_s, 38, 1e-9);
}

/* An endpoint that had a bad moment: a minute later nothing is left of it. */
Test(learned_rate, a_rate_that_is_no_limit_is_forgotten)
{
    struct learned_rate rate = {.per_s = 0};
    struct endpoint endpoint = {.per_s = 2000, .level = 2000};

    learned_rate_answer(&rate, 1);
    learned_rate_refuse(&rate, 1, 2);
    cr_expect_lt(rate.per_s, 4);
    calls_go(&rate, &endpoint, 1, 41);
    cr_expect_gt(endpoint.answered, 3000, "%d", endpoint.answered);
}

Test(learned_rate, where_few_calls_come_there_is_no_limit)
{
    struct learned_rate rate = {.per_s = 0};

    for (int i = 0; i < 40; i++)
        learned_rate_answer(&rate, 1000);
    learned_rate_refuse(&rate, 1000, 2000);
    for (int64_t s = 1; s < 12; s++)
        learned_rate_answer(&rate, s * 1000000);
    cr_expect_eq(rate.per_s, 0);
}

/* tests/limits/test_pace.c - when the next call may go, in virtual time. */
#include "limits/pace.h"

#include <criterion/criterion.h>
#include <string.h>

static const int64_t second_us = 1000000;
static const struct pace_need small = {10, 10};

static struct pace *pace_of(struct pace_options options)
{
    options.endpoint = "127.0.0.1:9";
    options.name = "m";
    if (!options.concurrency)
        options.concurrency = 16;
    options.patience_s = 120;
    return pace_new(&options);
}

static void send(struct pace *pace, int64_t now_us, struct pace_call *call)
{
    cr_assert_eq(pace_wait_us(pace, &small, now_us), 0);
    pace_sent(pace, &small, now_us, call);
}

static void end_with(struct pace *pace, const struct pace_call *call,
                     enum failure failure, int status, int64_t retry_after_ms,
                     const struct rate_limits *limits, int64_t now_us)
{
    struct reply reply;

    reply_init(&reply);
    if (failure)
        reply_fail(&reply, failure, "x");
    reply.status = status;
    reply.retry_after_ms = retry_after_ms;
    pace_done(pace, call, &reply, limits, 1, now_us);
    reply_release(&reply);
}

static void end_well(struct pace *pace, const struct pace_call *call, int64_t now_us)
{
    end_with(pace, call, FAILURE_NONE, 200, -1, NULL, now_us);
}

static void expect_wait(const struct pace *pace, int64_t now_us, const char *want)
{
    struct buf text = BUF_INIT(1000);

    pace_append_wait(pace, now_us, &text);
    cr_expect_str_eq(buf_text(&text), want);
    buf_release(&text);
}

static void expect_end(const struct pace *pace, int64_t now_us, const char *want)
{
    struct buf text = BUF_INIT(1000);

    cr_expect_eq(pace_gave_up(pace, now_us, &text), *want != '\0');
    cr_expect_str_eq(buf_text(&text), want);
    buf_release(&text);
}

Test(pace, as_many_as_the_limit_may_be_under_way)
{
    struct pace *pace = pace_of((struct pace_options){.concurrency = 2});
    struct pace_call calls[3];

    send(pace, 0, &calls[0]);
    send(pace, 0, &calls[1]);
    cr_expect_eq(pace_wait_us(pace, &small, 0), PACE_AFTER_REPLY);
    end_well(pace, &calls[0], 1);
    send(pace, 1, &calls[2]);
    expect_wait(pace, 1, "");
    pace_free(pace);
}

Test(pace, until_the_first_reply_only_a_few_go)
{
    struct pace *pace = pace_of((struct pace_options){.concurrency = 64});
    struct pace_call calls[64];

    for (int i = 0; i < 8; i++)
        send(pace, 0, &calls[i]);
    cr_expect_eq(pace_wait_us(pace, &small, 0), 200000);
    end_with(pace, &calls[0], FAILURE_TIMEOUT, 0, -1, NULL, 1);
    send(pace, 1, &calls[0]);
    cr_expect_eq(pace_wait_us(pace, &small, 1), 199999, "no reply came yet");
    end_well(pace, &calls[1], 2);
    for (int i = 8; i < 64; i++)
        send(pace, 2, &calls[i]);
    pace_free(pace);
}

/* Nor does a given concurrency send more of what seems to be refused altogether. */
Test(pace, behind_a_denial_nothing_goes_until_another_reply_or_none_is_under_way)
{
    struct pace *pace =
        pace_of((struct pace_options){.concurrency = 4, .is_concurrency_given = true});
    struct pace_call calls[4], next;

    for (int i = 0; i < 4; i++)
        send(pace, 0, &calls[i]);
    end_with(pace, &calls[0], FAILURE_DENIED, 401, -1, NULL, 1);
    cr_expect_eq(pace_wait_us(pace, &small, 1), PACE_AFTER_REPLY);
    end_well(pace, &calls[1], 2);
    send(pace, 2, &next);
    end_with(pace, &calls[2], FAILURE_DENIED, 401, -1, NULL, 3);
    end_with(pace, &next, FAILURE_DENIED, 401, -1, NULL, 3);
    cr_expect_eq(pace_wait_us(pace, &small, 3), PACE_AFTER_REPLY);
    end_with(pace, &calls[3], FAILURE_DENIED, 401, -1, NULL, 4);
    send(pace, 4, &next);
    pace_free(pace);
}

Test(pace, slow_answers_hold_the_others_back_for_a_fifth_of_a_second)
{
    struct pace *pace = pace_of((struct pace_options){.concurrency = 64});
    struct pace_call calls[64];

    for (int i = 0; i < 8; i++)
        send(pace, second_us + i, &calls[i]);
    cr_expect_eq(pace_wait_us(pace, &small, second_us + 7), 199993);
    cr_expect_eq(pace_wait_us(pace, &small, second_us + 199999), 1);
    for (int i = 8; i < 64; i++)
        send(pace, second_us + 200000, &calls[i]);
    cr_expect_eq(pace_wait_us(pace, &small, second_us + 200000), PACE_AFTER_REPLY);
    pace_free(pace);
}

Test(pace, as_many_as_were_asked_for_go_at_once)
{
    const struct pace_options given = {.concurrency = 64, .is_concurrency_given = true};
    struct pace *pace = pace_of(given);
    struct pace_call calls[64];

    for (int i = 0; i < 64; i++)
        send(pace, 0, &calls[i]);
    cr_expect_eq(pace_wait_us(pace, &small, 0), PACE_AFTER_REPLY);
    pace_free(pace);

    pace = pace_of(given);
    pace_share(pace,
               &(struct pace_options){.endpoint = "e", .name = "b", .concurrency = 16});
    for (int i = 0; i < 8; i++)
        send(pace, 0, &calls[i]);
    cr_expect_eq(pace_wait_us(pace, &small, 0), 200000, "not all who share it have said");
    pace_free(pace);
}

Test(pace, requests_a_minute_go_evenly)
{
    struct pace *pace = pace_of((struct pace_options){.requests_per_minute = 60});
    struct pace_call call;

    send(pace, 0, &call);
    end_well(pace, &call, 0);
    cr_expect_eq(pace_wait_us(pace, &small, 0), 1010102); /* a hundredth slower */
    expect_wait(pace, 0, "limits of m in the suite: 2 s");
    expect_wait(pace, 900000, ""); /* what is over soon is not told */
    cr_expect_eq(pace_wait_us(pace, &small, 1010102), 0);
    pace_free(pace);
}

Test(pace, tokens_are_settled_by_what_was_used)
{
    const struct pace_need large = {5000, 5000};
    struct pace *pace = pace_of((struct pace_options){.tokens_per_minute = 60000});
    struct pace_call call;
    struct reply reply;

    reply_init(&reply);
    pace_sent(pace, &large, 0, &call);
    cr_expect_geq(pace_wait_us(pace, &large, 0), 10 * second_us);
    reply.usage.input_total = 900;
    reply.usage.output_total = 90;
    pace_done(pace, &call, &reply, NULL, 1, 0);
    /* 990 of 990 a second */
    cr_expect_float_eq((double)pace_wait_us(pace, &large, 0), 1e6, 2);
    reply_release(&reply);
    pace_free(pace);
}

Test(pace, estimates_learn_what_is_used)
{
    const struct pace_need need = {1000, 1000};
    struct pace *pace = pace_of((struct pace_options){.tokens_per_minute = 60000});
    struct pace_call call;
    struct reply reply;

    reply_init(&reply);
    reply.usage.input_total = 250;
    reply.usage.output_total = 100;
    for (int i = 0; i < 50; i++) {
        pace_sent(pace, &need, i * second_us, &call);
        pace_done(pace, &call, &reply, NULL, 1, i * second_us);
    }
    cr_expect_float_eq(call.input_tokens, 275, 1);
    cr_expect_float_eq(call.output_tokens, 110, 1);
    reply_release(&reply);
    pace_free(pace);
}

Test(pace, a_call_that_was_not_counted_gives_its_tokens_back)
{
    const struct pace_need large = {5000, 5000};
    struct pace *pace = pace_of((struct pace_options){.tokens_per_minute = 60000});
    struct pace_call call;

    pace_sent(pace, &large, 0, &call);
    end_with(pace, &call, FAILURE_CONNECT, 0, -1, NULL, 0);
    cr_expect_eq(pace_wait_us(pace, &large, 0), 0);
    pace_sent(pace, &large, 0, &call);
    end_with(pace, &call, FAILURE_TIMEOUT, 0, -1, NULL, 0);
    cr_expect_gt(pace_wait_us(pace, &large, 0), 9 * second_us);
    pace_free(pace);
}

Test(pace, a_rest_of_none_is_obeyed_before_a_429)
{
    struct rate_limits limits = {.is_any_known = true};
    struct pace *pace = pace_of((struct pace_options){.concurrency = 16});
    struct pace_call call;

    for (size_t i = 0; i < RATE_KIND_COUNT; i++)
        limits.of[i] = (struct rate_limit){RATE_UNKNOWN, RATE_UNKNOWN, RATE_UNKNOWN};
    limits.of[RATE_OUTPUT_TOKENS] = (struct rate_limit){RATE_UNKNOWN, 0, 12000};
    send(pace, 0, &call);
    end_with(pace, &call, FAILURE_NONE, 200, -1, &limits, 0);
    cr_expect_eq(pace_wait_us(pace, &small, 0), 12 * second_us);
    expect_wait(pace, 0, "rate limit of m: 12 s");
    cr_expect_eq(pace_wait_us(pace, &small, 12 * second_us), 0);
    pace_free(pace);
}

Test(pace, a_retry_after_pauses_all)
{
    struct pace *pace = pace_of((struct pace_options){.concurrency = 16});
    struct pace_call calls[2];

    send(pace, 0, &calls[0]);
    send(pace, 0, &calls[1]);
    end_with(pace, &calls[0], FAILURE_THROTTLED, 429, 5000, NULL, 0);
    end_with(pace, &calls[1], FAILURE_THROTTLED, 429, 3000, NULL, 0);
    cr_expect_eq(pace_wait_us(pace, &small, 0), 5 * second_us);
    expect_wait(pace, 0, "127.0.0.1:9 asks to wait: 5 s");
    cr_expect_eq(pace_wait_us(pace, &small, 5 * second_us), 0);
    expect_end(pace, 0, "");
    pace_free(pace);
}

Test(pace, a_pause_that_is_too_long_ends_the_run)
{
    struct pace *pace = pace_of((struct pace_options){.concurrency = 16});
    struct pace_call call;

    send(pace, 0, &call);
    end_with(pace, &call, FAILURE_THROTTLED, 429, 3600 * 1000, NULL, 0);
    expect_end(pace, 0, "127.0.0.1:9 asks to wait for 3600 s, longer than retry_for_s");
    pace_free(pace);
}

/* Ten under way, of ten that may be; replies came before. */
static struct pace *ten_under_way(struct pace_call calls[10])
{
    struct pace *pace = pace_of((struct pace_options){.concurrency = 10});

    send(pace, 0, &calls[0]);
    end_well(pace, &calls[0], 0);
    for (int i = 0; i < 10; i++)
        send(pace, 0, &calls[i]);
    return pace;
}

Test(pace, a_429_lowers_how_many_go_at_a_time)
{
    struct pace_call calls[10];
    struct pace *pace = ten_under_way(calls);

    for (int i = 0; i < 10; i++)
        end_with(pace, &calls[i], FAILURE_THROTTLED, 529, -1, NULL, 0);
    cr_expect_eq(pace_state(pace, 0).limit, 7);
    cr_expect_eq(pace_state(pace, 0).in_flight, 0);
    pace_free(pace);
}

Test(pace, a_429_counts_the_replies_that_came_with_it)
{
    struct pace_call calls[10];
    struct pace *pace = ten_under_way(calls);

    for (int i = 0; i < 9; i++)
        end_well(pace, &calls[i], second_us);
    end_with(pace, &calls[9], FAILURE_THROTTLED, 429, -1, NULL, second_us);
    cr_expect_eq(pace_state(pace, second_us).limit, 7);
    pace_free(pace);
}

/* The same in virtual time as at a socket: how many connections are tried. */
Test(pace, an_endpoint_that_is_down_is_probed_and_given_up)
{
    struct pace *pace = pace_of((struct pace_options){.concurrency = 16});
    struct pace_call calls[8];
    struct buf reason = BUF_INIT(1000);
    int64_t now_us = 0;
    int tried = 8;

    for (int i = 0; i < 8; i++)
        send(pace, 0, &calls[i]);
    for (int i = 0; i < 8; i++)
        end_with(pace, &calls[i], FAILURE_CONNECT, 0, -1, NULL, 0);
    pace_wait_us(pace, &small, 0);
    expect_wait(pace, 0, "127.0.0.1:9: no connection 8 times in a row, next try in 1 s");
    while (!pace_gave_up(pace, now_us, &reason)) {
        now_us += pace_wait_us(pace, &small, now_us);
        send(pace, now_us, &calls[0]);
        cr_expect_eq(pace_wait_us(pace, &small, now_us), PACE_AFTER_REPLY);
        if (tried == 8)
            expect_wait(pace, now_us,
                        "127.0.0.1:9: no connection 8 times in a row, trying again");
        end_with(pace, &calls[0], FAILURE_CONNECT, 0, -1, NULL, now_us);
        cr_assert_lt(tried++, 100);
    }
    cr_expect_eq(tried, 8 + 8, "%d", tried);
    cr_expect_str_eq(buf_text(&reason), "127.0.0.1:9 gave no answer for 120 s: x");
    buf_release(&reason);
    pace_free(pace);
}

Test(pace, models_that_share_it_add_up_and_the_smaller_limit_holds)
{
    struct pace *pace =
        pace_of((struct pace_options){.concurrency = 2, .requests_per_minute = 600});
    struct pace_call call;

    pace_share(pace, &(struct pace_options){
                         .concurrency = 3, .requests_per_minute = 6, .patience_s = 10});
    cr_expect_eq(pace_state(pace, 0).limit_max, 5);
    send(pace, 0, &call);
    cr_expect_gt(pace_wait_us(pace, &small, 0), 9 * second_us);
    pace_free(pace);
}

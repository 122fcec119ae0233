/* tests/limits/test_adaptive_limit.c - an endpoint's queue in virtual time: when fewer
 * calls at a time are right, and when they are not. */
#include "limits/adaptive_limit.h"

#include "base/random.h"

#include <criterion/criterion.h>
#include <math.h>

enum { MOST_MAX = 1024 };

/* Sends `count` calls, never more at a time than the limit (NULL: `most`), each lasting
 * what latency() says. */
struct plan {
    int count;
    unsigned most;
    double (*latency_ms)(struct random *random, int call, unsigned in_flight);
};

struct outcome {
    double end_ms;
    unsigned lowest, last; /* of the limit */
};

struct under_way {
    double end_ms, latency_ms;
    uint64_t number;
};

static size_t first_to_end(const struct under_way *calls, size_t count)
{
    size_t first = 0;

    for (size_t i = 1; i < count; i++)
        if (calls[i].end_ms < calls[first].end_ms)
            first = i;
    return first;
}

static struct outcome run(const struct plan *plan, struct adaptive_limit *limit)
{
    struct random random = {11};
    struct under_way calls[MOST_MAX];
    struct outcome out = {0, plan->most, plan->most};
    size_t in_flight = 0;
    int sent = 0;

    while (sent < plan->count || in_flight) {
        unsigned may = limit ? adaptive_limit_now(limit) : plan->most;
        struct under_way ended;
        size_t at;

        while (sent < plan->count && in_flight < may) {
            double latency = plan->latency_ms(&random, sent, (unsigned)in_flight + 1);

            calls[in_flight++] =
                (struct under_way){out.end_ms + latency, latency, (uint64_t)sent++};
        }
        at = first_to_end(calls, in_flight);
        ended = calls[at];
        out.end_ms = ended.end_ms;
        if (limit)
            adaptive_limit_answer(limit, ended.number, ended.latency_ms,
                                  (unsigned)in_flight, (uint64_t)sent);
        calls[at] = calls[--in_flight];
        if (limit && adaptive_limit_now(limit) < out.lowest)
            out.lowest = adaptive_limit_now(limit);
    }
    out.last = limit ? adaptive_limit_now(limit) : plan->most;
    return out;
}

static double normal(struct random *random)
{
    double a = 1 - random_share(random), b = random_share(random);

    return sqrt(-2 * log(a)) * cos(2 * acos(-1) * b);
}

/* p50 0.2 s, p99 8 s. */
static double heavy_tail(struct random *random, int call, unsigned in_flight)
{
    (void)call;
    (void)in_flight;
    return 200 * exp(log(40) / 2.326 * normal(random));
}

/* 500 ms, and after half of the calls 5 s: longer answers, whatever the concurrency. */
static double longer_answers(struct random *random, int call, unsigned in_flight)
{
    (void)in_flight;
    return (call < 5000 ? 500 : 5000) * exp(0.3 * normal(random));
}

/* A service of 10 at a time and 200 ms, that was of 100 before: the rest waits there. */
static double saturated(struct random *random, int call, unsigned in_flight)
{
    double room = call < 4000 ? 100 : 10;

    return 200 * exp(0.2 * normal(random)) * fmax(1, in_flight / room);
}

static double slow_by_luck(struct random *random, int call, unsigned in_flight)
{
    (void)call;
    (void)in_flight;
    return 0.05 + 3 * random_share(random);
}

Test(adaptive_limit, heavy_tails_cost_under_a_tenth_of_the_ideal_schedule)
{
    static const unsigned most[] = {16, 64, 256, 1000};

    for (size_t i = 0; i < sizeof most / sizeof *most; i++) {
        const struct plan plan = {10000, most[i], heavy_tail};
        struct adaptive_limit limit;
        struct outcome ideal = run(&plan, NULL), got;

        adaptive_limit_init(&limit, most[i]);
        got = run(&plan, &limit);
        cr_expect_geq(ideal.end_ms / got.end_ms, 0.9, "%u: %.3f, lowest limit %u",
                      most[i], ideal.end_ms / got.end_ms, got.lowest);
    }
}

Test(adaptive_limit, longer_answers_are_no_overload)
{
    const struct plan plan = {10000, 64, longer_answers};
    struct adaptive_limit limit;
    struct outcome ideal = run(&plan, NULL), got;

    adaptive_limit_init(&limit, 64);
    got = run(&plan, &limit);
    cr_expect_geq(ideal.end_ms / got.end_ms, 0.9, "%.3f, lowest limit %u",
                  ideal.end_ms / got.end_ms, got.lowest);
    cr_expect_lt(got.lowest, 64, "that they grew was not even looked at");
}

Test(adaptive_limit, a_queue_at_the_endpoint_is_not_filled)
{
    const struct plan plan = {20000, 100, saturated};
    struct adaptive_limit limit;
    struct outcome all = run(&plan, NULL), got;

    adaptive_limit_init(&limit, 100);
    got = run(&plan, &limit);
    cr_expect_leq(got.lowest, 40, "lowest limit %u", got.lowest);
    cr_expect_leq(got.last, 60, "last limit %u", got.last);
    cr_expect_geq(all.end_ms / got.end_ms, 0.9, "%.3f of what all at once make",
                  all.end_ms / got.end_ms);
}

Test(adaptive_limit, milliseconds_are_no_latency)
{
    const struct plan plan = {20000, 64, slow_by_luck};
    struct adaptive_limit limit;

    adaptive_limit_init(&limit, 64);
    cr_expect_eq(run(&plan, &limit).lowest, 64);
}

Test(adaptive_limit, one_round_trip_lowers_it_once)
{
    struct adaptive_limit limit;

    adaptive_limit_init(&limit, 100);
    for (uint64_t call = 0; call < 100; call++)
        adaptive_limit_refuse(&limit, call, 100, 100);
    cr_expect_eq(adaptive_limit_now(&limit), 70);
    adaptive_limit_refuse(&limit, 100, 70, 170);
    cr_expect_eq(adaptive_limit_now(&limit), 49);
    for (uint64_t call = 170; call < 1000; call++)
        adaptive_limit_refuse(&limit, call, 1, call + 1);
    cr_expect_eq(adaptive_limit_now(&limit), 1, "there is always one");
}

Test(adaptive_limit, answers_raise_it_by_a_step_each_round_trip_up_to_the_most)
{
    struct adaptive_limit limit;
    uint64_t call = 100;

    adaptive_limit_init(&limit, 64);
    adaptive_limit_refuse(&limit, 0, 64, 100);
    cr_expect_eq(adaptive_limit_now(&limit), 44);
    for (int i = 0; i < 16; i++, call++)
        adaptive_limit_answer(&limit, call, 1, 44, call + 44);
    cr_expect_eq(adaptive_limit_now(&limit), 44, "so soon after a refusal");
    for (int i = 0; i < 45; i++, call++)
        adaptive_limit_answer(&limit, call, 1, 44, call + 44);
    cr_expect_eq(adaptive_limit_now(&limit), 46); /* 44.8 and 2 more */
    for (int i = 0; i < 10000; i++, call++)
        adaptive_limit_answer(&limit, call, 1, adaptive_limit_now(&limit), call + 64);
    cr_expect_eq(adaptive_limit_now(&limit), 64);
}

Test(adaptive_limit, what_was_not_full_is_not_raised)
{
    struct adaptive_limit limit;

    adaptive_limit_init(&limit, 64);
    adaptive_limit_refuse(&limit, 0, 64, 100);
    for (uint64_t call = 100; call < 1000; call++)
        adaptive_limit_answer(&limit, call, 1, 3, call + 3);
    cr_expect_eq(adaptive_limit_now(&limit), 44);
}

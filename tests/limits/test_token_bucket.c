/* tests/limits/test_token_bucket.c - so many a minute: never more, and nobody starves. */
#include "limits/token_bucket.h"

#include "base/random.h"

#include <criterion/criterion.h>
#include <math.h>

enum { TAKEN_MAX = 4000, ROUNDS = 60 };

static const int64_t minute_us = 60 * 1000000;

struct taken {
    int64_t at_us;
    double amount;
};

/* Everyone goes as soon as they may, after idle times drawn; amounts drawn up to
 * `largest`. */
static size_t take_many(struct token_bucket *bucket, struct random *random,
                        double largest, int64_t idle_us, struct taken *out)
{
    int64_t now_us = 5000000;

    for (size_t i = 0; i < TAKEN_MAX; i++) {
        double amount = largest <= 1 ? 1 : ceil(random_share(random) * largest);
        int64_t wait;

        if (random_share(random) < 0.02)
            now_us += (int64_t)(random_share(random) * (double)idle_us);
        wait = token_bucket_wait_us(bucket, amount, now_us);
        cr_assert_leq(
            wait,
            (int64_t)((bucket->tolerance_us + 2 * largest * bucket->interval_us)) + 2,
            "starved");
        now_us += wait;
        cr_assert_eq(token_bucket_wait_us(bucket, amount, now_us), 0,
                     "what was told to wait may not go then");
        token_bucket_take(bucket, amount, now_us);
        out[i] = (struct taken){now_us, amount};
    }
    return TAKEN_MAX;
}

/* The largest excess over rate * t of all windows: Kadane's sum, as each arrival adds its
 * amount and each interval takes the rate's away. */
static double excess_of(const struct taken *taken, size_t count, double per_us)
{
    double worst = 0, running = 0;

    for (size_t i = 0; i < count; i++) {
        if (i)
            running -= per_us * (double)(taken[i].at_us - taken[i - 1].at_us);
        running = fmax(running, 0) + taken[i].amount;
        worst = fmax(worst, running);
    }
    return worst;
}

Test(token_bucket, no_window_has_more_than_the_burst_and_what_the_rate_gives)
{
    static struct taken taken[TAKEN_MAX];
    struct random random = {42};

    for (int round = 0; round < ROUNDS; round++) {
        double per_minute = exp(random_share(&random) * 14);
        double burst = 1 + floor(random_share(&random) * 50);
        double largest = round % 2 ? 1 : 1 + floor(random_share(&random) * 200);
        struct token_bucket bucket;
        double excess;

        token_bucket_init(&bucket, per_minute, burst);
        take_many(&bucket, &random, largest, (int64_t)(burst * bucket.interval_us * 3),
                  taken);
        excess = excess_of(taken, TAKEN_MAX, per_minute / (double)minute_us);
        cr_expect_leq(excess, fmax(burst, largest) + 0.01,
                      "%g a minute, burst %g, amounts up to %g: %g", per_minute, burst,
                      largest, excess);
    }
}

Test(token_bucket, those_who_always_ask_get_all_of_the_rate)
{
    struct token_bucket bucket;
    int64_t now_us = 0;
    int count = 0;

    token_bucket_init(&bucket, 600, 10);
    for (; now_us < minute_us; count++) {
        token_bucket_take(&bucket, 1, now_us);
        now_us += token_bucket_wait_us(&bucket, 1, now_us);
    }
    cr_expect_eq(count, 609, "got %d", count); /* 10 at once, then one each 0.1 s */
}

/* Whatever minute the vendor counts by. */
Test(token_bucket, no_minute_has_more_than_a_minutes_limit)
{
    static struct taken taken[TAKEN_MAX];
    static const double limits[] = {1, 3, 10, 60, 99, 100, 101, 600, 1000, 3000};

    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
        struct random random = {7};
        struct token_bucket bucket;
        size_t first = 0;

        token_bucket_init_minute(&bucket, limits[i]);
        take_many(&bucket, &random, 1, minute_us / 10, taken);
        for (size_t last = 0; last < TAKEN_MAX; last++) {
            while (taken[last].at_us - taken[first].at_us >= minute_us)
                first++;
            cr_assert_leq((double)(last - first + 1), limits[i],
                          "%g a minute: %zu in one", limits[i], last - first + 1);
        }
    }
}

Test(token_bucket, a_minutes_limit_is_used_to_95_in_a_hundred_and_more)
{
    static const double limits[] = {60, 600, 6000, 100000};

    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
        struct token_bucket bucket;
        int64_t now_us = 0;
        double count = 0;

        token_bucket_init_minute(&bucket, limits[i]);
        for (; now_us < 2 * minute_us; count++) {
            token_bucket_take(&bucket, 1, now_us);
            now_us += token_bucket_wait_us(&bucket, 1, now_us);
        }
        cr_expect_geq(count, 0.95 * 2 * limits[i], "%g a minute: %g in two", limits[i],
                      count);
    }
}

Test(token_bucket, what_is_more_than_the_burst_waits_for_a_full_bucket_and_goes)
{
    struct token_bucket bucket;

    token_bucket_init(&bucket, 60, 5);
    cr_expect_eq(token_bucket_wait_us(&bucket, 100, 0), 0);
    token_bucket_take(&bucket, 100, 0);
    cr_expect_eq(token_bucket_wait_us(&bucket, 100, 0), 100 * 1000000);
    cr_expect_eq(token_bucket_wait_us(&bucket, 1, 0), 96 * 1000000);
    cr_expect_eq(token_bucket_wait_us(&bucket, 100, 100 * 1000000), 0);
}

Test(token_bucket, what_is_given_back_can_be_taken)
{
    struct token_bucket bucket;

    token_bucket_init(&bucket, 60, 10);
    token_bucket_take(&bucket, 10, 0);
    cr_expect_eq(token_bucket_wait_us(&bucket, 4, 0), 4 * 1000000);
    token_bucket_return(&bucket, 4);
    cr_expect_eq(token_bucket_wait_us(&bucket, 4, 0), 0);
    cr_expect_eq(token_bucket_wait_us(&bucket, 5, 0), 1000000);
    /* More than the burst never piles up. */
    token_bucket_return(&bucket, 1000);
    token_bucket_take(&bucket, 10, 3600 * (int64_t)1000000);
    cr_expect_eq(token_bucket_wait_us(&bucket, 1, 3600 * (int64_t)1000000), 1000000);
}

Test(token_bucket, no_limit_never_waits)
{
    struct token_bucket bucket;

    token_bucket_init_minute(&bucket, 0);
    for (int i = 0; i < 1000; i++) {
        cr_assert_eq(token_bucket_wait_us(&bucket, 1e9, 0), 0);
        token_bucket_take(&bucket, 1e9, 0);
    }
}

/* tests/limits/test_hopeless.c - what ends a run in which no call can succeed. */
#include "limits/hopeless.h"

#include <criterion/criterion.h>

/* Samples in a row that end so, until it says hopeless; 0: not within 1,000. */
static int samples_until(enum failure failure, unsigned concurrency)
{
    struct hopeless hopeless = {0};

    for (int i = 1; i <= 1000; i++)
        if (hopeless_count(&hopeless, failure, concurrency))
            return i;
    return 0;
}

Test(hopeless, each_failure_has_its_number_of_samples)
{
    static const struct {
        enum failure failure;
        unsigned concurrency;
        int want;
    } rows[] = {
        {FAILURE_NONE, 16, 0},      {FAILURE_DENIED, 16, 3},
        {FAILURE_DENIED, 1000, 3},  {FAILURE_REJECTED, 16, 20},
        {FAILURE_REJECTED, 64, 64}, {FAILURE_UNREADABLE, 1, 20},
        {FAILURE_TOO_LARGE, 1, 20}, {FAILURE_PROGRAM, 1, 20},
        {FAILURE_STOPPED, 1, 0},    {FAILURE_CONNECT, 1, 0}, /* the circuit's */
        {FAILURE_THROTTLED, 1, 0},  {FAILURE_SERVER, 1, 0},
        {FAILURE_TIMEOUT, 1, 0},    {FAILURE_RESET, 1, 0},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int got = samples_until(rows[i].failure, rows[i].concurrency);

        cr_expect_eq(got, rows[i].want, "%s at %u: %d",
                     failure_facts[rows[i].failure].name, rows[i].concurrency, got);
    }
}

Test(hopeless, an_answer_begins_both_counts_anew)
{
    struct hopeless hopeless = {0};

    for (int i = 0; i < 100; i++) {
        cr_expect_not(hopeless_count(&hopeless, FAILURE_DENIED, 16));
        cr_expect_not(hopeless_count(&hopeless, FAILURE_DENIED, 16));
        cr_expect_not(hopeless_count(&hopeless, FAILURE_NONE, 16));
    }
}

Test(hopeless, another_refusal_does_not_count_as_denied)
{
    struct hopeless hopeless = {0};

    hopeless_count(&hopeless, FAILURE_DENIED, 16);
    hopeless_count(&hopeless, FAILURE_DENIED, 16);
    hopeless_count(&hopeless, FAILURE_REJECTED, 16);
    cr_expect_not(hopeless_count(&hopeless, FAILURE_DENIED, 16));
}

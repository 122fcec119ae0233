/* tests/limits/test_circuit.c - when an endpoint is thought to be down, and how long. */
#include "limits/circuit.h"

#include <criterion/criterion.h>

static const int64_t second_us = 1000000;

static void fail_times(struct circuit *circuit, enum failure failure, int times,
                       int64_t now_us)
{
    for (int i = 0; i < times; i++)
        circuit_done(circuit, failure, false, now_us);
}

/* Failures in a row until it opens; 0: not within 1,000. */
static int failures_to_open(enum failure failure, unsigned concurrency)
{
    struct circuit circuit;

    circuit_init(&circuit, concurrency, 120);
    for (int i = 1; i <= 1000; i++) {
        circuit_done(&circuit, failure, false, 0);
        if (circuit.state != CIRCUIT_CLOSED)
            return i;
    }
    return 0;
}

Test(circuit, opens_after_as_many_in_a_row_as_the_failure_says)
{
    static const struct {
        enum failure failure;
        unsigned concurrency;
        int want;
    } rows[] = {
        {FAILURE_CONNECT, 1, 5},     {FAILURE_CONNECT, 1000, 5},
        {FAILURE_SERVER, 16, 10},    {FAILURE_TIMEOUT, 16, 10},
        {FAILURE_RESET, 16, 10},     {FAILURE_THROTTLED, 1, 20},
        {FAILURE_THROTTLED, 16, 32}, {FAILURE_THROTTLED, 100, 200},
        {FAILURE_REJECTED, 16, 0},   {FAILURE_DENIED, 16, 0},
        {FAILURE_UNREADABLE, 16, 0}, {FAILURE_TOO_LARGE, 16, 0},
        {FAILURE_STOPPED, 16, 0},    {FAILURE_PROGRAM, 16, 0},
        {FAILURE_NONE, 16, 0},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int got = failures_to_open(rows[i].failure, rows[i].concurrency);

        cr_expect_eq(got, rows[i].want, "%s at %u: %d",
                     failure_facts[rows[i].failure].name, rows[i].concurrency, got);
    }
}

Test(circuit, an_answer_in_between_begins_the_count_anew)
{
    struct circuit circuit;

    circuit_init(&circuit, 16, 120);
    for (int i = 0; i < 100; i++) {
        fail_times(&circuit, FAILURE_CONNECT, 4, 0);
        cr_expect_eq(circuit.state, CIRCUIT_CLOSED);
        circuit_done(&circuit, i % 2 ? FAILURE_NONE : FAILURE_REJECTED, false, 0);
    }
    cr_expect_eq(circuit.state, CIRCUIT_CLOSED);
    fail_times(&circuit, FAILURE_CONNECT, 4, 0);
    circuit_done(&circuit, FAILURE_STOPPED, false, 0); /* tells nothing */
    fail_times(&circuit, FAILURE_CONNECT, 1, 0);
    cr_expect_eq(circuit.state, CIRCUIT_OPEN);
}

/* Each probe fails at once: at which seconds they went, and when it was given up. */
static int probes_of(double patience_s, int64_t *seconds, int64_t *end_s)
{
    struct circuit circuit;
    int64_t now_us = 0;
    int count = 0;

    circuit_init(&circuit, 16, patience_s);
    fail_times(&circuit, FAILURE_CONNECT, 5, now_us);
    while (circuit.state == CIRCUIT_OPEN) {
        int64_t wait = circuit_wait_us(&circuit, now_us);

        cr_assert_geq(wait, 0);
        now_us += wait;
        cr_assert(circuit_sent(&circuit));
        cr_expect_eq(circuit_wait_us(&circuit, now_us), CIRCUIT_AFTER_REPLY,
                     "two probes at once");
        cr_assert_lt(count, 20);
        seconds[count++] = now_us / second_us;
        circuit_done(&circuit, FAILURE_CONNECT, true, now_us);
    }
    *end_s = now_us / second_us;
    return count;
}

Test(circuit, probes_at_growing_intervals_and_gives_up_in_time)
{
    static const int64_t want[] = {1, 3, 7, 15, 31, 61, 91, 120};
    int64_t seconds[20], end_s;

    cr_expect_eq(probes_of(120, seconds, &end_s), 8);
    cr_expect_eq(end_s, 120);
    for (int i = 0; i < 8; i++)
        cr_expect_eq(seconds[i], want[i]);
    cr_expect_eq(probes_of(2, seconds, &end_s), 2);
    cr_expect_eq(end_s, 2);
    cr_expect_eq(probes_of(0, seconds, &end_s), 0);
}

Test(circuit, any_answer_closes_it)
{
    struct circuit circuit;

    circuit_init(&circuit, 16, 120);
    fail_times(&circuit, FAILURE_CONNECT, 5, 0);
    cr_expect_eq(circuit_wait_us(&circuit, 0), second_us);
    circuit_sent(&circuit);
    circuit_done(&circuit, FAILURE_REJECTED, true, second_us);
    cr_expect_eq(circuit.state, CIRCUIT_CLOSED);
    cr_expect_eq(circuit_wait_us(&circuit, second_us), 0);
    cr_expect_not(circuit_sent(&circuit));
}

Test(circuit, calls_from_before_it_opened_move_no_probe)
{
    struct circuit circuit;

    circuit_init(&circuit, 16, 120);
    fail_times(&circuit, FAILURE_CONNECT, 16, 0);
    cr_expect_eq(circuit_wait_us(&circuit, 0), second_us);
    circuit_sent(&circuit);
    circuit_done(&circuit, FAILURE_TIMEOUT, false, second_us);
    cr_expect_eq(circuit_wait_us(&circuit, second_us), CIRCUIT_AFTER_REPLY,
                 "the probe is still under way");
    circuit_done(&circuit, FAILURE_STOPPED, true,
                 second_us); /* the run was told to end */
    cr_expect_eq(circuit.state, CIRCUIT_OPEN);
    circuit_done(&circuit, FAILURE_NONE, false, second_us);
    cr_expect_eq(circuit.state, CIRCUIT_CLOSED);
}

/* tests/simulator/test_chance.c - shares, retries, latencies; the table of arrivals. */
#include "simulator/arrivals.h"
#include "simulator/chance.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { DRAWS = 20000 };

static void draw(struct chance *chance, struct sha256 *hash, const char *salt,
                 unsigned body)
{
    char text[32];

    snprintf(text, sizeof text, "body %u", body);
    chance_draw(chance, hash, salt, text, strlen(text));
    chance_attempt(chance, 1);
}

/* Within five standard errors of the share. */
static void expect_share(unsigned hits, double share)
{
    double error = sqrt(share * (1 - share) / DRAWS);
    cr_expect(fabs((double)hits / DRAWS - share) < 5 * error, "%u of %d, expected %g",
              hits, DRAWS, share);
}

Test(chance, answers_come_in_their_shares)
{
    struct answer answers[] = {{.share = 0.9}, {.share = 0.07}, {.share = 0.03}};
    struct rule rule = {.answers = answers, .answer_count = 3};
    struct sha256 *hash = sha256_new();
    struct chance chance;
    unsigned hits[3] = {0};

    for (unsigned i = 0; i < DRAWS; i++) {
        draw(&chance, hash, "salt", i);
        hits[chance_answer(&chance, &rule) - answers]++;
    }
    for (size_t i = 0; i < 3; i++)
        expect_share(hits[i], answers[i].share);
    sha256_free(hash);
}

Test(chance, faults_come_in_their_shares_and_not_with_certain_answers)
{
    struct answer answers[] = {{.share = 0.5}, {.share = 0.5}};
    struct rule rule = {.answers = answers, .answer_count = 2};
    struct fault faults[] = {{.share = 0.1}, {.share = 0.2}};
    struct fault_list list = {faults, 2};
    struct sha256 *hash = sha256_new();
    struct chance chance;
    unsigned hits[2] = {0}, both = 0;

    for (unsigned i = 0; i < DRAWS; i++) {
        draw(&chance, hash, "", i);
        const struct fault *fault = chance_fault(&chance, &list, 1);
        if (fault)
            hits[fault - faults]++;
        both += fault == &faults[1] && chance_answer(&chance, &rule) == answers;
    }
    expect_share(hits[0], 0.1);
    expect_share(hits[1], 0.2);
    expect_share(both, 0.1);
    sha256_free(hash);
}

Test(chance, a_retry_is_a_new_draw_but_of_the_same_answer)
{
    struct fault fault = {.share = 0.5};
    struct fault_list list = {&fault, 1};
    struct sha256 *hash = sha256_new();
    struct chance chance;
    unsigned differ = 0;

    for (unsigned i = 0; i < DRAWS; i++) {
        draw(&chance, hash, "", i);
        double answer = chance.answer;
        bool first = chance_fault(&chance, &list, 1) != NULL;
        chance_attempt(&chance, 2);
        differ += first != (chance_fault(&chance, &list, 2) != NULL);
        cr_assert_eq(chance.answer, answer);
    }
    expect_share(differ, 0.5);
    sha256_free(hash);
}

Test(chance, another_salt_is_another_draw)
{
    struct sha256 *hash = sha256_new();
    struct chance a, b, again;

    draw(&a, hash, "a", 1);
    draw(&b, hash, "b", 1);
    draw(&again, hash, "a", 1);
    cr_assert_neq(a.answer, b.answer);
    cr_assert_arr_eq(a.digest, again.digest, SHA256_BYTES);
    sha256_free(hash);
}

Test(chance, a_fault_of_first_attempts_ends)
{
    struct fault fault = {.share = 1, .attempts = 2};
    struct fault_list list = {&fault, 1};
    struct sha256 *hash = sha256_new();
    struct chance chance;

    draw(&chance, hash, "", 0);
    cr_assert_eq(chance_fault(&chance, &list, 1), &fault);
    cr_assert_eq(chance_fault(&chance, &list, 2), &fault);
    cr_assert_null(chance_fault(&chance, &list, 3));
    sha256_free(hash);
}

Test(chance, half_of_lognormal_latencies_are_below_the_median)
{
    struct latency latency = {LATENCY_LOGNORMAL, 50, 1, 0, 100};
    struct sha256 *hash = sha256_new();
    struct chance chance;
    unsigned below = 0, at_max = 0;

    for (unsigned i = 0; i < DRAWS; i++) {
        draw(&chance, hash, "", i);
        double ms = chance_latency_ms(&chance, &latency);
        cr_assert(ms > 0 && ms <= 100);
        below += ms < 50;
        at_max += ms == 100;
    }
    expect_share(below, 0.5);
    expect_share(at_max, 0.24411); /* 1 - Phi(ln 2) */
    sha256_free(hash);
}

Test(chance, uniform_latencies_stay_between_their_ends)
{
    struct latency latency = {LATENCY_UNIFORM, 0, 0, 10, 30};
    struct sha256 *hash = sha256_new();
    struct chance chance;
    unsigned below = 0;

    for (unsigned i = 0; i < DRAWS; i++) {
        draw(&chance, hash, "", i);
        double ms = chance_latency_ms(&chance, &latency);
        cr_assert(ms >= 10 && ms < 30);
        below += ms < 15;
    }
    expect_share(below, 0.25);
    sha256_free(hash);
}

Test(arrivals, each_body_is_counted_for_itself)
{
    struct arrivals arrivals = {0};

    for (uint32_t round = 1; round <= 3; round++)
        for (uint64_t key = 0; key < 5000; key++)
            cr_assert_eq(arrivals_count(&arrivals, key * 0x10001), round);
    arrivals_release(&arrivals);
}

Test(arrivals, past_the_limit_the_counting_begins_anew)
{
    struct arrivals arrivals = {0};

    for (uint64_t key = 0; key < ARRIVALS_MAX; key++)
        arrivals_count(&arrivals, key);
    cr_assert_eq(arrivals_count(&arrivals, 7), 2);
    cr_assert_eq(arrivals_count(&arrivals, ARRIVALS_MAX), 1);
    cr_assert_eq(arrivals_count(&arrivals, ARRIVALS_MAX), 2);
    cr_assert_eq(arrivals_count(&arrivals, 7), 1);
    cr_assert_leq(arrivals.capacity * sizeof *arrivals.slots, (size_t)32 << 20);
    arrivals_release(&arrivals);
}

/* tests/statistics/test_early_stop.c - evidence that may be looked at any time. */
#include "base/random.h"
#include "statistics/confidence_sequence.h"
#include "statistics/early_stop.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

static struct early_stop started(double margin, double largest)
{
    struct early_stop stop;
    struct error err = ERROR_INIT;

    cr_assert_eq(early_stop_init(&stop, margin, EARLY_STOP_ALPHA, largest, &err), 0);
    return stop;
}

static void feed(struct early_stop *stop, double sum, double cases)
{
    struct error err = ERROR_INIT;

    cr_assert_eq(early_stop_add(stop, sum, cases, &err), 0, "%s", err.message);
}

/* Some clusters, so that the wealths are not all 1. */
static struct early_stop under_way(struct random *random, double margin)
{
    struct early_stop stop = started(margin, 4);

    for (int i = 0; i < 20; i++) {
        double cases = 1 + (double)(random_next(random) % 4);

        feed(&stop, cases * (2 * random_share(random) - 1), cases);
    }
    return stop;
}

Test(early_stop, without_a_drop_the_evidence_does_not_grow_on_average)
{
    struct random random = {1};

    for (int i = 0; i < 50; i++) {
        struct early_stop stop = under_way(&random, 0.05), up = stop, down = stop;
        double sum = 3 * random_share(&random);

        feed(&up, sum, 3);
        feed(&down, -sum, 3);
        cr_assert_float_eq(
            (exp(early_stop_log_drop(&up)) + exp(early_stop_log_drop(&down))) / 2 /
                exp(early_stop_log_drop(&stop)),
            1, 1e-12);
    }
}

Test(early_stop, at_the_margin_the_evidence_for_ok_does_not_grow_on_average)
{
    struct random random = {2};

    for (int i = 0; i < 50; i++) {
        double margin = 0.01 + 0.5 * random_share(&random);
        struct early_stop stop = under_way(&random, margin), up = stop, down = stop;

        /* All lost with probability margin, else unchanged: a drop of the margin. */
        feed(&up, 0, 2);
        feed(&down, -2, 2);
        cr_assert_float_eq(((1 - margin) * exp(early_stop_log_ok(&up)) +
                            margin * exp(early_stop_log_ok(&down))) /
                               exp(early_stop_log_ok(&stop)),
                           1, 1e-12);
    }
}

Test(early_stop, a_tolerable_drop_does_not_end_a_run_as_a_regression)
{
    struct early_stop stop = started(0.05, 1);
    enum early_verdict verdict = EARLY_NONE;

    for (int i = 0; i < 100000 && verdict == EARLY_NONE; i++) {
        feed(&stop, i % 25 == 0 ? -1 : 0, 1); /* 4 points */
        if (i % 25 == 24)
            verdict = early_stop_verdict(&stop);
    }
    cr_assert_eq(verdict, EARLY_PASS);
    cr_assert_gt(early_stop_log_drop(&stop), stop.log_threshold);
}

Test(early_stop, an_unchanged_suite_passes_and_a_broken_one_does_not)
{
    struct early_stop same = started(0.05, 1), broken = started(0.05, 1);

    while (early_stop_verdict(&same) == EARLY_NONE)
        feed(&same, 0, 1);
    cr_assert_eq(early_stop_verdict(&same), EARLY_PASS);
    cr_assert_eq(same.clusters, 150);
    while (early_stop_verdict(&broken) == EARLY_NONE)
        feed(&broken, -1, 1);
    cr_assert_eq(early_stop_verdict(&broken), EARLY_REGRESSION);
    cr_assert_lt(broken.clusters, 15);
}

Test(early_stop, what_cannot_be_is_refused_and_changes_nothing)
{
    static const double refused[][2] = {{-1.1, 1},     {0, 0},       {0, -1},
                                        {0, 5},        {NAN, 1},     {0, NAN},
                                        {INFINITY, 1}, {0, INFINITY}};
    struct random random = {3};
    struct early_stop stop = under_way(&random, 0.05), before = stop;

    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        struct error err = ERROR_INIT;

        cr_assert_eq(early_stop_add(&stop, refused[i][0], refused[i][1], &err), -1,
                     "row %zu", i);
        cr_assert_neq(err.code[0], 0);
        cr_assert_eq(memcmp(&stop, &before, sizeof stop), 0);
    }
}

Test(early_stop, a_million_clusters_keep_their_digits)
{
    struct early_stop stop = started(0.05, 1);

    for (int i = 0; i < 1000000; i++)
        feed(&stop, i % 2 ? 0.1 : -0.1, 1);
    cr_assert_eq(early_stop_mean(&stop), 0);
    cr_assert_eq(early_stop_verdict(&stop), EARLY_PASS);
    cr_assert(isfinite(early_stop_log_drop(&stop)) && isfinite(early_stop_log_ok(&stop)));
}

static struct interval sequence_of(const struct outcome_count *outcomes, size_t count)
{
    struct interval got = {NAN, NAN};
    struct error err = ERROR_INIT;

    cr_assert_eq(confidence_sequence(outcomes, count, 0.05, &got, &err), 0, "%s",
                 err.message);
    return got;
}

Test(confidence_sequence, it_holds_the_mean_and_narrows_as_more_come)
{
    double width = 2;

    for (uint64_t n = 1; n < 1000000; n *= 4) {
        struct outcome_count outcomes[] = {{1, 4 * n}, {0, n}, {0.5, n}};
        struct interval got = sequence_of(outcomes, 3);

        cr_assert(got.lower < 0.75 && got.upper > 0.75);
        cr_assert_lt(got.upper - got.lower, width);
        width = got.upper - got.lower;
    }
    cr_assert_lt(width, 0.02);
}

Test(confidence_sequence, mirrored_scores_mirror_it)
{
    struct outcome_count outcomes[] = {{0.9, 40}, {0.2, 7}, {0, 3}},
                         mirrored[] = {{0.1, 40}, {0.8, 7}, {1, 3}};
    struct interval got = sequence_of(outcomes, 3), other = sequence_of(mirrored, 3);

    cr_assert_float_eq(got.lower, 1 - other.upper, 1e-14);
    cr_assert_float_eq(got.upper, 1 - other.lower, 1e-14);
}

Test(confidence_sequence, pairs_say_the_same_as_one_by_one)
{
    struct outcome_count pairs[] = {{1, 3}, {0, 2}},
                         single[] = {{1, 1}, {0, 1}, {1, 1}, {1, 1}, {0, 1}, {0.4, 0}};
    struct interval got = sequence_of(pairs, 2), other = sequence_of(single, 6);

    cr_assert_float_eq(got.lower, other.lower, 1e-14);
    cr_assert_float_eq(got.upper, other.upper, 1e-14);
}

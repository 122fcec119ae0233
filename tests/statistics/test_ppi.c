/* tests/statistics/test_ppi.c - judged means and differences, with labels of a part. */
#include "statistics/ppi_diff.h"

#include <criterion/criterion.h>
#include <math.h>

enum { SCORES_MAX = 64 };

/* One side made by rule: every label `fails`-th fails, every `doubts`-th is judged 0.75,
 * of the others every third is of `grades` grades. */
struct side {
    double labels[SCORES_MAX], judged[SCORES_MAX], others[SCORES_MAX];
    struct ppi_scores scores;
};

static void side_make(size_t labelled, size_t others, size_t fails, size_t doubts,
                      size_t grades, struct side *side)
{
    for (size_t i = 0; i < labelled; i++) {
        side->labels[i] = i % fails == 2 ? 0 : 1;
        side->judged[i] = i % doubts == 1 ? 0.75 : side->labels[i];
    }
    for (size_t i = 0; i < others; i++)
        side->others[i] = i % 3 == 0 ? (double)(i % grades) / (double)(grades - 1) : 1;
    side->scores =
        (struct ppi_scores){side->labels, side->judged, labelled, side->others, others};
}

static void sides_make(struct side *candidate, struct side *base)
{
    side_make(30, 50, 5, 6, 4, candidate);
    side_make(36, 40, 9, 7, 5, base);
}

/* The numbers: a program in Python of its own, estimates in exact fractions, each label
 * left out and all computed anew, the quantile of t by Simpson's rule in 20,000 steps
 * (right to 1e-9), Wilson's limits by their formula. */
Test(ppi_diff, it_is_what_exact_fractions_say)
{
    struct side candidate, base;
    struct ppi_diff got;
    struct error err = ERROR_INIT;

    sides_make(&candidate, &base);
    cr_assert_eq(ppi_diff(&candidate.scores, &base.scores, 0.95, &got, &err), 0);
    cr_assert_float_eq(got.candidate.estimate, 0.8193740927410266, 1e-13);
    cr_assert_float_eq(got.candidate.se, 0.048851459820403384, 1e-13);
    cr_assert_float_eq(got.candidate.lam, 0.6837915085068208, 1e-13);
    cr_assert_float_eq(got.candidate.careful_se, 0.0489139143774129, 1e-13);
    cr_assert_float_eq(got.candidate.range.lower, 0.7002345532965298, 1e-9);
    cr_assert_float_eq(got.candidate.range.upper, 0.8980561388163201, 1e-9);
    cr_assert_float_eq(got.base.careful_se, 0.051342963604699185, 1e-13);
    cr_assert_float_eq(got.base.range.lower, 0.7289506214362488, 1e-9);
    cr_assert_float_eq(got.base.range.upper, 0.9377172260797905, 1e-9);
    cr_assert_float_eq(got.estimate, -0.044815727194326915, 1e-13);
    cr_assert_float_eq(got.se, 0.07091312242056716, 1e-13);
    cr_assert_float_eq(got.range.lower, -0.18481754615885246, 1e-9);
    cr_assert_float_eq(got.range.upper, 0.11164674493645227, 1e-9);
}

Test(ppi_diff, sides_exchanged_turn_it_around)
{
    struct side candidate, base;
    struct ppi_diff got, turned;
    struct error err = ERROR_INIT;

    sides_make(&candidate, &base);
    cr_assert_eq(ppi_diff(&candidate.scores, &base.scores, 0.9, &got, &err), 0);
    cr_assert_eq(ppi_diff(&base.scores, &candidate.scores, 0.9, &turned, &err), 0);
    cr_assert_float_eq(turned.estimate, -got.estimate, 1e-15);
    cr_assert_float_eq(turned.range.lower, -got.range.upper, 1e-15);
    cr_assert_float_eq(turned.range.upper, -got.range.lower, 1e-15);
}

Test(ppi_diff, twenty_nine_labels_are_too_few_on_either_side)
{
    struct side candidate, base;
    struct ppi_diff got = {.estimate = 7};
    struct error err = ERROR_INIT;

    sides_make(&candidate, &base);
    candidate.scores.labelled = 29;
    cr_assert_eq(ppi_diff(&candidate.scores, &base.scores, 0.95, &got, &err), -1);
    cr_assert_str_eq(err.code, "N0823");
    cr_assert_str_eq(err.message,
                     "expected 30 labels of the candidate's outputs or more, found 29");
    cr_assert_eq(ppi_diff(&base.scores, &candidate.scores, 0.95, &got, &err), -1);
    cr_assert_eq(got.estimate, 7);
    candidate.scores.labelled = 30;
    base.scores.other_count = 1;
    cr_assert_eq(ppi_diff(&candidate.scores, &base.scores, 0.95, &got, &err), -1);
    cr_assert_str_eq(err.code, "N0822");
    cr_assert_eq(got.estimate, 7);
}

Test(judge_bias, more_than_two_of_both_errors_apart_and_no_less)
{
    static const struct {
        double corrected, labelled;
        bool is_suspected;
    } rows[] = {{0.05, -0.049, false}, {0.05, -0.051, true}, {-0.051, 0.05, true}};

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct corrected_diff corrected = {.estimate = rows[i].corrected, .se = 0.03};
        struct ppi_diff labelled = {.estimate = rows[i].labelled, .se = 0.04};
        struct judge_bias got = judge_bias(&corrected, &labelled);

        cr_assert_float_eq(got.se, 0.05, 1e-15);
        cr_assert_eq(got.is_suspected, rows[i].is_suspected, "row %zu", i);
        cr_assert_eq(got.gap > 0, rows[i].corrected > 0);
    }
}

Test(ppi_mean, labels_alone_have_the_error_of_their_own_mean)
{
    struct side side;
    struct ppi_mean got;
    struct error err = ERROR_INIT;

    side_make(30, 50, 5, 6, 4, &side);
    cr_assert_eq(ppi_mean_fixed(&side.scores, 0.95, 0, &got, &err), 0);
    cr_assert_float_eq(got.careful_se, sqrt(0.8 * 0.2 / 29), 1e-15);
}

Test(ppi_mean, all_passed_by_people_and_judge_is_an_interval_of_those_labels)
{
    struct side side;
    struct ppi_mean got;
    struct interval labels;
    struct error err = ERROR_INIT;

    side_make(30, 50, 5, 6, 4, &side);
    for (size_t i = 0; i < SCORES_MAX; i++)
        side.labels[i] = side.judged[i] = side.others[i] = 1;
    cr_assert_eq(ppi_mean(&side.scores, 0.95, &got, &err), 0);
    cr_assert_eq(wilson_of_count(30, 30, 0.95, &labels, &err), 0);
    cr_assert_float_eq(got.range.lower, labels.lower, 1e-15);
    cr_assert_eq(got.range.upper, 1);
    cr_assert_eq(got.published.lower, got.published.upper); /* what makes it useless */
}

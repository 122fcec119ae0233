/* tests/statistics/test_judges.c - judges measured, judged means corrected. */
#include "base/random.h"
#include "statistics/drift_reference.h"
#include "statistics/judge_correction.h"
#include "statistics/judge_report.h"
#include "statistics/paired_t_power.h"
#include "statistics/ppi_mean.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

Test(judge_report, as_many_labels_as_it_asks_for_are_enough)
{
    static const struct judge_counts rows[] = {{22, 5, 6, 21},
                                               {10, 1, 2, 9},
                                               {45, 15, 10, 40},
                                               {900, 100, 6, 24},
                                               {40, 1, 10, 40}};

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct judge_counts more = rows[i];
        struct judge_report report;
        struct error err = ERROR_INIT;
        int64_t labels = -7, total = more.tp + more.fn + more.fp + more.tn;
        double times;

        cr_assert_eq(judge_labels_missing(&rows[i], 0.95, &labels, &err), 0);
        cr_assert_geq(labels, 0, "row %zu", i);
        /* a thousandfold, so that rounding to whole outputs does not matter */
        times = 1 + (double)labels / (double)total;
        cr_assert_eq(judge_report(&rows[i], 0.95, &report, &err), 0);
        cr_assert_eq(labels == 0, report.youden_range.lower >= JUDGE_YOUDEN_MIN);
        more.tp = (int64_t)ceil(times * (double)more.tp);
        more.fn = (int64_t)(times * (double)more.fn);
        more.fp = (int64_t)(times * (double)more.fp);
        more.tn = (int64_t)ceil(times * (double)more.tn);
        cr_assert_eq(judge_report(&more, 0.95, &report, &err), 0);
        cr_assert_geq(report.youden_range.lower, JUDGE_YOUDEN_MIN, "row %zu", i);
    }
}

Test(judge_report, no_number_of_labels_makes_a_poor_judge_good)
{
    static const struct judge_counts poor = {30, 20, 10, 20};
    struct error err = ERROR_INIT;
    int64_t labels = 7;

    cr_assert_eq(judge_labels_missing(&poor, 0.95, &labels, &err), 0);
    cr_assert_eq(labels, -1);
}

Test(judge_correction, a_judge_without_errors_changes_next_to_nothing)
{
    static const struct judge_calibration sure = {1000000, 1000000, 1000000, 1000000};
    struct corrected_rate rate;
    struct corrected_diff diff;
    struct interval plain;
    struct error err = ERROR_INIT;

    cr_assert_eq(corrected_rate(850, 1000, &sure, 0.95, &rate, &err), 0);
    cr_assert_eq(wilson_of_count(850, 1000, 0.95, &plain, &err), 0);
    cr_assert_float_eq(rate.estimate, 0.85, 1e-12);
    cr_assert_float_eq(rate.range.lower, plain.lower, 1e-4);
    cr_assert_float_eq(rate.range.upper, plain.upper, 1e-4);
    cr_assert_eq(corrected_diff(-0.05, 0.02, &sure, 0.95, &diff, &err), 0);
    cr_assert_float_eq(diff.se, 0.02, 1e-6);
}

Test(judge_correction, a_coin_is_refused)
{
    static const struct judge_calibration coin = {5, 10, 5, 10},
                                          contrary = {2, 10, 3, 10};
    struct corrected_rate rate = {.estimate = 7};
    struct corrected_diff diff = {.estimate = 7};
    struct error err = ERROR_INIT;
    double youden = 7;

    cr_assert_eq(corrected_rate(5, 10, &coin, 0.95, &rate, &err), -1);
    cr_assert_str_eq(err.code, "N0831");
    cr_assert_eq(corrected_diff(0.1, 0.1, &contrary, 0.95, &diff, &err), -1);
    cr_assert_str_eq(err.code, "N0831");
    cr_assert_eq(judge_youden_adjusted(&coin, &youden, &err), -1);
    cr_assert(rate.estimate == 7 && diff.estimate == 7 && youden == 7);
}

Test(ppi_mean, the_judge_left_out_or_right_throughout)
{
    static const double labels[] = {1, 0, 1, 1, 0.5}, others[] = {1, 0.5, 0, 1};
    struct ppi_scores scores = {labels, labels, 5, others, 4};
    struct ppi_mean got;
    struct error err = ERROR_INIT;

    cr_assert_eq(ppi_mean_fixed(&scores, 0.95, 0, &got, &err), 0);
    cr_assert_float_eq(got.estimate, 0.7, 1e-15);
    cr_assert_eq(ppi_mean_fixed(&scores, 0.95, 1, &got, &err), 0);
    cr_assert_float_eq(got.estimate, 0.625, 1e-15);
    cr_assert_eq(ppi_mean(&scores, 0.95, &got, &err), 0);
    cr_assert(got.lam > 0 && got.lam <= 1);
    cr_assert_eq(ppi_mean_fixed(&scores, 0.95, 1.1, &got, &err), -1);
    scores.other_count = 1;
    cr_assert_eq(ppi_mean(&scores, 0.95, &got, &err), -1);
    cr_assert_str_eq(err.code, "N0822");
}

Test(drift_reference, nights_that_score_nothing_have_nothing_to_fall_from)
{
    static const struct reference_night nights[] = {{0, 100}, {1, 100}, {0, 100}};
    struct drift_reference got = {.mean = 7};
    struct error err = ERROR_INIT;

    cr_assert_eq(drift_reference(nights, 3, DRIFT_TOLERANCE, &got, &err), -1);
    cr_assert_str_eq(err.code, "N0830");
    cr_assert_eq(got.mean, 7);
}

Test(paired_t_power, without_an_effect_it_is_alpha_and_it_rises_with_it)
{
    for (int64_t n = 2; n < 5000; n = 2 * n + 1) {
        double last = 0;

        for (double effect = -0.4; effect < 0.45; effect += 0.1) {
            struct paired_t_power got = {0, 0};
            struct error err = ERROR_INIT;

            cr_assert_eq(paired_t_power(n, effect, 0.025, &got, &err), 0, "%s",
                         err.message);
            cr_assert(got.one_sided >= last - 1e-12 && got.one_sided <= 1 &&
                      got.two_sided <= 1);
            last = got.one_sided;
            if (fabs(effect) < 1e-12) {
                cr_assert_float_eq(got.one_sided, 0.025, 1e-10);
                cr_assert_float_eq(got.two_sided, 0.025, 1e-10);
            }
        }
    }
}

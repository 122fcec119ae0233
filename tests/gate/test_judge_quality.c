/* tests/gate/test_judge_quality.c - what a calibration comes to, and that judges whose
 * errors are known are found out by it. */
#include "base/random.h"
#include "gate/judge_quality.h"
#include "statistics/judge_correction.h"

#include <criterion/criterion.h>
#include <math.h>

enum { JUDGES = 2000, LABELLED = 100, OUTPUTS = 400 };

/* A judge by its true errors, and the share of what it judges that is good. */
struct true_judge {
    double sensitivity, specificity, good;
};

static bool chance(struct random *random, double share)
{
    return random_share(random) < share;
}

static enum verdict judged(struct random *random, const struct true_judge *judge,
                           bool good)
{
    const double passes = good ? judge->sensitivity : 1 - judge->specificity;

    return chance(random, passes) ? VERDICT_PASS : VERDICT_FAIL;
}

static bool holds(const struct interval *range, double value)
{
    return range->lower <= value && value <= range->upper;
}

/* As many labels of each kind, as people are asked to bring. */
static struct judge_quality calibrated(struct random *random,
                                       const struct true_judge *judge)
{
    struct judged_answer answers[LABELLED];
    struct judge_quality quality;
    struct error err;

    for (int i = 0; i < LABELLED; i++)
        answers[i] =
            (struct judged_answer){.passed = i % 2,
                                   .failed = !(i % 2),
                                   .verdict = judged(random, judge, i % 2),
                                   .length = (size_t)(random_next(random) % 500)};
    cr_assert_eq(judge_quality_of(answers, LABELLED, 0.95, &quality, &err), 0, "%s",
                 err.message);
    return quality;
}

/* What the judge makes of the outputs of a run, corrected. */
static bool correction_holds(struct random *random, const struct true_judge *judge,
                             const struct judge_counts *counts)
{
    const struct judge_calibration calibration = {counts->tp, counts->tp + counts->fn,
                                                  counts->tn, counts->tn + counts->fp};
    struct corrected_rate corrected;
    struct error err;
    int passed = 0;

    for (int i = 0; i < OUTPUTS; i++)
        passed += judged(random, judge, chance(random, judge->good)) == VERDICT_PASS;
    cr_assert_eq(corrected_rate(passed, OUTPUTS, &calibration, 0.95, &corrected, &err), 0,
                 "%s", err.message);
    return holds(&corrected.range, judge->good);
}

/* Three standard errors of the share of 2,000 judges are 1.5 points. */
static void coverage_expect(const char *what, size_t judge, int held, double least)
{
    cr_expect_gt((double)held / JUDGES, least, "%s of judge %zu: held by %d of %d", what,
                 judge, held, JUDGES);
}

Test(judge_quality, of_2000_judges_with_known_errors_nearly_all_are_found_out)
{
    static const struct true_judge judges[] = {
        {0.9, 0.8, 0.85}, {0.95, 0.95, 0.5}, {0.8, 0.75, 0.95}, {0.99, 0.9, 0.3}};

    for (size_t i = 0; i < sizeof judges / sizeof *judges; i++) {
        const struct true_judge *judge = &judges[i];
        const double youden = judge->sensitivity + judge->specificity - 1;
        struct random random = {2026 + i};
        int sensitivity = 0, specificity = 0, j = 0, rate = 0, length = 0;

        for (int n = 0; n < JUDGES; n++) {
            const struct judge_quality quality = calibrated(&random, judge);

            sensitivity += holds(&quality.report.sensitivity_range, judge->sensitivity);
            specificity += holds(&quality.report.specificity_range, judge->specificity);
            j += holds(&quality.report.youden_range, youden);
            rate += correction_holds(&random, judge, &quality.counts);
            length += holds(&quality.length.range, 0);
        }
        /* Wilson's interval of a share of 0.99 of 50 holds it in 91.1% (exactly). */
        coverage_expect("sensitivity", i, sensitivity, 0.9);
        coverage_expect("specificity", i, specificity, 0.9);
        coverage_expect("J", i, j, 0.93);
        coverage_expect("the corrected rate", i, rate, 0.93);
        coverage_expect("the bias by length, of which there is none", i, length, 0.93);
    }
}

/* Each with its raters who pass it, who fail it, the verdict and the length. */
static const struct judged_answer mixed[] = {
    {3, 0, VERDICT_PASS, 10},     {2, 1, VERDICT_PASS, 20},
    {1, 0, VERDICT_FAIL, 30},     {0, 2, VERDICT_PASS, 40},
    {0, 1, VERDICT_FAIL, 50},     {1, 2, VERDICT_FAIL, 60},
    {1, 1, VERDICT_PASS, 70},     {1, 0, VERDICT_UNSCORED, 80},
    {0, 1, VERDICT_UNSCORED, 90}, {0, 1, VERDICT_UNSCORED, 90},
};

Test(judge_quality, an_answer_without_a_verdict_is_neither_right_nor_wrong)
{
    struct judge_quality quality;
    struct error err;

    cr_assert_eq(judge_quality_of(mixed, 10, 0.95, &quality, &err), 0);
    cr_expect_eq(quality.counts.tp, 2);
    cr_expect_eq(quality.counts.fn, 1);
    cr_expect_eq(quality.counts.fp, 1);
    cr_expect_eq(quality.counts.tn, 2);
    cr_expect_eq(quality.split, 1);
    cr_expect_eq(quality.unjudged_pass, 1);
    cr_expect_eq(quality.unjudged_fail, 2);
    cr_expect_float_eq(quality.report.agreement, 4.0 / 6, 1e-12);
}

Test(judge_quality, a_judge_that_likes_long_answers_is_told_to_be_kinder_to_them)
{
    struct judged_answer answers[80];
    struct judge_quality quality;
    struct error err;

    for (size_t i = 0; i < 80; i++)
        answers[i] = (struct judged_answer){.passed = i % 2,
                                            .failed = !(i % 2),
                                            .length = i,
                                            .verdict = i >= 40 || i % 2 ? VERDICT_PASS
                                                                        : VERDICT_FAIL};
    cr_assert_eq(judge_quality_of(answers, 80, 0.95, &quality, &err), 0);
    cr_expect(quality.length.is_there);
    cr_expect_eq(quality.length.cut, 39);
    cr_expect_eq(quality.length.longer.too_kind, 20);
    cr_expect_eq(quality.length.shorter.too_kind, 0);
    cr_expect_float_eq(quality.length.gap, 0.5, 1e-12);
    cr_expect_gt(quality.length.range.lower, 0.3);
}

Test(judge_quality, where_no_answer_has_two_raters_there_is_no_alpha)
{
    struct judged_answer answers[] = {{1, 0, VERDICT_PASS, 1}, {0, 1, VERDICT_FAIL, 1}};
    struct judge_quality quality;
    struct error err;

    cr_assert_eq(judge_quality_of(answers, 2, 0.95, &quality, &err), 0);
    cr_expect(isnan(quality.raters_alpha));
    cr_expect_not(quality.length.is_there);
}

Test(judge_quality, without_a_verdict_on_one_kind_there_are_no_figures)
{
    struct judged_answer answers[] = {{1, 0, VERDICT_PASS, 1},
                                      {0, 1, VERDICT_UNSCORED, 1}};
    struct judge_quality quality;
    struct error err;

    cr_expect_eq(judge_quality_of(answers, 2, 0.95, &quality, &err), -1);
    cr_expect_str_eq(err.code, "N0822");
}

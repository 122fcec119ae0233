/* tests/statistics/test_paired_power.c - what the comparison will say, before a run. */
#include "statistics/fewest_cases.h"
#include "statistics/mcnemar_power.h"
#include "statistics/paired.h"
#include "statistics/paired_power.h"
#include "statistics/point_mass.h"

#include <criterion/criterion.h>
#include <math.h>

static struct paired_power suite_of(int64_t cases, int64_t repeats)
{
    return (struct paired_power){cases, cases, 1,   false, {0.8, 0.03, repeats, repeats},
                                 0.05,  0.025, NULL};
}

static struct paired_chances chances_of(const struct paired_power *asked, double drop)
{
    struct paired_chances chances = {NAN, NAN, NAN};
    struct error err = ERROR_INIT;

    cr_assert_eq(paired_power(asked, drop, &chances, &err), 0, "%s", err.message);
    return chances;
}

static struct case_change change_of(const struct case_noise_model *model, double drop)
{
    struct case_change change = {NAN, NAN, NAN, NAN};
    struct error err = ERROR_INIT;

    cr_assert_eq(case_change_expect(model, drop, &change, &err), 0, "%s", err.message);
    return change;
}

Test(case_change, unchanged_cases_differ_by_v0_and_not_on_average)
{
    for (double mean = 0.1; mean < 1; mean += 0.1)
        for (double w = 0; w < fmin(mean, 1 - mean) / 2; w += 0.02)
            for (int r = 1; r < 8; r += 2) {
                struct case_noise_model model = {mean, w, r, 5};
                struct case_change change = change_of(&model, 0);
                double square = change.lost + change.moved * change.square;

                cr_assert_float_eq(change.moved * change.mean, change.lost, 1e-9);
                cr_assert_float_eq(square, w / r + w / 5, 1e-9, "mean %g, w %g", mean, w);
            }
}

Test(case_change, a_drop_is_the_mean_difference)
{
    for (double mean = 0.1; mean < 0.91; mean += 0.1)
        for (double drop = 0; drop <= mean; drop += 0.05) {
            struct case_noise_model model = {mean, 0.04, 2, 3};
            struct case_change change = change_of(&model, drop);

            cr_assert_float_eq(change.moved * change.mean - change.lost, -drop, 1e-9,
                               "mean %g, drop %g", mean, drop);
            cr_assert_leq(change.lost + change.moved, 1 + 1e-12);
        }
}

Test(case_change, cases_that_never_wobble_are_lost_or_as_they_were)
{
    struct case_noise_model model = {0.9, 0, 3, 5};
    struct case_change change = change_of(&model, 0.3);

    cr_assert_float_eq(change.lost, 0.3, 1e-12);
    cr_assert_eq(change.moved, 0);
}

/* With one attempt a side, gains and losses are all there is. */
Test(paired_power, the_test_of_one_attempt_a_side_has_its_exact_power)
{
    for (int64_t n = 20; n < 2000; n = n * 3 / 2)
        for (double drop = 0; drop < 0.2; drop += 0.03) {
            struct paired_power asked = suite_of(n, 1);
            struct case_change change = change_of(&asked.noise, drop);
            struct mcnemar_power exact = {n, change.lost + change.moved,
                                          change.lost - change.moved, 0.025};
            struct error err = ERROR_INIT;
            double power = NAN;

            cr_assert_eq(mcnemar_power_exact(&exact, &power, &err), 0);
            cr_assert_float_eq(chances_of(&asked, drop).found, power, 1e-6,
                               "%lld cases, %g", (long long)n, drop);
        }
}

/* Every outcome of a small suite, judged by the gate's own comparison. */
Test(paired_power, each_outcome_of_a_small_suite_is_judged_as_the_gate_does)
{
    struct paired_power asked = suite_of(80, 1);
    struct case_change change = change_of(&asked.noise, 0.04);
    struct paired_chances told = chances_of(&asked, 0.04), sum = {0, 0, 0};

    for (int64_t losses = 0; losses <= 30; losses++)
        for (int64_t gains = 0; gains <= 30; gains++) {
            struct paired_kind kinds[] = {
                {1, 1, 1, 80 - losses - gains, -1, false},
                {1, 0, 1, losses ? losses : 1, -1, false},
                {0, 1, 1, gains ? gains : 1, -1, false},
            };
            double weight =
                point_mass_binomial((double)losses, (double)(80 - losses), change.lost,
                                    1 - change.lost) *
                point_mass_binomial((double)gains, (double)(80 - losses - gains),
                                    change.moved / (1 - change.lost),
                                    1 - change.moved / (1 - change.lost));
            struct paired_comparison found;
            struct error err = ERROR_INIT;

            if (!losses)
                kinds[1] = kinds[2];
            cr_assert_eq(
                paired_compare(kinds, 1 + (losses > 0) + (gains > 0), 0.95, &found, &err),
                0, "%s", err.message);
            bool drop = found.p_drop <= 0.025 && found.upper < 0 && found.can_drop;
            bool ok = found.lower >= -0.05;
            sum.found += drop ? weight : 0;
            sum.regression += drop && !ok ? weight : 0;
            sum.pass += ok ? weight : 0;
        }
    cr_assert_float_eq(told.found, sum.found, 1e-6);
    cr_assert_float_eq(told.regression, sum.regression, 1e-6);
    cr_assert_float_eq(told.pass, sum.pass, 1e-6);
    cr_assert(told.pass > 0.01 && told.found > 0.1);
}

/* Asked for alone, and with quantiles that are known. */
Test(paired_power, the_chance_to_pass_is_the_same_by_itself)
{
    struct t_table quantiles = {.alpha = 0};

    for (int64_t n = 1; n < 500; n = n * 4 / 3 + 1)
        for (int repeats = 1; repeats < 4; repeats++)
            for (int drop = 0; drop < 9; drop += 4) {
                struct paired_power asked = suite_of(n, repeats);
                struct error err = ERROR_INIT;
                double pass = NAN, wanted = chances_of(&asked, drop / 100.0).pass;

                cr_assert_eq(paired_power_pass(&asked, drop / 100.0, &pass, &err), 0);
                cr_assert_eq(pass, wanted, "%lld cases", (long long)n);
                asked.quantiles = &quantiles;
                cr_assert_eq(chances_of(&asked, drop / 100.0).pass, wanted);
            }
}

Test(paired_power, more_drop_and_more_cases_find_more)
{
    for (int64_t n = 50; n < 3000; n *= 2)
        for (int64_t r = 1; r < 10; r += 2)
            for (double drop = 0.02; drop < 0.3; drop += 0.04) {
                struct paired_power asked = suite_of(n, r), more = suite_of(2 * n, r);
                double found = chances_of(&asked, drop).found;

                cr_assert_leq(found, chances_of(&asked, drop + 0.01).found + 1e-9);
                cr_assert_leq(found, chances_of(&more, drop).found + 1e-9);
            }
}

/* In smaller suites more repeats may leave fewer than five cases that changed. */
Test(paired_power, more_repeats_find_more_and_pass_more)
{
    for (int64_t n = 200; n < 3000; n *= 2)
        for (int64_t r = 1; r < 10; r += 2)
            for (double drop = 0.02; drop < 0.3; drop += 0.04) {
                struct paired_power asked = suite_of(n, r), more = suite_of(n, r + 2);

                cr_assert_leq(chances_of(&asked, drop).found,
                              chances_of(&more, drop).found + 1e-9, "%lld cases, %lld",
                              (long long)n, (long long)r);
                cr_assert_leq(chances_of(&asked, 0).pass,
                              chances_of(&more, 0).pass + 1e-9);
            }
}

/* Of many counts only some are taken; which ones changes with the number of cases. */
Test(paired_power, counts_that_are_skipped_are_not_missed)
{
    for (int road = 0; road < 2; road++) {
        double last = 0;

        for (double n = 500; n < 1e6; n *= 1.02) {
            struct paired_power asked = suite_of((int64_t)n, 1);

            asked.general = road;
            asked.noise.within = 0.12;
            double found = chances_of(&asked, 0.85 / sqrt(n)).found;
            cr_assert(last == 0 || fabs(found - last) < 0.004, "%g cases: %g, %g", n,
                      last, found);
            last = found;
        }
    }
}

/* However many cases there are, the error rates are those of the tests. */
Test(paired_power, a_large_suite_errs_as_often_as_it_says)
{
    for (int64_t n = 3000; n < PAIRED_POWER_CASES_MAX; n *= 7)
        for (int64_t r = 1; r < 4; r += 2) {
            struct paired_power asked = suite_of(n, r);

            cr_assert_float_eq(chances_of(&asked, 0).found, 0.025, 0.0015, "%lld, %lld",
                               (long long)n, (long long)r);
            cr_assert_float_eq(chances_of(&asked, 0.05).pass, 0.025, 0.0015);
            cr_assert_float_eq(chances_of(&asked, 0.05).regression, 0.975, 0.0015);
            cr_assert_gt(chances_of(&asked, 0).pass, 0.999);
        }
}

Test(paired_power, nothing_passes_below_the_fewest_cases)
{
    for (int64_t r = 1; r <= 3; r += 2) {
        struct paired_power asked = suite_of(1, r);
        struct error err = ERROR_INIT;
        uint64_t fewest = 0;

        cr_assert_eq((r == 1 ? fewest_cases_single : fewest_cases_general)(0.05, 0.025,
                                                                           &fewest, &err),
                     0);
        asked.noise.within = 0;
        asked.cases = asked.clusters = (int64_t)fewest;
        cr_assert_eq(chances_of(&asked, 0).pass, 1);
        asked.cases = asked.clusters = (int64_t)fewest - 1;
        cr_assert_eq(chances_of(&asked, 0).pass, 0);
    }
}

/* Of twenty cases a quarter breaks: four or fewer of them with a chance of 0.415. */
Test(paired_power, nothing_is_found_before_five_changed)
{
    struct paired_power asked = suite_of(4, 3);

    asked.noise.within = 0;
    cr_assert_eq(chances_of(&asked, 0.8).found, 0);
    asked.cases = asked.clusters = 20;
    cr_assert_float_eq(chances_of(&asked, 0.25).found, 1 - 0.4148, 0.001);
}

Test(paired_power, five_cases_that_share_everything_are_one)
{
    struct paired_power alone = suite_of(200, 1), shared = suite_of(1000, 1);
    struct paired_chances one, five;

    alone.general = true;
    shared.clusters = 200;
    shared.design_effect = 5;
    one = chances_of(&alone, 0.05);
    five = chances_of(&shared, 0.05);
    cr_assert_float_eq(one.found, five.found, 1e-12);
    cr_assert_float_eq(one.pass, five.pass, 1e-12);
}

Test(paired_power, five_cases_that_share_nothing_are_more_than_one_and_less_than_five)
{
    struct paired_power alone = suite_of(200, 3), five = suite_of(1000, 3),
                        clustered = suite_of(1000, 3);

    clustered.clusters = 200;
    cr_assert_gt(chances_of(&clustered, 0.03).found, chances_of(&alone, 0.03).found);
    cr_assert_lt(chances_of(&clustered, 0.03).found, chances_of(&five, 0.03).found);
    cr_assert_lt(chances_of(&clustered, 0.03).pass, chances_of(&five, 0.03).pass);
}

Test(paired_power, the_smallest_drop_has_the_power_asked_for)
{
    for (int64_t n = 50; n < 1e6; n *= 4)
        for (int64_t r = 1; r <= 3; r++) {
            struct paired_power asked = suite_of(n, r);
            struct error err = ERROR_INIT;
            double drop = NAN;

            cr_assert_eq(paired_power_drop(&asked, 0.8, &drop, &err), 0);
            cr_assert_geq(chances_of(&asked, drop).found, 0.8);
            cr_assert_lt(chances_of(&asked, drop - 2e-4).found, 0.8);
        }
    struct paired_power few = suite_of(4, 1);
    struct error err = ERROR_INIT;
    double drop = NAN;

    cr_assert_eq(paired_power_drop(&few, 0.8, &drop, &err), 0);
    cr_assert_eq(drop, 0);
}

Test(paired_power, cases_and_repeats_reach_their_goal)
{
    static const struct paired_goal goals[] = {{PAIRED_PASSED, 0, 0.8},
                                               {PAIRED_FOUND, 0.02, 0.8}};

    for (int g = 0; g < 2; g++)
        for (int64_t r = 1; r <= 3; r += 2) {
            struct paired_power asked = suite_of(200, r);
            struct error err = ERROR_INIT;
            int64_t cases = 0;
            unsigned repeats = 99;

            cr_assert_eq(paired_power_cases(&asked, &goals[g], &cases, &err), 0);
            asked.cases = asked.clusters = cases;
            struct paired_chances at = chances_of(&asked, goals[g].drop);
            cr_assert_geq(g ? at.found : at.pass, 0.8);
            asked.cases = asked.clusters = cases - 1;
            at = chances_of(&asked, goals[g].drop);
            cr_assert_lt(g ? at.found : at.pass, 0.8);
            asked.cases = asked.clusters = cases;
            cr_assert_eq(paired_power_repeats(&asked, &goals[g], true, &repeats, &err),
                         0);
            cr_assert_eq(repeats, r, "goal %d, %lld cases", g, (long long)cases);
        }
}

Test(paired_power, nonsense_is_an_error_and_touches_no_output)
{
    static const struct paired_power rows[] = {
        {0, 1, 1, false, {0.8, 0.03, 1, 1}, 0.05, 0.025, NULL},
        {9, 10, 1, false, {0.8, 0.03, 1, 1}, 0.05, 0.025, NULL},
        {9, 0, 1, false, {0.8, 0.03, 1, 1}, 0.05, 0.025, NULL},
        {9, 9, 0.5, false, {0.8, 0.03, 1, 1}, 0.05, 0.025, NULL},
        {9, 9, NAN, false, {0.8, 0.03, 1, 1}, 0.05, 0.025, NULL},
        {9, 9, 1, false, {1.1, 0.03, 1, 1}, 0.05, 0.025, NULL},
        {9, 9, 1, false, {NAN, 0.03, 1, 1}, 0.05, 0.025, NULL},
        {9, 9, 1, false, {0.8, 0.6, 1, 1}, 0.05, 0.025, NULL},
        {9, 9, 1, false, {0.8, 0.03, 0, 1}, 0.05, 0.025, NULL},
        {9, 9, 1, false, {0.8, 0.03, 1, 10001}, 0.05, 0.025, NULL},
        {9, 9, 1, false, {0.8, 0.03, 1, 1}, 0, 0.025, NULL},
        {9, 9, 1, false, {0.8, 0.03, 1, 1}, 0.05, 0.5, NULL},
        {9, 9, 1, false, {0.05, 0.03, 1, 1}, 0.05, 0.025, NULL}, /* drops by 0.1 */
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct paired_chances chances = {7, 7, 7};
        struct paired_goal goal = {PAIRED_FOUND, 0.1, 0.8};
        struct error err = ERROR_INIT;
        int64_t cases = 7;

        cr_assert_eq(paired_power(&rows[i], 0.1, &chances, &err), -1, "row %zu", i);
        cr_assert_str_eq(err.code, "N0820");
        cr_assert_eq(paired_power_cases(&rows[i], &goal, &cases, &err), -1);
        cr_assert(chances.found == 7 && chances.pass == 7 && cases == 7);
    }
}

/* Whatever numbers are within range, shares come out. */
Test(paired_power, the_edges_are_shares_too)
{
    static const double means[] = {0, 1e-9, 0.5, 1}, noises[] = {0, 1e-9, 0.25, 0.5};
    static const int64_t counts[] = {1, 2, 5, 40};

    for (int i = 0; i < 64; i++)
        for (int r = 1; r <= 10; r += 3)
            for (int side = 0; side < 2; side++) {
                int64_t n = counts[i / 16];
                struct paired_power asked = {n,
                                             n > 4 ? n / 2 : n,
                                             1,
                                             false,
                                             {means[i % 4], noises[i / 4 % 4], r, 5},
                                             0.05,
                                             0.025,
                                             NULL};
                struct paired_chances at =
                    chances_of(&asked, side ? asked.noise.mean : 0);

                cr_assert(at.found >= 0 && at.found <= 1, "%d: %g", i, at.found);
                cr_assert(at.regression >= 0 && at.regression <= at.found);
                cr_assert(at.pass >= 0 && at.pass <= 1);
            }
}

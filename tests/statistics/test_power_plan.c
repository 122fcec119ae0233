/* tests/statistics/test_power_plan.c - before a run: what a suite can see. */
#include "statistics/case_noise.h"
#include "statistics/mcnemar_power.h"
#include "statistics/power_plan.h"

#include <criterion/criterion.h>
#include <math.h>

static struct power_plan plan_of(double cases, double v0, double margin)
{
    return (struct power_plan){cases, 1, v0, margin, 0.025};
}

static double chance_of(const struct power_plan *plan)
{
    struct error err = ERROR_INIT;
    double chance = NAN;

    cr_assert_eq(power_plan_pass_chance(plan, &chance, &err), 0, "%s", err.message);
    return chance;
}

Test(power_plan, the_drop_is_the_one_with_the_power_asked_for)
{
    for (double n = 10; n < 1e6; n *= 3)
        for (double v0 = 0; v0 < 0.5; v0 += 0.07) {
            struct power_plan plan = plan_of(n, v0, 0.05);
            struct error err = ERROR_INIT;
            double drop = NAN, power = NAN;

            cr_assert_eq(power_plan_drop(&plan, 0.8, &drop, &err), 0);
            if (drop == 0)
                continue;
            cr_assert_eq(power_plan_power(&plan, drop, &power, &err), 0);
            cr_assert_float_eq(power, 0.8, 1e-9, "n %g, v0 %g", n, v0);
        }
}

Test(power_plan, the_cases_for_a_pass_are_the_fewest)
{
    for (double margin = 0.005; margin < 0.3; margin *= 1.7)
        for (double v0 = 0; v0 < 0.5; v0 += 0.045) {
            struct power_plan plan = plan_of(1, v0, margin);
            struct error err = ERROR_INIT;
            uint64_t cases = 0;

            cr_assert_eq(power_plan_pass_cases(&plan, 0.8, &cases, &err), 0);
            plan.cases = (double)cases;
            cr_assert_geq(chance_of(&plan), 0.8);
            plan.cases = (double)cases - 1;
            cr_assert(cases == 1 || chance_of(&plan) < 0.8);
        }
}

Test(power_plan, twice_the_cases_in_pairs_are_worth_the_same)
{
    struct power_plan alone = plan_of(200, 0.06, 0.05), pairs = plan_of(400, 0.06, 0.05);
    struct error err = ERROR_INIT;
    uint64_t one = 0, two = 0;

    pairs.design_effect = 2;
    cr_assert_float_eq(chance_of(&alone), chance_of(&pairs), 1e-15);
    cr_assert_eq(power_plan_pass_cases(&alone, 0.8, &one, &err), 0);
    cr_assert_eq(power_plan_pass_cases(&pairs, 0.8, &two, &err), 0);
    cr_assert_eq(one, 241);
    cr_assert_leq(two, 2 * one);
    cr_assert_geq(two, 2 * one - 1);
}

Test(power_plan, the_repeats_for_a_pass_are_the_fewest)
{
    static const int64_t baselines[] = {0, 1, 5};

    for (int i = 0; i < 3; i++)
        for (double n = 60; n < 1000; n *= 1.2) {
            struct power_plan plan = plan_of(n, 0, 0.05);
            struct error err = ERROR_INIT;
            unsigned repeats = 99;

            cr_assert_eq(power_plan_pass_repeats(&plan, CASE_NOISE_ASSUMED, baselines[i],
                                                 0.8, &repeats, &err),
                         0);
            for (unsigned r = 1; r <= POWER_PLAN_REPEATS_MAX; r++) {
                cr_assert_eq(case_noise_difference(CASE_NOISE_ASSUMED, r,
                                                   baselines[i] ? baselines[i] : r,
                                                   &plan.v0, &err),
                             0);
                cr_assert_eq(chance_of(&plan) >= 0.8, repeats && r >= repeats,
                             "%g cases, %u repeats, fewest %u", n, r, repeats);
            }
        }
}

Test(power_plan, nonsense_is_an_error_and_touches_no_output)
{
    static const struct power_plan plans[] = {
        {0, 1, 0.06, 0.05, 0.025},   {100, 0.5, 0.06, 0.05, 0.025},
        {100, 1, -0.1, 0.05, 0.025}, {100, 1, 1.1, 0.05, 0.025},
        {100, 1, 0.06, 0, 0.025},    {100, 1, 0.06, 1, 0.025},
        {100, 1, 0.06, 0.05, 0},     {NAN, 1, 0.06, 0.05, 0.025},
        {100, NAN, 0.06, 0.05, 0.1}, {100, 1, 0.06, NAN, 0.025},
    };

    for (size_t i = 0; i < sizeof plans / sizeof *plans; i++) {
        struct error err = ERROR_INIT;
        double out = 7;
        uint64_t cases = 7;
        unsigned repeats = 7;

        cr_assert_eq(power_plan_drop(&plans[i], 0.8, &out, &err), -1, "row %zu", i);
        cr_assert_eq(power_plan_power(&plans[i], 0.1, &out, &err), -1);
        cr_assert_eq(power_plan_pass_chance(&plans[i], &out, &err), -1);
        cr_assert_eq(power_plan_pass_cases(&plans[i], 0.8, &cases, &err), -1);
        cr_assert_eq(power_plan_pass_repeats(&plans[i], 0.03, 1, 0.8, &repeats, &err),
                     -1);
        cr_assert(out == 7 && cases == 7 && repeats == 7);
        cr_assert_str_eq(err.code, "N0820");
    }
}

Test(mcnemar_power, the_cases_needed_are_the_fewest)
{
    for (double drop = 0.01; drop < 0.3; drop *= 1.5) {
        struct mcnemar_power asked = {1, drop + 0.06, drop, 0.025};
        struct error err = ERROR_INIT;
        uint64_t cases = 0;
        double power = 0;

        cr_assert_eq(mcnemar_power_cases(&asked, 0.8, &cases, &err), 0);
        asked.cases = (int64_t)cases;
        cr_assert_eq(mcnemar_power(&asked, &power, &err), 0);
        cr_assert_geq(power, 0.8 - 1e-12);
        asked.cases--;
        cr_assert_eq(mcnemar_power(&asked, &power, &err), 0);
        cr_assert_lt(power, 0.8);
    }
}

/* The mid-p test never calls an unchanged candidate worse more often than it says. */
Test(mcnemar_power, without_a_drop_the_exact_power_is_at_most_alpha)
{
    for (int64_t n = 5; n < 100000; n = n * 3 / 2)
        for (double share = 0.02; share < 1; share += 0.14) {
            struct mcnemar_power asked = {n, share, 0, 0.025};
            struct error err = ERROR_INIT;
            double power = 1;

            cr_assert_eq(mcnemar_power_exact(&asked, &power, &err), 0);
            cr_assert_leq(power, 0.0255, "%lld cases, %g differ", (long long)n, share);
        }
}

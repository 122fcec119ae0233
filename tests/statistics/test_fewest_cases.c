/* tests/statistics/test_fewest_cases.c - how many cases a PASS takes without a change. */
#include "statistics/fewest_cases.h"
#include "statistics/paired.h"

#include <criterion/criterion.h>
#include <math.h>

/* Whether so many cases, none changed, rule out a drop of the margin. */
static bool rules_out(uint64_t cases, bool repeated, double margin, double alpha)
{
    struct paired_kind kind = {1, 1, 1, (int64_t)cases, -1, repeated};
    struct paired_comparison found;
    struct error err = ERROR_INIT;

    cr_assert_eq(paired_compare(&kind, 1, 1 - 2 * alpha, &found, &err), 0, "%s",
                 err.message);
    return found.lower >= -margin;
}

Test(fewest_cases, they_pass_and_one_fewer_does_not)
{
    for (double alpha = 0.02; alpha < 0.03; alpha += 0.005)
        for (double margin = 0.001; margin < 0.6; margin *= 1.31) {
            struct error err = ERROR_INIT;
            uint64_t single = 0, general = 0;

            cr_assert_eq(fewest_cases_single(margin, alpha, &single, &err), 0);
            cr_assert_eq(fewest_cases_general(margin, alpha, &general, &err), 0);
            cr_assert(rules_out(single, false, margin, alpha), "%g: %llu", margin,
                      (unsigned long long)single);
            cr_assert(single == 1 || !rules_out(single - 1, false, margin, alpha));
            cr_assert(rules_out(general, true, margin, alpha), "%g: %llu", margin,
                      (unsigned long long)general);
            cr_assert(!rules_out(general - 1, true, margin, alpha));
        }
}

Test(fewest_cases, the_specified_table)
{
    static const struct {
        double margin;
        uint64_t single, general;
    } rows[] = {{0.01, 381, 296},
                {0.02, 189, 148},
                {0.03, 125, 99},
                {0.05, 73, 60},
                {0.1, 35, 30}};

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct error err = ERROR_INIT;
        uint64_t single = 0, general = 0;

        cr_assert_eq(fewest_cases_single(rows[i].margin, 0.025, &single, &err), 0);
        cr_assert_eq(fewest_cases_general(rows[i].margin, 0.025, &general, &err), 0);
        cr_assert_eq(single, rows[i].single, "%g", rows[i].margin);
        cr_assert_eq(general, rows[i].general, "%g", rows[i].margin);
    }
}

Test(fewest_cases, a_tiny_margin_takes_more_than_there_are)
{
    struct error err = ERROR_INIT;
    uint64_t single = 7, general = 7;

    cr_assert_eq(fewest_cases_single(1e-15, 0.025, &single, &err), 0);
    cr_assert_eq(fewest_cases_general(1e-15, 0.025, &general, &err), 0);
    cr_assert(single == 0 && general == 0);
    cr_assert_eq(fewest_cases_single(NAN, 0.025, &single, &err), -1);
    cr_assert_eq(fewest_cases_general(0.05, 0.5, &general, &err), -1);
    cr_assert(single == 0 && general == 0);
}

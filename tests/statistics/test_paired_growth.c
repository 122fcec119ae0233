/* tests/statistics/test_paired_growth.c - what a comparison will say where its suite
 * grows: held to the comparison itself. */
#include "statistics/paired.h"
#include "statistics/paired_growth.h"
#include "statistics/paired_power.h"

#include <criterion/criterion.h>
#include <math.h>

static double factor_of(const struct paired_growth *growth)
{
    struct error err = ERROR_INIT;
    double factor = NAN;

    cr_assert_eq(paired_growth_factor(growth, &factor, &err), 0, "%s", err.message);
    return factor;
}

/* Losses, gains, and the rest unchanged; `times` of each. */
static struct paired_comparison compared(const int64_t counts[3], int64_t times,
                                         bool repeated)
{
    struct paired_kind kinds[3] = {{1, 0, 1, counts[0] * times, -1, repeated},
                                   {0, 1, 1, counts[1] * times, -1, repeated},
                                   {1, 1, 1, counts[2] * times, -1, repeated}};
    struct paired_comparison found;
    struct error err = ERROR_INIT;
    size_t first = counts[0] ? 0 : 1;

    if (!counts[1]) /* no kind of no case */
        kinds[1] = kinds[2];
    cr_assert_eq(
        paired_compare(kinds + first, (counts[1] ? 3 : 2) - first, 0.95, &found, &err), 0,
        "%s", err.message);
    return found;
}

static bool decides(const struct paired_comparison *found, double margin)
{
    return found->lower >= -margin ||
           (found->can_drop && found->p_drop <= 0.025 && found->upper < 0);
}

static struct paired_growth growth_of(const struct paired_comparison *found,
                                      double margin)
{
    const bool binary = found->method == PAIRED_BINARY;

    return (struct paired_growth){.binary = binary,
                                  .gains = binary ? found->gains : 0,
                                  .losses = binary ? found->losses : 0,
                                  .units = found->n_clusters,
                                  .effective =
                                      binary ? (double)found->n_clusters : found->g_eff,
                                  .changed = (double)found->changed,
                                  .difference = found->diff,
                                  .added = found->diff,
                                  .error = found->se,
                                  .margin = margin,
                                  .alpha = 0.025,
                                  .alpha_drop = 0.025};
}

/* Of as many more as were found; each count is whole, so nothing is rounded. */
Test(paired_growth, decides_as_the_comparison_of_so_many_does)
{
    static const int64_t rows[][3] = {{3, 3, 74},   {4, 2, 74}, {2, 1, 33}, {0, 2, 30},
                                      {12, 12, 56}, {4, 0, 36}, {9, 3, 68}, {1, 0, 19}};
    static const double margins[] = {0.02, 0.03, 0.05, 0.1};

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (size_t m = 0; m < 4; m++)
            for (int repeated = 0; repeated < 2; repeated++) {
                struct paired_comparison once = compared(rows[i], 1, repeated);
                struct paired_growth growth = growth_of(&once, margins[m]);
                struct error err = ERROR_INIT;

                for (int64_t times = 1; times < 40; times++) {
                    struct paired_comparison then = compared(rows[i], times, repeated);
                    bool decided;

                    cr_assert_eq(
                        paired_growth_decides(&growth, (double)times, &decided, &err), 0,
                        "%s", err.message);
                    /* Jackknife's G - 1 and the imaginary cluster are a hair apart. */
                    if (!repeated || fabs(then.lower + margins[m]) > 2e-4)
                        cr_assert_eq(decided, decides(&then, margins[m]),
                                     "row %zu, margin %g, %s, times %lld", i, margins[m],
                                     repeated ? "repeated" : "single", (long long)times);
                }
            }
}

Test(paired_growth, a_larger_margin_never_needs_more)
{
    static const int64_t rows[][3] = {{3, 3, 74}, {4, 2, 74}, {2, 1, 33}, {9, 3, 68}};

    for (size_t i = 0; i < 4; i++)
        for (int repeated = 0; repeated < 2; repeated++)
            for (int as_found = 0; as_found < 2; as_found++) {
                struct paired_comparison once = compared(rows[i], 1, repeated);
                double before = INFINITY;

                for (int m = 5; m < 300; m++) {
                    const double margin = m / 1000.0;
                    struct paired_growth growth = growth_of(&once, margin);

                    growth.added = as_found ? once.diff : 0;
                    double factor = factor_of(&growth);
                    cr_assert_leq(factor, before + 1e-4, "row %zu, margin %g", i, margin);
                    before = factor;
                }
            }
}

/* Nothing changed: those of fewest_cases.h. */
Test(paired_growth, nothing_that_changed_needs_the_fewest_cases)
{
    static const int64_t none[3] = {0, 0, 40};
    struct paired_growth growth = {.units = none[2],
                                   .effective = (double)none[2],
                                   .margin = 0.05,
                                   .alpha = 0.025,
                                   .alpha_drop = 0.025};

    cr_assert_eq(ceil(40 * factor_of(&growth) - 1e-3), 60);
    growth.binary = true;
    cr_assert_eq(ceil(40 * factor_of(&growth) - 1e-3), 73);
}

/* A drop beyond the margin that is not added to is outweighed at last; one that is, is
 * found; and where the test asks for more, later. */
Test(paired_growth, what_is_added_decides_the_verdict)
{
    struct paired_growth growth = {.units = 40,
                                   .effective = 40,
                                   .changed = 4,
                                   .difference = -0.1,
                                   .error = 0.06,
                                   .margin = 0.05,
                                   .alpha = 0.025,
                                   .alpha_drop = 0.025};
    double outweighed = factor_of(&growth);

    growth.added = -0.1;
    double found = factor_of(&growth);
    growth.alpha_drop = 0.005;
    double adjusted = factor_of(&growth);

    cr_assert(outweighed > 4 && outweighed < INFINITY, "%g", outweighed);
    cr_assert(found > 1 && found < adjusted && adjusted < INFINITY, "%g, %g", found,
              adjusted);
    growth.difference = growth.added = -growth.margin;
    growth.changed = 0;
    cr_assert_eq(factor_of(&growth), INFINITY);
}

Test(paired_growth, one_cluster_decides_nothing_and_more_of_them_may)
{
    struct paired_growth growth = {
        .units = 1, .effective = 1, .margin = 0.05, .alpha = 0.025, .alpha_drop = 0.025};
    struct error err = ERROR_INIT;
    bool decided = true;

    cr_assert_eq(paired_growth_decides(&growth, 1, &decided, &err), 0);
    cr_assert_not(decided);
    cr_assert_eq(ceil(factor_of(&growth) - 1e-3), 60);
}

Test(paired_growth, nonsense_is_an_error_and_touches_no_output)
{
    static const struct paired_growth rows[] = {
        {false, 0, 0, 0, 1, 0, 0, 0, 0, 0.05, 0.025, 0.025},
        {false, 0, 0, 9, 10, 0, 0, 0, 0, 0.05, 0.025, 0.025},
        {false, 0, 0, 9, 9, 10, 0, 0, 0, 0.05, 0.025, 0.025},
        {false, 0, 0, 9, 9, 0, -2, 0, 0, 0.05, 0.025, 0.025},
        {false, 0, 0, 9, 9, 0, 0, NAN, 0, 0.05, 0.025, 0.025},
        {false, 0, 0, 9, 9, 0, 0, 0, 2, 0.05, 0.025, 0.025},
        {true, 5, 5, 9, 9, 0, 0, 0, 0, 0.05, 0.025, 0.025},
        {false, 0, 0, 9, 9, 0, 0, 0, 0, 0, 0.025, 0.025},
        {false, 0, 0, 9, 9, 0, 0, 0, 0, 0.05, 0.5, 0.025},
        {false, 0, 0, 9, 9, 0, 0, 0, 0, 0.05, 0.025, 0},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct error err = ERROR_INIT;
        double factor = 7;
        bool decided = true;

        cr_assert_eq(paired_growth_factor(&rows[i], &factor, &err), -1, "row %zu", i);
        cr_assert_str_eq(err.code, "N0820");
        cr_assert_eq(paired_growth_decides(&rows[i], 2, &decided, &err), -1);
        cr_assert(factor == 7 && decided);
    }
}

/* Round numbers that reach the chance, of which a larger margin never needs more; within
 * 5% of what the plain search finds, or fewer. */
Test(paired_power, the_first_round_number_never_grows_with_the_margin)
{
    static const struct paired_goal passes = {PAIRED_PASSED, 0, 0.8};

    for (int general = 0; general < 2; general++)
        for (int k = 0; k < 4; k++) {
            const double w = 0.04 * k;
            int64_t before = INT64_MAX;

            for (int m = 10; m < 100; m++) {
                const double margin = m / 500.0;
                struct paired_power asked = {9,      9,     1,   general, {0.9, w, 1, 1},
                                             margin, 0.025, NULL};
                struct paired_chances chances;
                struct error err = ERROR_INIT;
                int64_t first = 0, some = 0;

                cr_assert_eq(paired_power_cases_first(&asked, &passes, &first, &err), 0);
                cr_assert_eq(paired_power_cases(&asked, &passes, &some, &err), 0);
                cr_assert_leq(first, before, "w %g, margin %g", w, margin);
                cr_assert_leq((double)first, 1.05 * (double)some);
                asked.cases = asked.clusters = first;
                cr_assert_eq(paired_power(&asked, 0, &chances, &err), 0);
                cr_assert_geq(chances.pass, 0.8);
                before = first;
            }
        }
}

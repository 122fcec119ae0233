/* tests/statistics/test_paired.c - candidate against baseline. */
#include "statistics/mcnemar.h"
#include "statistics/multiple.h"
#include "statistics/paired.h"
#include "statistics/point_mass.h"
#include "statistics/tango.h"

#include <criterion/criterion.h>
#include <math.h>

static struct interval tango(int64_t gains, int64_t losses, int64_t n)
{
    struct error err = ERROR_INIT;
    struct interval interval = {NAN, NAN};
    cr_assert_eq(tango_interval(gains, losses, n, 0.95, &interval, &err), 0, "%s",
                 err.message);
    return interval;
}

static double midp(int64_t gains, int64_t losses)
{
    struct error err = ERROR_INIT;
    struct mcnemar test;
    cr_assert_eq(mcnemar_test(gains, losses, &test, &err), 0);
    return test.midp_drop;
}

Test(tango, holds_the_difference_within_minus_1_and_1_and_mirrors)
{
    for (int64_t n = 1; n <= 40; n += 3)
        for (int64_t gains = 0; gains <= n; gains++)
            for (int64_t losses = 0; losses <= n - gains; losses++) {
                struct interval here = tango(gains, losses, n);
                struct interval there = tango(losses, gains, n);
                double diff = (double)(gains - losses) / (double)n;
                cr_assert(here.lower >= -1 && here.lower <= diff && here.upper >= diff &&
                              here.upper <= 1,
                          "%d gains, %d losses of %d: %g to %g", (int)gains, (int)losses,
                          (int)n, here.lower, here.upper);
                cr_assert_float_eq(here.lower, -there.upper, 1e-12);
            }
}

Test(tango, one_loss_more_lowers_both_limits)
{
    for (int64_t losses = 0; losses < 50; losses++) {
        struct interval fewer = tango(7, losses, 60), more = tango(7, losses + 1, 60);
        cr_assert(more.lower < fewer.lower && more.upper < fewer.upper);
    }
}

Test(tango, nothing_changed_has_a_formula)
{
    double z2 = 1.959963984540054 * 1.959963984540054;
    for (int64_t n = 1; n < 1000; n += 37) {
        struct interval interval = tango(0, 0, n);
        cr_assert_float_eq(interval.upper, z2 / ((double)n + z2), 1e-12);
        cr_assert_float_eq(interval.lower, -interval.upper, 1e-12);
    }
    cr_assert(tango(0, 0, 73).lower >= -0.05 && tango(0, 0, 72).lower < -0.05);
}

/* The promise of the gate's sentence: its interval never contradicts a REGRESSION. */
Test(mcnemar, a_drop_at_0025_has_its_upper_limit_below_0)
{
    for (int64_t gains = 0; gains <= 60; gains++)
        for (int64_t losses = 0; losses <= 60; losses++)
            if (midp(gains, losses) <= 0.025)
                for (int64_t n = gains + losses; n <= 1200; n = n * 3 + 1)
                    cr_assert(tango(gains, losses, n).upper < 0,
                              "%d gains, %d losses of %d", (int)gains, (int)losses,
                              (int)n);
}

Test(mcnemar, fewer_than_five_losses_never_reach_0025)
{
    for (int64_t gains = 0; gains <= 10; gains++)
        cr_assert(midp(gains, 4) > 0.025);
    cr_assert(midp(0, 5) <= 0.025);
}

/* With no true change: all tables of n cases, of which a share `share` differs. */
static double false_drops(int64_t n, double share)
{
    double chance = 0;
    for (int64_t changed = 0; changed <= n; changed++) {
        double some =
            point_mass_binomial((double)changed, (double)(n - changed), share, 1 - share);
        for (int64_t losses = 0; losses <= changed; losses++)
            if (midp(changed - losses, losses) <= 0.025)
                chance +=
                    some * point_mass_binomial((double)losses, (double)(changed - losses),
                                               0.5, 0.5);
    }
    return chance;
}

Test(mcnemar, mid_p_is_never_above_its_nominal_error)
{
    for (int64_t n = 5; n <= 65; n += 12)
        for (double share = 0.02; share < 1; share += 0.14) {
            double chance = false_drops(n, share);
            cr_assert(chance <= 0.0255, "%d cases, %g of them differ: %g", (int)n, share,
                      chance);
        }
}

static struct paired_comparison compare(const struct paired_kind *kinds, size_t count)
{
    struct error err = ERROR_INIT;
    struct paired_comparison found;
    cr_assert_eq(paired_compare(kinds, count, 0.95, &found, &err), 0, "%s", err.message);
    return found;
}

Test(paired, the_branch_is_picked_by_what_the_cases_are)
{
    static const struct {
        struct paired_kind kind;
        enum paired_method method;
    } rows[] = {
        {{1, 0, 1, 1, -1, false}, PAIRED_BINARY},
        {{1, 0, 1, 1, -1, true}, PAIRED_GENERAL},
        {{1, 0, 2, 1, -1, false}, PAIRED_GENERAL},
        {{0.5, 0, 1, 1, -1, false}, PAIRED_GENERAL},
        {{1, 0, 1, 2, 3, false}, PAIRED_GENERAL},
        {{1, 0, 1, 1, 3, false}, PAIRED_BINARY}, /* a cluster of one case */
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct paired_kind kinds[] = {{1, 1, 1, 50, -1, false}, rows[i].kind};
        cr_assert_eq(compare(kinds, 2).method, rows[i].method, "row %zu", i);
    }
}

Test(paired, sixty_cases_without_a_change_rule_out_five_points)
{
    struct paired_kind kind = {1, 1, 1, 60, -1, true};
    cr_assert(compare(&kind, 1).lower >= -0.05);
    kind.count = 59;
    cr_assert(compare(&kind, 1).lower < -0.05);
}

Test(paired, copies_are_what_they_are_copies_of)
{
    struct paired_kind few[] = {{1, 0.6, 1, 9, -1, true}, {0.4, 0.4, 1, 31, -1, true}};
    struct paired_kind many[40];
    for (size_t i = 0; i < 40; i++) {
        many[i] = few[i >= 9];
        many[i].count = 1;
    }
    struct paired_comparison a = compare(few, 2), b = compare(many, 40);
    cr_assert_float_eq(a.lower, b.lower, 1e-14);
    cr_assert_float_eq(a.p_drop, b.p_drop, 1e-14);
    cr_assert_eq(a.losses, b.losses);
    cr_assert_eq(a.losses, 9);
}

Test(paired, one_group_that_is_nearly_all_tells_nothing)
{
    struct paired_kind group[] = {{1, 1, 1, 600, 7, false}, {1, 0, 1, 1, -1, false}};
    struct paired_kind heavy[] = {{1, 0, 1e6, 1, -1, false}, {1, 1, 1e-6, 9, -1, false}};
    struct paired_comparison of_group = compare(group, 2), of_heavy = compare(heavy, 2);
    cr_assert_eq(of_group.lower, -1);
    cr_assert_eq(of_group.upper, 1);
    cr_assert_eq(of_heavy.lower, -1);
    cr_assert_eq(of_heavy.upper, 1);
}

Test(paired, a_drop_of_four_clusters_cannot_carry_a_verdict)
{
    struct paired_kind kinds[] = {{1, 0.4, 1, 4, -1, true}, {1, 1, 1, 1, -1, true}};
    cr_assert(!compare(kinds, 2).can_drop);
    kinds[0].count = 5;
    cr_assert(compare(kinds, 2).can_drop);
}

Test(paired, limits_stay_within_minus_1_and_1)
{
    struct paired_kind kinds[] = {{1, 0, 1, 2, -1, true}, {0, 1, 1, 2, -1, true}};
    struct paired_comparison found = compare(kinds, 2);
    cr_assert_eq(found.lower, -1);
    cr_assert(found.upper <= 1);
    struct paired_kind only[] = {{1, 0, 1, 4, 7, false}};
    found = compare(only, 1);
    cr_assert(found.lower == -1 && found.upper == 1 && found.p_drop == 1);
}

Test(paired, nonsense_is_refused)
{
    static const struct paired_kind nonsense[] = {
        {NAN, 0, 1, 1, -1, false},      {0, 1.01, 1, 1, -1, false},
        {0, 1, 0, 1, -1, false},        {0, 1, NAN, 1, -1, false},
        {0, 1, INFINITY, 1, -1, false}, {0, 1, 1, 0, -1, false},
    };
    for (size_t i = 0; i < sizeof nonsense / sizeof *nonsense; i++) {
        struct error err = ERROR_INIT;
        struct paired_comparison found;
        cr_assert_eq(paired_compare(&nonsense[i], 1, 0.95, &found, &err), -1, "%zu", i);
        cr_assert_str_eq(err.code, "N0820");
    }
    struct error err = ERROR_INIT;
    struct paired_comparison found;
    cr_assert_eq(paired_compare(nonsense, 0, 0.95, &found, &err), -1);
    cr_assert_str_eq(err.code, "N0821");
}

Test(multiple, adjusted_values_keep_the_order_and_are_not_below_their_own)
{
    double p[] = {0.04, 0.001, 0.5, 0.02, 0.02, 1, 0};
    double holm[7], bh[7];
    struct error err = ERROR_INIT;
    cr_assert_eq(holm_adjust(p, 7, holm, &err), 0);
    cr_assert_eq(bh_adjust(p, 7, bh, &err), 0);
    for (size_t i = 0; i < 7; i++) {
        cr_assert(p[i] <= bh[i] && bh[i] <= holm[i] && holm[i] <= 1);
        for (size_t k = 0; k < 7; k++)
            cr_assert(p[i] > p[k] || (holm[i] <= holm[k] && bh[i] <= bh[k]));
    }
}

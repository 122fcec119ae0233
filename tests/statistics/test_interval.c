/* tests/statistics/test_interval.c - intervals of a share and of a run's score. */
#include "statistics/cluster.h"
#include "statistics/interval.h"
#include "statistics/rate.h"

#include <criterion/criterion.h>
#include <math.h>

static struct interval wilson(int64_t k, int64_t n, double level)
{
    struct error err = ERROR_INIT;
    struct interval interval = {NAN, NAN};
    cr_assert_eq(wilson_of_count(k, n, level, &interval, &err), 0, "%s", err.message);
    return interval;
}

Test(interval, wilson_holds_the_share_mirrors_and_never_leaves_0_to_1)
{
    for (int64_t n = 1; n <= 60; n++)
        for (int64_t k = 0; k <= n; k++) {
            struct interval here = wilson(k, n, 0.95), there = wilson(n - k, n, 0.95);
            double share = (double)k / (double)n;
            cr_assert(here.lower >= 0 && here.lower <= share);
            cr_assert(here.upper <= 1 && here.upper >= share);
            cr_assert_float_eq(here.lower, 1 - there.upper, 1e-14);
            cr_assert(k == 0 || here.lower > wilson(k - 1, n, 0.95).lower);
        }
}

Test(interval, a_higher_level_and_fewer_cases_widen_every_interval)
{
    int (*const all[])(int64_t, int64_t, double, struct interval *, struct error *) = {
        wilson_of_count, clopper_pearson, jeffreys, agresti_coull};
    for (size_t i = 0; i < 4; i++) {
        struct error err = ERROR_INIT;
        struct interval narrow, wide, fewer;
        cr_assert_eq(all[i](80, 100, 0.9, &narrow, &err), 0);
        cr_assert_eq(all[i](80, 100, 0.99, &wide, &err), 0);
        cr_assert_eq(all[i](8, 10, 0.9, &fewer, &err), 0);
        cr_assert(wide.lower < narrow.lower && wide.upper > narrow.upper);
        cr_assert(fewer.lower < narrow.lower && fewer.upper > narrow.upper);
        cr_assert_eq(all[i](11, 10, 0.9, &fewer, &err), -1);
        cr_assert_str_eq(err.code, "N0822");
    }
}

static struct rate rate_from(const struct rate_kind *kinds, size_t count)
{
    struct error err = ERROR_INIT;
    struct rate rate;
    cr_assert_eq(rate_of(kinds, count, 0.95, &rate, &err), 0, "%s", err.message);
    return rate;
}

Test(rate, of_one_group_that_is_nearly_all_could_be_anything)
{
    struct rate_kind kinds[] = {{1, 1, 600, 7, false}, {0, 1, 1, -1, false}};
    struct rate rate = rate_from(kinds, 2);
    cr_assert_float_eq(rate.interval.lower, 0, 1e-9);
    cr_assert_float_eq(rate.interval.upper, 1, 1e-9);
}

Test(rate, thirty_cases_of_three_passes_count_as_thirty)
{
    struct rate_kind once = {1, 1, 30, -1, false}, thrice = {1, 1, 30, -1, true};
    struct rate a = rate_from(&once, 1), b = rate_from(&thrice, 1);
    cr_assert_float_eq(a.interval.lower, b.interval.lower, 1e-12);
    cr_assert_eq(b.n_eff, 30);
}

Test(rate, one_named_cluster_a_case_is_no_cluster)
{
    struct rate_kind named[40];
    for (int64_t i = 0; i < 40; i++)
        named[i] = (struct rate_kind){i < 30, 1, 1, 1000 - i, false};
    struct rate a = rate_from(named, 40);
    cr_assert_float_eq(a.interval.lower, wilson(30, 40, 0.95).lower, 1e-14);
    cr_assert_eq(a.n_clusters, 40);
}

Test(rate, twins_in_clusters_count_as_half_as_many)
{
    struct rate_kind twins[80], single[40];
    for (int64_t i = 0; i < 80; i++)
        twins[i] = (struct rate_kind){(i / 2) % 5 != 0, 1, 1, i / 2, false};
    for (int64_t i = 0; i < 40; i++)
        single[i] = (struct rate_kind){i % 5 != 0, 1, 1, -1, true};
    cr_assert_float_eq(rate_from(twins, 80).n_eff, rate_from(single, 40).n_eff, 1e-9);
}

Test(rate, a_million_kinds_all_passed_are_1_and_no_nan)
{
    struct rate_kind kinds[1000];
    for (int64_t i = 0; i < 1000; i++)
        kinds[i] = (struct rate_kind){1, 0.1 + 0.3 * (double)(i % 7), 1000, -1, false};
    struct rate rate = rate_from(kinds, 1000);
    cr_assert_eq(rate.interval.upper, 1);
    cr_assert(rate.interval.lower > 0.99 && rate.n_cases == 1000000);
}

Test(cluster, the_order_of_cases_changes_nothing)
{
    struct cluster_gathering a = {0}, b = {0};
    struct cluster_mean one, other;
    struct error err = ERROR_INIT;
    for (int64_t i = 0; i < 200; i++) {
        int64_t k = 199 - i;
        cluster_gather(&a, pow(7, (double)(i % 23)), 1.0 / 3, 1, i * i % 17);
        cluster_gather(&b, pow(7, (double)(k % 23)), 1.0 / 3, 1, k * k % 17);
    }
    cluster_gathering_close(&a);
    cluster_gathering_close(&b);
    cr_assert_eq(cluster_mean(a.rows, a.count, &one, &err), 0);
    cr_assert_eq(cluster_mean(b.rows, b.count, &other, &err), 0);
    cr_assert_eq(one.mean, other.mean);
    cr_assert_eq(one.se, other.se);
    cluster_gathering_release(&a);
    cluster_gathering_release(&b);
}

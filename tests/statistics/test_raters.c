/* tests/statistics/test_raters.c - agreement of raters. */
#include "base/random.h"
#include "statistics/kappa.h"
#include "statistics/krippendorff.h"

#include <criterion/criterion.h>
#include <math.h>

enum { CATEGORIES = 4, UNITS = 30, RATERS = 5 };

Test(kappa, which_rater_is_first_does_not_matter)
{
    struct random random = {6};

    for (int round = 0; round < 50; round++) {
        double counts[CATEGORIES * CATEGORIES], turned[CATEGORIES * CATEGORIES];
        struct rating_table table = {counts, CATEGORIES, CATEGORIES};
        struct rating_table other = {turned, CATEGORIES, CATEGORIES};
        struct kappa one, two;
        struct error err = ERROR_INIT;
        double ac1_one = NAN, ac1_two = NAN;

        for (size_t i = 0; i < CATEGORIES * CATEGORIES; i++) {
            counts[i] = (double)(random_next(&random) % 20);
            turned[i % CATEGORIES * CATEGORIES + i / CATEGORIES] = counts[i];
        }
        cr_assert_eq(kappa_of(&table, &one, &err), 0);
        cr_assert_eq(kappa_of(&other, &two, &err), 0);
        cr_assert_eq(gwet_ac1(&table, &ac1_one, &err), 0);
        cr_assert_eq(gwet_ac1(&other, &ac1_two, &err), 0);
        cr_assert_float_eq(one.plain, two.plain, 1e-14);
        cr_assert_float_eq(one.quadratic, two.quadratic, 1e-14);
        cr_assert_float_eq(ac1_one, ac1_two, 1e-14);
        cr_assert(one.plain <= 1 && ac1_one <= 1);
    }
}

/* The definition: all ordered pairs, the ordinal distance by the sum over the categories
 * between, which the product takes from mid-ranks. */
static double distance_of(int metric, int a, int b, const double *used)
{
    double sum = 0;

    if (metric == 0)
        return a != b;
    if (metric == 2)
        return (double)(a - b) * (a - b);
    for (int g = a < b ? a : b; g <= (a < b ? b : a); g++)
        sum += used[g];
    sum -= (used[a] + used[b]) / 2;
    return sum * sum;
}

static double slow_alpha(int metric, int ratings[UNITS][RATERS])
{
    double used[CATEGORIES] = {0}, n = 0, observed = 0, expected = 0;

    for (int u = 0; u < UNITS; u++) {
        int present = 0;

        for (int i = 0; i < RATERS; i++)
            present += ratings[u][i] >= 0;
        for (int i = 0; i < RATERS && present > 1; i++)
            if (ratings[u][i] >= 0) {
                used[ratings[u][i]]++;
                n++;
            }
    }
    for (int u = 0; u < UNITS; u++) {
        double sum = 0;
        int present = 0;

        for (int i = 0; i < RATERS; i++) {
            present += ratings[u][i] >= 0;
            for (int j = 0; j < RATERS; j++)
                if (i != j && ratings[u][i] >= 0 && ratings[u][j] >= 0)
                    sum += distance_of(metric, ratings[u][i], ratings[u][j], used);
        }
        observed += present > 1 ? sum / (present - 1) : 0;
    }
    for (int a = 0; a < CATEGORIES; a++)
        for (int b = 0; b < CATEGORIES; b++)
            expected += used[a] * used[b] * distance_of(metric, a, b, used);
    return 1 - (n - 1) * observed / expected;
}

/* scale: what category c is written as. */
static struct krippendorff quick_alpha(int ratings[UNITS][RATERS], const double *scale)
{
    static const struct krippendorff none = {.is_defined = false};
    double given[UNITS][RATERS];
    struct rated_unit units[UNITS];
    struct krippendorff got = none;
    struct error err = ERROR_INIT;

    for (int u = 0; u < UNITS; u++) {
        units[u] = (struct rated_unit){given[u], 0};
        for (int i = 0; i < RATERS; i++)
            if (ratings[u][i] >= 0)
                given[u][units[u].count++] = scale[ratings[u][i]];
    }
    cr_assert_eq(krippendorff_alpha(units, UNITS, &got, &err), 0);
    return got;
}

Test(krippendorff, it_is_what_the_definition_says_on_random_ratings)
{
    static const double plain[] = {0, 1, 2, 3}, stretched[] = {-5, 0.1, 2, 1000};
    struct random random = {7};

    for (int round = 0; round < 40; round++) {
        int ratings[UNITS][RATERS];
        struct krippendorff got, other;

        for (int u = 0; u < UNITS; u++) {
            int truth = (int)(random_next(&random) % CATEGORIES);

            for (int i = 0; i < RATERS; i++)
                ratings[u][i] = random_next(&random) % 3 == 0 ? -1
                                : random_next(&random) % 2
                                    ? truth
                                    : (int)(random_next(&random) % CATEGORIES);
        }
        got = quick_alpha(ratings, plain);
        other = quick_alpha(ratings, stretched);
        cr_assert(got.is_defined);
        cr_assert_float_eq(got.nominal, slow_alpha(0, ratings), 1e-12);
        cr_assert_float_eq(got.ordinal, slow_alpha(1, ratings), 1e-12);
        cr_assert_float_eq(got.interval, slow_alpha(2, ratings), 1e-12);
        cr_assert_float_eq(got.nominal, other.nominal, 1e-12);
        cr_assert_float_eq(got.ordinal, other.ordinal, 1e-12);
    }
}

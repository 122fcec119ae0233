/* tests/statistics/test_distributions.c - Student's t, beta, chi-squared, binomial. */
#include "statistics/beta.h"
#include "statistics/binomial.h"
#include "statistics/chi2.h"
#include "statistics/normal.h"
#include "statistics/student_t.h"

#include <criterion/criterion.h>
#include <math.h>

#define FINE(call)                                                                       \
    do {                                                                                 \
        struct error err = ERROR_INIT;                                                   \
        cr_assert_eq((call), 0, #call ": %s", err.message);                              \
    } while (0)
#define REFUSED(call, wanted)                                                            \
    do {                                                                                 \
        struct error err = ERROR_INIT;                                                   \
        cr_assert_eq((call), -1, #call);                                                 \
        cr_assert_str_eq(err.code, wanted);                                              \
    } while (0)

Test(distributions, a_quantile_of_beta_is_undone_by_its_tail)
{
    static const double shapes[] = {0.3, 0.5, 1, 2.5, 40, 3000, 1e6};
    for (size_t i = 0; i < 7; i++)
        for (size_t k = 0; k < 7; k++)
            for (double p = 0.001; p < 1; p += 0.0998) {
                double x;
                struct tails tails;
                FINE(beta_quantile(p, shapes[i], shapes[k], &x, &err));
                FINE(beta_tails(x, shapes[i], shapes[k], &tails, &err));
                /* A double near 1 has few digits left for the tail of a beta crowded
                 * there. */
                double coarse = 1e-9 + 1e-14 * (shapes[i] + 1) * (shapes[k] + 1);
                if (x < 1 - 1e-9)
                    cr_assert_float_eq(tails.lower, p, coarse, "beta(%g, %g) at %g: %g",
                                       shapes[i], shapes[k], p, tails.lower);
            }
}

Test(distributions, beta_mirrored_swaps_its_tails)
{
    for (double x = 0.01; x < 1; x += 0.07) {
        struct tails one, other;
        FINE(beta_tails_split(x, 1 - x, 3.5, 11, &one, &err));
        FINE(beta_tails_split(1 - x, x, 11, 3.5, &other, &err));
        cr_assert_float_eq(one.lower, other.upper, 1e-15);
        cr_assert_float_eq(one.lower + one.upper, 1, 1e-15);
    }
}

Test(distributions, t_with_one_degree_is_cauchy_and_with_many_normal)
{
    for (double x = -30; x <= 30; x += 0.9) {
        double p, wanted;
        FINE(student_t_cdf(x, 1, &p, &err));
        cr_assert_float_eq(p, 0.5 + atan(x) / M_PI, 1e-14);
        FINE(student_t_cdf(x, 1e12, &p, &err));
        FINE(normal_cdf(x, &wanted, &err));
        cr_assert_float_eq(p, wanted, 1e-9);
    }
}

Test(distributions, t_right_where_a_well_known_library_is_not)
{
    double x;
    FINE(student_t_quantile(0.975, 6, &x, &err));
    cr_assert_float_eq(x, 2.44691185114496997, 1e-14);
    FINE(student_t_quantile(0.975, 39, &x, &err));
    cr_assert_float_eq(x, 2.02269092003676114, 1e-14);
}

Test(distributions, t_tails_far_out_have_their_digits)
{
    double p;
    FINE(
        student_t_sf(1e100, 3, &p, &err)); /* 6 sqrt(3) / pi / x^3, to the leading term */
    cr_assert_float_eq(p * 1e300 / (2 * sqrt(3) / M_PI), 1, 1e-12, "%g", p);
    FINE(student_t_sf(INFINITY, 3, &p, &err));
    cr_assert_eq(p, 0);
    REFUSED(student_t_quantile(1e-300, 0.01, &p, &err), "N0820");
}

Test(distributions, a_t_quantile_is_where_its_tail_turns)
{
    for (double df = 0.3; df < 1e7; df *= 1.9)
        for (double p = 0.6; p < 1 - 1e-12; p = 1 - (1 - p) / 3) {
            const double digits = 1e-11 * (1 + df / 1e3);
            double x, above, below;
            FINE(student_t_quantile(p, df, &x, &err));
            FINE(student_t_sf(x * (1 - digits), df, &above, &err));
            FINE(student_t_sf(x * (1 + digits), df, &below, &err));
            cr_assert(above > 1 - p && below < 1 - p, "df %g, p %.17g: %.17g", df, p, x);
        }
}

Test(distributions, a_t_quantile_of_a_table_is_the_same)
{
    struct t_table table = {.alpha = 0};
    for (int round = 0; round < 4; round++) { /* twice each: found, then known */
        const double alpha = round < 2 ? 0.025 : 0.1;
        for (double df = 0.5; df < T_TABLE_DF + 2; df += 0.5) {
            double x, wanted;
            FINE(student_t_quantile(1 - alpha, df, &wanted, &err));
            FINE(student_t_upper(alpha, df, &table, &x, &err));
            cr_assert_eq(x, wanted, "df %g, alpha %g", df, alpha);
            FINE(student_t_upper(alpha, df, NULL, &x, &err));
            cr_assert_eq(x, wanted);
        }
    }
    REFUSED(student_t_upper(0.025, -1, &table, &table.alpha, &err), "N0820");
}

Test(distributions, t_limit_is_the_quantile_or_beyond_everything)
{
    double x, p;
    FINE(student_t_limit(0.95, 39, &x, &err));
    FINE(student_t_quantile(0.975, 39, &p, &err));
    cr_assert_float_eq(x, p, 1e-12);
    FINE(student_t_limit(0.95, 1e-9, &x, &err));
    cr_assert_eq(x, 1e100);
    REFUSED(student_t_limit(1, 3, &x, &err), "N0820");
}

Test(distributions, chi2_with_two_degrees_is_exponential)
{
    for (double x = 0; x < 1400; x += x < 5 ? 0.4 : 13.7) {
        double p, back;
        FINE(chi2_sf(x, 2, &p, &err));
        cr_assert_float_eq(p / exp(-x / 2), 1, 1e-12, "at %g: %g", x, p);
        if (x > 0 && x < 60) {
            FINE(chi2_quantile(1 - p, 2, &back, &err));
            cr_assert_float_eq(back, x, 1e-3);
        }
    }
}

Test(distributions, binomial_terms_add_up_to_its_tails)
{
    static const double rates[] = {0, 0.003, 0.3, 0.5, 0.9, 1};
    for (size_t i = 0; i < 6; i++) {
        double sum = 0;
        for (int64_t k = 0; k <= 60; k++) {
            double term, below, above;
            FINE(binomial_pmf(k, 60, rates[i], &term, &err));
            FINE(binomial_cdf(k, 60, rates[i], &below, &err));
            FINE(binomial_sf(k, 60, rates[i], &above, &err));
            sum += term;
            cr_assert_float_eq(below, sum, 1e-13, "P(X <= %d) at %g", (int)k, rates[i]);
            cr_assert_float_eq(below + above, 1, 1e-15);
        }
    }
}

Test(distributions, a_billion_tries_are_as_quick_as_ten)
{
    double p, wanted;
    FINE(binomial_cdf(499950000, 1000000000, 0.5, &p,
                      &err)); /* 3.162 sd below, with half a step */
    FINE(normal_cdf((499950000 + 0.5 - 5e8) / sqrt(2.5e8), &wanted, &err));
    cr_assert_float_eq(p / wanted, 1, 1e-6);
}

Test(distributions, nonsense_is_refused)
{
    double p;
    int64_t k;
    struct tails tails;
    REFUSED(beta_tails(NAN, 1, 1, &tails, &err), "N0820");
    REFUSED(beta_tails(0.5, INFINITY, 1, &tails, &err), "N0820");
    REFUSED(student_t_cdf(NAN, 3, &p, &err), "N0820");
    REFUSED(student_t_cdf(1, INFINITY, &p, &err), "N0820");
    REFUSED(chi2_quantile(1, 3, &p, &err), "N0820");
    REFUSED(binomial_cdf(4, 3, 0.5, &p, &err), "N0820");
    REFUSED(binomial_quantile(NAN, 3, 0.5, &k, &err), "N0820");
}

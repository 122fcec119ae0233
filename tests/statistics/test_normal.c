/* tests/statistics/test_normal.c - the normal distribution. */
#include "statistics/normal.h"

#include <criterion/criterion.h>
#include <math.h>

static double quantile(double probability)
{
    struct error err = ERROR_INIT;
    double x = NAN;
    cr_assert_eq(normal_quantile(probability, &x, &err), 0, "%s", err.message);
    return x;
}

Test(normal, a_quantile_is_undone_by_the_tail_down_to_1e_300)
{
    for (double exponent = -300; exponent < -0.4; exponent += 0.7) {
        double p = pow(10, exponent), back = NAN;
        struct error err = ERROR_INIT;
        cr_assert_eq(normal_cdf(quantile(p), &back, &err), 0);
        cr_assert_float_eq(back / p, 1, 1e-12, "10^%g comes back as %.17g", exponent,
                           back);
    }
}

Test(normal, the_two_sides_mirror_each_other)
{
    for (double x = 0; x < 38; x += 0.37) {
        struct error err = ERROR_INIT;
        double below = NAN, above = NAN;
        cr_assert_eq(normal_cdf(-x, &below, &err), 0);
        cr_assert_eq(normal_sf(x, &above, &err), 0);
        cr_assert_eq(below, above);
    }
    for (double p = 0.01; p < 0.5; p += 0.01)
        cr_assert_float_eq(quantile(p), -quantile(1 - p), 1e-13);
}

Test(normal, nonsense_is_an_error_and_touches_no_output)
{
    static const double nonsense[] = {0, 1, -0.1, 1.1, NAN, INFINITY};
    for (size_t i = 0; i < sizeof nonsense / sizeof *nonsense; i++) {
        struct error err = ERROR_INIT;
        double x = 7;
        cr_assert_eq(normal_quantile(nonsense[i], &x, &err), -1);
        cr_assert_str_eq(err.code, "N0820");
        cr_assert_eq(normal_z(nonsense[i], &x, &err), -1);
        cr_assert_eq(x, 7);
    }
    struct error err = ERROR_INIT;
    double p = 7;
    cr_assert_eq(normal_cdf(NAN, &p, &err), -1);
    cr_assert_eq(p, 7);
}

/* tests/statistics/test_repeats.c - attempts of one case: noise, variance, pass@k. */
#include "base/random.h"
#include "statistics/case_noise.h"
#include "statistics/pass_at_k.h"
#include "statistics/variance_components.h"

#include <criterion/criterion.h>
#include <math.h>

/* Of all choices of k of n attempts, of which the first c pass. */
static struct pass_at_k counted(unsigned n, unsigned c, int k)
{
    struct pass_at_k found = {0, 0};
    double choices = 0;

    for (unsigned set = 0; set < 1u << n; set++) {
        unsigned passed = set & ((1u << c) - 1);

        if (__builtin_popcount(set) != k)
            continue;
        choices++;
        found.any += passed != 0;
        found.all += passed == set;
    }
    return (struct pass_at_k){found.any / choices, found.all / choices};
}

Test(pass_at_k, it_is_the_share_of_choices)
{
    for (int n = 1; n <= 9; n++)
        for (int c = 0; c <= n; c++)
            for (int k = 1; k <= n; k++) {
                struct pass_at_k got, want = counted((unsigned)n, (unsigned)c, k);
                struct error err = ERROR_INIT;

                cr_assert_eq(pass_at_k(n, c, k, &got, &err), 0);
                cr_assert_float_eq(got.any, want.any, 1e-14, "%d of %d, k %d", c, n, k);
                cr_assert_float_eq(got.all, want.all, 1e-14, "%d of %d, k %d", c, n, k);
            }
}

Test(pass_at_k, a_million_attempts_keep_their_digits)
{
    struct pass_at_k got;
    struct error err = ERROR_INIT;

    cr_assert_eq(pass_at_k(1000000, 1, 1, &got, &err), 0);
    cr_assert_float_eq(got.any / 1e-6, 1, 1e-14);
    cr_assert_eq(pass_at_k(1000000, 999999, 500000, &got, &err), 0);
    cr_assert_float_eq(got.all, 0.5, 1e-9);
}

Test(case_noise, passes_and_scores_say_the_same)
{
    static const double scores[] = {1, 0, 1, 1};
    struct case_noise by_scores = CASE_NOISE_INIT, by_passes = CASE_NOISE_INIT;
    enum case_steadiness one, other;
    struct error err = ERROR_INIT;
    double w1 = 0, w2 = 0;

    cr_assert_eq(case_noise_add(&by_scores, scores, 4, &one, &err), 0);
    cr_assert_eq(case_noise_add_passes(&by_passes, 3, 4, &other, &err), 0);
    cr_assert_eq(one, CASE_FLAKY);
    cr_assert_eq(other, CASE_FLAKY);
    cr_assert_eq(case_noise_within(&by_scores, &w1, &err), 0);
    cr_assert_eq(case_noise_within(&by_passes, &w2, &err), 0);
    cr_assert_float_eq(w1, 0.25, 1e-15);
    cr_assert_float_eq(w2, 0.25, 1e-15);
}

Test(case_noise, one_attempt_tells_nothing_about_noise)
{
    static const double score[] = {1};
    struct case_noise noise = CASE_NOISE_INIT;
    enum case_steadiness steadiness = CASE_FLAKY;
    struct error err = ERROR_INIT;
    double within = 7;

    cr_assert_eq(case_noise_add(&noise, score, 1, &steadiness, &err), 0);
    cr_assert_eq(steadiness, CASE_UNKNOWN);
    steadiness = CASE_FLAKY;
    cr_assert_eq(case_noise_add_passes(&noise, 1, 1, &steadiness, &err), 0);
    cr_assert_eq(steadiness, CASE_UNKNOWN);
    cr_assert_eq(case_noise_within(&noise, &within, &err), -1);
    cr_assert_str_eq(err.code, "N0821");
    cr_assert_eq(within, 7);
}

Test(case_noise, real_scores_are_flaky_when_they_lie_apart)
{
    static const struct {
        double scores[3];
        enum case_steadiness want;
    } cases[] = {
        {{1, 1, 1}, CASE_SOLID_PASS},     {{0, 0, 0}, CASE_SOLID_FAIL},
        {{0.7, 0.72, 0.75}, CASE_STEADY}, {{0.7, 0.7, 0.85}, CASE_FLAKY},
        {{1, 1, 0.95}, CASE_STEADY},      {{0.4, 0.4, 0.4}, CASE_STEADY},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct case_noise noise = CASE_NOISE_INIT;
        enum case_steadiness got;
        struct error err = ERROR_INIT;

        cr_assert_eq(case_noise_add(&noise, cases[i].scores, 3, &got, &err), 0);
        cr_assert_eq(got, cases[i].want, "row %zu", i);
        cr_assert_eq(noise.flaky, got == CASE_FLAKY);
    }
}

Test(case_noise, nonsense_is_an_error_and_counts_nothing)
{
    static const double nan_score[] = {1, NAN};
    struct case_noise noise = CASE_NOISE_INIT;
    struct error err = ERROR_INIT;
    double v0 = 7;

    cr_assert_eq(case_noise_add(&noise, nan_score, 2, NULL, &err), -1);
    cr_assert_eq(case_noise_add_passes(&noise, 3, 2, NULL, &err), -1);
    cr_assert_str_eq(err.code, "N0822");
    cr_assert_eq(noise.cases, 0);
    cr_assert_eq(case_noise_difference(0.03, 0, 1, &v0, &err), -1);
    cr_assert_eq(case_noise_difference(NAN, 1, 1, &v0, &err), -1);
    cr_assert_eq(v0, 7);
}

Test(variance_components, the_variance_within_is_the_noise_of_cases)
{
    struct random random = {5};
    double scores[12 * 3];
    struct case_noise noise = CASE_NOISE_INIT;
    struct variance_components got;
    struct error err = ERROR_INIT;
    double within = 0;

    for (size_t i = 0; i < 12 * 3; i++)
        scores[i] = random_share(&random);
    for (size_t i = 0; i < 12; i++)
        cr_assert_eq(case_noise_add(&noise, scores + 3 * i, 3, NULL, &err), 0);
    cr_assert_eq(variance_components(scores, 12, 3, &got, &err), 0);
    cr_assert_eq(case_noise_within(&noise, &within, &err), 0);
    cr_assert_float_eq(got.var_within, within, 1e-14);
    cr_assert(got.repeat_share > 0 && got.repeat_share <= 1);
}

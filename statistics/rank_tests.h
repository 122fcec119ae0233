/* rank_tests.h - other tests of paired differences: to check with; no default needs them.
 *
 * d: candidate less baseline, case by case, finite (N0820); none: N0821. p_less: the
 * chance to be this low or lower, had nothing changed.
 */
#ifndef NOWORSE_STATISTICS_RANK_TESTS_H
#define NOWORSE_STATISTICS_RANK_TESTS_H

#include "base/error.h"
#include "statistics/interval.h"

#include <stddef.h>
#include <stdint.h>

/* Arbuthnot 1710, Conover 1999: how many went up, zeros left out; P(X <= positives), X ~
 * binomial(1/2). */
struct sign_test {
    int64_t positives, negatives;
    double p_less, p_two_sided;
};
int sign_test(const double *d, size_t count, struct sign_test *test, struct error *err);

/* Fisher 1935, Pitman 1937: the sum of d among all 2^n patterns of signs, sums within
 * 1e-9 taken as equal. Their distribution is built term by term: quick where differences
 * are multiples of something (scores of repeats); more than 2^20 different sums: N0822.
 */
struct sign_flip {
    double p_less, p_two_sided;
    double midp_less; /* with half of P(as low as it is) left out */
};
int sign_flip(const double *d, size_t count, struct sign_flip *test, struct error *err);

/* Wilcoxon 1945; Pratt and Gibbons 1981: zeros left out, midranks for ties; V is the sum
 * of the ranks that went up. Exact over all patterns of signs of these very ranks, at
 * most 300 differences; and by the normal distribution with the variance corrected for
 * ties, with (cc) and without half a rank for continuity. All zero, or too many: N0822.
 */
struct wilcoxon {
    int64_t n_used;
    double v;
    double exact_less, exact_two_sided;
    double normal_less, normal_two_sided;
    double normal_cc_less, normal_cc_two_sided;
};
int wilcoxon_signed_rank(const double *d, size_t count, struct wilcoxon *test,
                         struct error *err);

/* Student 1908: t of the mean of candidate - base, count - 1 degrees of freedom. Fewer
 * than two pairs, or no spread at all: N0822. */
struct paired_t {
    double t, df, mean;
    double p_less, p_two_sided;
    struct interval interval;
};
int paired_t(const double *base, const double *candidate, size_t count, double level,
             struct paired_t *test, struct error *err);

#endif

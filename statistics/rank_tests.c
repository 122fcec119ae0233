/* statistics/rank_tests.c - sign test, Wilcoxon's signed ranks, paired t. */
#include "statistics/rank_tests.h"

#include "base/mem.h"
#include "statistics/binomial.h"
#include "statistics/domain.h"
#include "statistics/normal.h"
#include "statistics/student_t.h"
#include "statistics/sum.h"

#include <math.h>
#include <stdlib.h>

static int differences_check(const double *d, size_t count, struct error *err)
{
    if (count == 0)
        return domain_empty("differences", err);
    for (size_t i = 0; i < count; i++)
        if (domain_inside("a difference", d[i], -INFINITY, INFINITY, err))
            return -1;
    return 0;
}

int sign_test(const double *d, size_t count, struct sign_test *test, struct error *err)
{
    struct sign_test found = {0, 0, 1, 1};
    if (differences_check(d, count, err))
        return -1;
    for (size_t i = 0; i < count; i++) {
        found.positives += d[i] > 0;
        found.negatives += d[i] < 0;
    }
    int64_t n = found.positives + found.negatives;
    int64_t fewer = found.positives < found.negatives ? found.positives : found.negatives;
    double to_fewer = 1;
    if (n > 0 && (binomial_cdf(found.positives, n, 0.5, &found.p_less, err) ||
                  binomial_cdf(fewer, n, 0.5, &to_fewer, err)))
        return -1;
    found.p_two_sided = fmin(1, 2 * to_fewer);
    *test = found;
    return 0;
}

static int size_compare(const void *a, const void *b)
{
    double x = fabs(*(const double *)a), y = fabs(*(const double *)b);
    return (x > y) - (x < y);
}

/* Ranks of the differences, twice over so that midranks are whole; d is sorted by size.
 * Sums the ranks that went up, and the ties' correction of the variance. */
static int64_t ranks_of(const double *d, size_t n, int64_t *ranks, double *ties)
{
    int64_t up = 0;
    *ties = 0;
    for (size_t i = 0; i < n;) {
        size_t end = i;
        while (end < n && fabs(d[end]) == fabs(d[i]))
            end++;
        double tied = (double)(end - i);
        *ties += (tied * tied * tied - tied) / 48;
        for (int64_t rank = (int64_t)(i + 1 + end); i < end; i++) {
            ranks[i] = rank;
            up += d[i] > 0 ? rank : 0;
        }
    }
    return up;
}

/* P(sum of a random half of the ranks <= up), by adding rank after rank. */
static double exact_below(const int64_t *ranks, size_t n, int64_t up)
{
    int64_t total = 0, reached = 0;
    for (size_t i = 0; i < n; i++)
        total += ranks[i];
    double *chance = mem_new((size_t)total + 1, sizeof *chance), below = 0;
    chance[0] = 1;
    for (size_t i = 0; i < n; i++) {
        reached += ranks[i];
        for (int64_t s = reached; s >= 0; s--)
            chance[s] = (chance[s] + (s >= ranks[i] ? chance[s - ranks[i]] : 0)) / 2;
    }
    for (int64_t s = 0; s <= up; s++)
        below += chance[s];
    free(chance);
    return fmin(1, below);
}

static int normal_fill(struct wilcoxon *test, double ties, struct error *err)
{
    double n = (double)test->n_used, off = test->v - n * (n + 1) / 4;
    double sd = sqrt(n * (n + 1) * (2 * n + 1) / 24 - ties);
    double beyond = fmax(0, fabs(off) - 0.5), cc, plain;
    if (normal_cdf(off / sd, &test->normal_less, err) ||
        normal_cdf((off + 0.5) / sd, &test->normal_cc_less, err) ||
        normal_sf(beyond / sd, &cc, err) || normal_sf(fabs(off) / sd, &plain, err))
        return -1;
    test->normal_cc_two_sided = 2 * cc;
    test->normal_two_sided = 2 * plain;
    return 0;
}

int wilcoxon_signed_rank(const double *d, size_t count, struct wilcoxon *test,
                         struct error *err)
{
    struct wilcoxon found = {0};
    if (differences_check(d, count, err))
        return -1;
    double *used = mem_new(count, sizeof *used), ties;
    int64_t *ranks = mem_new(count, sizeof *ranks);
    size_t n = 0;
    for (size_t i = 0; i < count; i++)
        if (d[i] != 0)
            used[n++] = d[i];
    int rc = n == 0    ? domain_misfit(err, "every difference is 0")
             : n > 300 ? domain_misfit(err, "more than 300 differences for exact ranks")
                       : 0;
    if (rc == 0) {
        qsort(used, n, sizeof *used, size_compare);
        int64_t up = ranks_of(used, n, ranks, &ties), all = (int64_t)(n * (n + 1));
        found.n_used = (int64_t)n;
        found.v = (double)up / 2;
        found.exact_less = exact_below(ranks, n, up);
        found.exact_two_sided =
            fmin(1, 2 * exact_below(ranks, n, up < all - up ? up : all - up));
        rc = normal_fill(&found, ties, err);
    }
    free(ranks);
    free(used);
    if (rc == 0)
        *test = found;
    return rc;
}

int paired_t(const double *base, const double *candidate, size_t count, double level,
             struct paired_t *test, struct error *err)
{
    struct paired_t found = {0};
    struct sum sum = {0, 0}, squares = {0, 0};
    double quantile, tail;
    if (differences_check(base, count, err) || differences_check(candidate, count, err) ||
        domain_inside("a level", level, 0, 1, err))
        return -1;
    if (count < 2)
        return domain_misfit(err, "one pair has no spread");
    double n = (double)count;
    for (size_t i = 0; i < count; i++)
        sum_add(&sum, candidate[i] - base[i]);
    found.mean = sum_total(&sum) / n;
    for (size_t i = 0; i < count; i++) {
        double off = candidate[i] - base[i] - found.mean;
        sum_add(&squares, off * off);
    }
    double se = sqrt(sum_total(&squares) / (n - 1) / n);
    if (se == 0)
        return domain_misfit(err, "differences that are all the same have no spread");
    found.t = found.mean / se;
    found.df = n - 1;
    if (student_t_quantile(1 - (1 - level) / 2, found.df, &quantile, err) ||
        student_t_cdf(found.t, found.df, &found.p_less, err) ||
        student_t_sf(fabs(found.t), found.df, &tail, err))
        return -1;
    found.p_two_sided = 2 * tail;
    found.interval =
        (struct interval){found.mean - quantile * se, found.mean + quantile * se};
    *test = found;
    return 0;
}

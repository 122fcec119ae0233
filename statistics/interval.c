/* statistics/interval.c - intervals of a share. */
#include "statistics/interval.h"

#include "statistics/beta.h"
#include "statistics/domain.h"
#include "statistics/normal.h"

#include <inttypes.h>
#include <math.h>

int wilson_interval(double share, double n, double level, struct interval *interval,
                    struct error *err)
{
    double z;
    if (domain_within("a share", share, 0, 1, err) ||
        domain_inside("a number of cases", n, 0, INFINITY, err) ||
        normal_z(level, &z, err))
        return -1;
    double scale = 1 + z * z / n, centre = (share + z * z / (2 * n)) / scale;
    double half = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / scale;
    interval->lower = share == 0 ? 0 : fmax(0, centre - half);
    interval->upper = share == 1 ? 1 : fmin(1, centre + half);
    return 0;
}

static int counts_check(int64_t k, int64_t n, struct error *err)
{
    if (domain_count("a number of cases", n, 1, err) ||
        domain_count("a number of passes", k, 0, err))
        return -1;
    if (k > n)
        return domain_misfit(err, "%" PRId64 " passes of %" PRId64 " cases", k, n);
    return 0;
}

int wilson_of_count(int64_t k, int64_t n, double level, struct interval *interval,
                    struct error *err)
{
    if (counts_check(k, n, err))
        return -1;
    return wilson_interval((double)k / (double)n, (double)n, level, interval, err);
}

int clopper_pearson(int64_t k, int64_t n, double level, struct interval *interval,
                    struct error *err)
{
    struct interval found = {0, 1};
    if (counts_check(k, n, err) || domain_inside("a level", level, 0, 1, err))
        return -1;
    double alpha = (1 - level) / 2, passes = (double)k, fails = (double)(n - k);
    if (k > 0 && beta_quantile(alpha, passes, fails + 1, &found.lower, err))
        return -1;
    if (k < n && beta_quantile(1 - alpha, passes + 1, fails, &found.upper, err))
        return -1;
    *interval = found;
    return 0;
}

int jeffreys(int64_t k, int64_t n, double level, struct interval *interval,
             struct error *err)
{
    struct interval found = {0, 1};
    if (counts_check(k, n, err) || domain_inside("a level", level, 0, 1, err))
        return -1;
    double alpha = (1 - level) / 2, a = (double)k + 0.5, b = (double)(n - k) + 0.5;
    if (k > 0 && beta_quantile(alpha, a, b, &found.lower, err))
        return -1;
    if (k < n && beta_quantile(1 - alpha, a, b, &found.upper, err))
        return -1;
    *interval = found;
    return 0;
}

int agresti_coull(int64_t k, int64_t n, double level, struct interval *interval,
                  struct error *err)
{
    double z;
    if (counts_check(k, n, err) || normal_z(level, &z, err))
        return -1;
    double total = (double)n + z * z, share = ((double)k + z * z / 2) / total;
    double half = z * sqrt(share * (1 - share) / total);
    *interval = (struct interval){fmax(0, share - half), fmin(1, share + half)};
    return 0;
}

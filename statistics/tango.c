/* statistics/tango.c - intervals for the difference of paired shares. */
#include "statistics/tango.h"

#include "statistics/bisection.h"
#include "statistics/domain.h"
#include "statistics/normal.h"

#include <inttypes.h>
#include <math.h>

double tango_q(double gains, double losses, double n, double d0)
{
    double a = 2 * n, b = -gains - losses + (2 * n - gains + losses) * d0;
    double c = -losses * d0 * (1 - d0);
    double root = sqrt(fmax(0, b * b - 4 * a * c));
    /* The same root; where b > 0, root - b would cancel. */
    return b > 0 ? -2 * c / (root + b) : (root - b) / (2 * a);
}

struct tango_goal {
    double gains, losses, n, z;
};

double tango_score(double gains, double losses, double n, double d0)
{
    double q = tango_q(gains, losses, n, d0);
    double variance = fmax(0, n * (2 * q + d0 * (1 - d0)));
    return (gains - losses - n * d0) / sqrt(variance);
}

static bool below_lower(double d0, const void *context)
{
    const struct tango_goal *goal = context;
    return tango_score(goal->gains, goal->losses, goal->n, d0) > goal->z;
}

static bool below_upper(double d0, const void *context)
{
    const struct tango_goal *goal = context;
    return tango_score(goal->gains, goal->losses, goal->n, d0) >= -goal->z;
}

static int changes_check(int64_t gains, int64_t losses, int64_t n, struct error *err)
{
    if (domain_count("a number of cases", n, 1, err) ||
        domain_count("gains", gains, 0, err) || domain_count("losses", losses, 0, err))
        return -1;
    if (gains > n - losses)
        return domain_misfit(
            err, "%" PRId64 " gains and %" PRId64 " losses of %" PRId64 " cases", gains,
            losses, n);
    return 0;
}

int tango_interval(int64_t gains, int64_t losses, int64_t n, double level,
                   struct interval *interval, struct error *err)
{
    struct tango_goal goal = {(double)gains, (double)losses, (double)n, 0};
    if (changes_check(gains, losses, n, err) || normal_z(level, &goal.z, err))
        return -1;
    double diff = (goal.gains - goal.losses) / goal.n;
    interval->lower = losses == n ? -1 : bisection(-1, diff, below_lower, &goal);
    interval->upper = gains == n ? 1 : bisection(diff, 1, below_upper, &goal);
    return 0;
}

int bonett_price(int64_t gains, int64_t losses, int64_t n, double level,
                 struct interval *interval, struct error *err)
{
    double z;
    if (changes_check(gains, losses, n, err) || normal_z(level, &z, err))
        return -1;
    double total = (double)n + 2;
    double up = ((double)gains + 1) / total, down = ((double)losses + 1) / total;
    double diff = up - down, half = z * sqrt((up + down - diff * diff) / total);
    *interval = (struct interval){fmax(-1, diff - half), fmin(1, diff + half)};
    return 0;
}

/* Corrected towards 0 by half a case. */
static double phi(const struct paired_counts *counts, double n)
{
    double both = (double)counts->both_pass, neither = (double)counts->both_fail;
    double gains = (double)counts->gains, losses = (double)counts->losses;
    double margins =
        (both + gains) * (losses + neither) * (both + losses) * (gains + neither);
    double cross = both * neither - gains * losses;
    if (cross > 0)
        cross = fmax(0, cross - n / 2);
    return margins > 0 ? cross / sqrt(margins) : 0;
}

int newcombe_paired(const struct paired_counts *counts, double level,
                    struct interval *interval, struct error *err)
{
    struct interval candidate, base;
    int64_t n = counts->both_pass + counts->gains + counts->losses + counts->both_fail;
    if (domain_count("both passed", counts->both_pass, 0, err) ||
        domain_count("both failed", counts->both_fail, 0, err))
        return -1;
    if (n == 0)
        return domain_empty("cases", err);
    int64_t up = counts->both_pass + counts->gains;
    int64_t down = counts->both_pass + counts->losses;
    if (changes_check(counts->gains, counts->losses, n, err) ||
        wilson_of_count(up, n, level, &candidate, err) ||
        wilson_of_count(down, n, level, &base, err))
        return -1;
    double p = (double)up / (double)n, q = (double)down / (double)n;
    double share = phi(counts, (double)n);
    double low = p - candidate.lower, high = base.upper - q;
    double below = sqrt(fmax(0, low * low - 2 * share * low * high + high * high));
    low = q - base.lower;
    high = candidate.upper - p;
    double above = sqrt(fmax(0, high * high - 2 * share * low * high + low * low));
    *interval = (struct interval){fmax(-1, p - q - below), fmin(1, p - q + above)};
    return 0;
}

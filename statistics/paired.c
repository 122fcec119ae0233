/* statistics/paired.c - candidate against baseline, case by case. */
#include "statistics/paired.h"

#include "statistics/cluster.h"
#include "statistics/domain.h"
#include "statistics/mcnemar.h"
#include "statistics/student_t.h"
#include "statistics/sum.h"
#include "statistics/tango.h"

#include <math.h>

static int kind_check(const struct paired_kind *kind, struct error *err)
{
    if (domain_within("the baseline's score", kind->base, 0, 1, err) ||
        domain_within("the candidate's score", kind->candidate, 0, 1, err) ||
        domain_inside("a weight", kind->weight, 0, INFINITY, err))
        return -1;
    return domain_count("a number of cases", kind->count, 1, err);
}

static int arguments_check(const struct paired_kind *kinds, size_t count, double level,
                           struct error *err)
{
    if (count == 0)
        return domain_empty("shared cases", err);
    for (size_t i = 0; i < count; i++)
        if (kind_check(&kinds[i], err))
            return -1;
    return domain_inside("a level", level, 0, 1, err);
}

static bool is_0_or_1(double score)
{
    return score == 0 || score == 1;
}

/* A row for each kind or cluster, of differences. */
static void rows_gather(const struct paired_kind *kinds, size_t count,
                        struct cluster_gathering *rows, int64_t *n_clusters)
{
    for (size_t i = 0; i < count; i++)
        cluster_gather(rows, kinds[i].candidate - kinds[i].base, kinds[i].weight,
                       kinds[i].count, kinds[i].cluster);
    cluster_gathering_close(rows);
    *n_clusters = 0;
    for (size_t i = 0; i < rows->count; i++)
        *n_clusters += rows->rows[i].count;
}

static bool is_binary(const struct paired_kind *kinds, size_t count, int64_t n_cases)
{
    bool clustered = false;
    for (size_t i = 0; i < count; i++) {
        if (kinds[i].repeated || kinds[i].weight != 1 || !is_0_or_1(kinds[i].base) ||
            !is_0_or_1(kinds[i].candidate))
            return false;
        clustered = clustered || kinds[i].cluster >= 0;
    }
    if (!clustered)
        return true;
    /* Clusters of one case each are none. */
    struct cluster_gathering rows = {0};
    int64_t n_clusters;
    rows_gather(kinds, count, &rows, &n_clusters);
    cluster_gathering_release(&rows);
    return n_clusters == n_cases;
}

/* Means, counts and changes, for either branch. */
static void describe(const struct paired_kind *kinds, size_t count,
                     struct paired_comparison *found)
{
    struct sum base = {0, 0}, candidate = {0, 0}, size = {0, 0};
    for (size_t i = 0; i < count; i++) {
        const struct paired_kind *kind = &kinds[i];
        double weight = kind->weight * (double)kind->count;
        double diff = kind->candidate - kind->base;
        sum_add(&base, kind->base * weight);
        sum_add(&candidate, kind->candidate * weight);
        sum_add(&size, weight);
        found->n_cases += kind->count;
        if (diff > CLUSTER_NOTHING)
            found->gains += kind->count;
        else if (diff < -CLUSTER_NOTHING)
            found->losses += kind->count;
    }
    found->base = sum_total(&base) / sum_total(&size);
    found->candidate = sum_total(&candidate) / sum_total(&size);
}

static int binary_compare(double level, struct paired_comparison *found,
                          struct error *err)
{
    struct mcnemar test;
    struct interval interval;
    if (mcnemar_test(found->gains, found->losses, &test, err) ||
        tango_interval(found->gains, found->losses, found->n_cases, level, &interval,
                       err))
        return -1;
    found->method = PAIRED_BINARY;
    found->n_clusters = found->n_cases;
    found->changed = found->gains + found->losses;
    found->diff = (double)(found->gains - found->losses) / (double)found->n_cases;
    found->lower = found->lower_plain = interval.lower;
    found->upper = interval.upper;
    found->p_drop = test.midp_drop;
    found->can_drop = found->changed >= PAIRED_FEWEST_CHANGED;
    return 0;
}

/* Limits of the rows' mean at t(1-alpha, df), not yet within [-1, 1]. */
static int limits_of(const struct cluster_mean *mean, double level,
                     struct interval *limits, struct error *err)
{
    double t = 0;
    if (mean->se > 0 && student_t_limit(level, mean->df, &t, err))
        return -1;
    *limits = (struct interval){mean->mean - t * mean->se, mean->mean + t * mean->se};
    return 0;
}

static int rows_compare(struct cluster_gathering *rows, double level,
                        struct paired_comparison *found, struct error *err)
{
    struct cluster_mean plain, guarded;
    struct interval limits, guard;
    if (cluster_mean(rows->rows, rows->count, &plain, err) ||
        limits_of(&plain, level, &limits, err))
        return -1;
    found->diff = plain.mean;
    found->changed = plain.changed;
    found->can_drop = plain.changed >= PAIRED_FEWEST_CHANGED;
    found->se = plain.se;
    found->df = plain.df;
    found->g_eff = plain.g_eff;
    found->p_drop = plain.mean < 0 ? 0 : 1;
    if (plain.se > 0 &&
        student_t_cdf(plain.mean / plain.se, plain.df, &found->p_drop, err))
        return -1;

    double average = plain.size / (double)plain.n_clusters;
    cluster_gathering_add_row(rows, -average, average, 1);
    if (cluster_mean(rows->rows, rows->count, &guarded, err) ||
        limits_of(&guarded, level, &guard, err))
        return -1;
    found->lower_plain = fmax(-1, limits.lower);
    found->lower = fmax(-1, fmin(limits.lower, guard.lower));
    found->upper = fmin(1, limits.upper);
    return 0;
}

static int general_compare(const struct paired_kind *kinds, size_t count, double level,
                           struct paired_comparison *found, struct error *err)
{
    struct cluster_gathering rows = {0};
    int rc = 0;
    rows_gather(kinds, count, &rows, &found->n_clusters);
    found->method = PAIRED_GENERAL;
    if (found->n_clusters < 2) {
        found->diff = rows.rows[0].sum / rows.rows[0].size;
        found->lower = found->lower_plain = -1;
        found->upper = found->p_drop = 1;
        found->changed = fabs(rows.rows[0].sum) > CLUSTER_NOTHING;
    } else {
        rc = rows_compare(&rows, level, found, err);
    }
    cluster_gathering_release(&rows);
    return rc;
}

int paired_general(const struct paired_kind *kinds, size_t count, double level,
                   struct paired_comparison *comparison, struct error *err)
{
    struct paired_comparison found = {0};
    if (arguments_check(kinds, count, level, err))
        return -1;
    describe(kinds, count, &found);
    if (general_compare(kinds, count, level, &found, err))
        return -1;
    *comparison = found;
    return 0;
}

int paired_compare(const struct paired_kind *kinds, size_t count, double level,
                   struct paired_comparison *comparison, struct error *err)
{
    struct paired_comparison found = {0};
    if (arguments_check(kinds, count, level, err))
        return -1;
    describe(kinds, count, &found);
    if (is_binary(kinds, count, found.n_cases)
            ? binary_compare(level, &found, err)
            : general_compare(kinds, count, level, &found, err))
        return -1;
    *comparison = found;
    return 0;
}

const char *paired_method_name(enum paired_method method)
{
    return method == PAIRED_BINARY ? "paired_binary" : "paired_general";
}

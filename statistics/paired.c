/* statistics/paired.c - candidate against baseline, case by case. */
#include "statistics/paired.h"

#include "statistics/cluster_walk.h"
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

static bool is_0_or_1(double score)
{
    return score == 0 || score == 1;
}

static struct cluster_case difference_of(const struct paired_kind *kind)
{
    return (struct cluster_case){kind->candidate - kind->base, kind->weight, kind->count,
                                 kind->cluster};
}

/* Means, counts and changes, for either branch. plain: so that it may be binary. */
static int describe(const struct paired_walk *kinds, struct cluster_walk *clusters,
                    struct paired_comparison *found, bool *plain, struct error *err)
{
    struct sum base = {0, 0}, candidate = {0, 0}, size = {0, 0};
    struct paired_kind kind;
    *plain = true;
    kinds->begin(kinds->context);
    while (kinds->next(kinds->context, &kind)) {
        if (kind_check(&kind, err))
            return -1;
        const struct cluster_case one = difference_of(&kind);
        double weight = kind.weight * (double)kind.count;
        double diff = one.value;
        if (cluster_walk_add(clusters, &one, err))
            return -1;
        sum_add(&base, kind.base * weight);
        sum_add(&candidate, kind.candidate * weight);
        sum_add(&size, weight);
        found->n_cases += kind.count;
        if (diff > CLUSTER_NOTHING)
            found->gains += kind.count;
        else if (diff < -CLUSTER_NOTHING)
            found->losses += kind.count;
        *plain = *plain && !kind.repeated && kind.weight == 1 && is_0_or_1(kind.base) &&
                 is_0_or_1(kind.candidate);
    }
    if (found->n_cases == 0)
        return domain_empty("shared cases", err);
    found->base = sum_total(&base) / sum_total(&size);
    found->candidate = sum_total(&candidate) / sum_total(&size);
    return cluster_walk_close(clusters, err);
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

static int clusters_compare(const struct cluster_walk *clusters,
                            const struct case_walk *cases, double level,
                            struct paired_comparison *found, struct error *err)
{
    double average = sum_total(&clusters->sums.size) / (double)clusters->sums.n_clusters;
    const struct cluster_sum imaginary = {-average, average, 1};
    struct cluster_mean plain, guarded;
    struct interval limits, guard;
    if (cluster_walk_means(clusters, cases, &imaginary, &plain, &guarded, err) ||
        limits_of(&plain, level, &limits, err) || limits_of(&guarded, level, &guard, err))
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
    found->lower_plain = fmax(-1, limits.lower);
    found->lower = fmax(-1, fmin(limits.lower, guard.lower));
    found->upper = fmin(1, limits.upper);
    return 0;
}

static void differences_begin(void *context)
{
    const struct paired_walk *kinds = context;
    kinds->begin(kinds->context);
}

static bool differences_next(void *context, struct cluster_case *out)
{
    const struct paired_walk *kinds = context;
    struct paired_kind kind;
    if (!kinds->next(kinds->context, &kind))
        return false;
    *out = difference_of(&kind);
    return true;
}

static int general_compare(const struct paired_walk *kinds,
                           const struct cluster_walk *clusters, double level,
                           struct paired_comparison *found, struct error *err)
{
    struct paired_walk walk = *kinds;
    const struct case_walk cases = {differences_begin, differences_next, &walk};
    found->method = PAIRED_GENERAL;
    found->n_clusters = clusters->sums.n_clusters;
    if (found->n_clusters >= 2)
        return clusters_compare(clusters, &cases, level, found, err);
    found->diff = clusters->first.sum / clusters->first.size;
    found->lower = found->lower_plain = -1;
    found->upper = found->p_drop = 1;
    found->changed = fabs(clusters->first.sum) > CLUSTER_NOTHING;
    return 0;
}

/* Clusters of one case each are none: such cases may be binary all the same. */
static int compare(const struct paired_walk *kinds, bool may_be_binary, double level,
                   struct paired_comparison *comparison, struct error *err)
{
    struct paired_comparison found = {0};
    struct cluster_walk clusters = {.sums = {.n_clusters = 0}};
    bool plain;
    int rc = -1;
    if (describe(kinds, &clusters, &found, &plain, err) == 0 &&
        domain_inside("a level", level, 0, 1, err) == 0)
        rc = may_be_binary && plain && clusters.sums.n_clusters == found.n_cases
                 ? binary_compare(level, &found, err)
                 : general_compare(kinds, &clusters, level, &found, err);
    cluster_walk_release(&clusters);
    if (rc == 0)
        *comparison = found;
    return rc;
}

int paired_compare_walk(const struct paired_walk *kinds, double level,
                        struct paired_comparison *comparison, struct error *err)
{
    return compare(kinds, true, level, comparison, err);
}

struct kinds_held {
    const struct paired_kind *kinds;
    size_t count, at;
};

static void held_begin(void *context)
{
    struct kinds_held *held = context;
    held->at = 0;
}

static bool held_next(void *context, struct paired_kind *out)
{
    struct kinds_held *held = context;
    if (held->at == held->count)
        return false;
    *out = held->kinds[held->at++];
    return true;
}

int paired_general(const struct paired_kind *kinds, size_t count, double level,
                   struct paired_comparison *comparison, struct error *err)
{
    struct kinds_held held = {kinds, count, 0};
    const struct paired_walk walk = {held_begin, held_next, &held};
    return compare(&walk, false, level, comparison, err);
}

int paired_compare(const struct paired_kind *kinds, size_t count, double level,
                   struct paired_comparison *comparison, struct error *err)
{
    struct kinds_held held = {kinds, count, 0};
    const struct paired_walk walk = {held_begin, held_next, &held};
    return compare(&walk, true, level, comparison, err);
}

const char *paired_method_name(enum paired_method method)
{
    return method == PAIRED_BINARY ? "paired_binary" : "paired_general";
}

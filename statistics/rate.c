/* statistics/rate.c - a run's score with its interval. */
#include "statistics/rate.h"

#include "statistics/cluster_walk.h"
#include "statistics/domain.h"
#include "statistics/normal.h"
#include "statistics/student_t.h"
#include "statistics/sum.h"

#include <math.h>

static int kind_check(const struct rate_kind *kind, struct error *err)
{
    if (domain_within("a score", kind->score, 0, 1, err) ||
        domain_inside("a weight", kind->weight, 0, INFINITY, err))
        return -1;
    return domain_count("a number of cases", kind->count, 1, err);
}

/* Fills mean, g_eff and n_eff of anything but the plain case. */
static int effective(const struct cluster_walk *clusters, const struct case_walk *cases,
                     double level, struct rate *rate, struct error *err)
{
    struct cluster_mean mean;
    if (rate->n_clusters < 2) {
        rate->mean = clusters->first.sum / clusters->first.size;
        rate->g_eff = rate->n_eff = 1;
        return 0;
    }
    if (cluster_walk_mean(clusters, cases, &mean, err))
        return -1;
    rate->mean = fmin(fmax(mean.mean, 0), 1);
    rate->g_eff = rate->n_eff = mean.g_eff;
    double spread = rate->mean * (1 - rate->mean), z, t;
    /* A mean that is 1 but for rounding is 1. */
    if (mean.se == 0 || spread < CLUSTER_NOTHING)
        return 0;
    if (normal_z(level, &z, err) || student_t_limit(level, mean.df, &t, err))
        return -1;
    rate->n_eff = spread / (mean.se * mean.se) * (z / t) * (z / t);
    return 0;
}

static struct cluster_case case_of(const struct rate_kind *kind)
{
    return (struct cluster_case){kind->score, kind->weight, kind->count, kind->cluster};
}

static int describe(const struct rate_walk *kinds, struct cluster_walk *clusters,
                    struct rate *rate, bool *plain, struct error *err)
{
    struct sum sum = {0, 0};
    struct rate_kind kind;
    *plain = true;
    kinds->begin(kinds->context);
    while (kinds->next(kinds->context, &kind)) {
        if (kind_check(&kind, err))
            return -1;
        const struct cluster_case one = case_of(&kind);
        if (cluster_walk_add(clusters, &one, err))
            return -1;
        *plain = *plain && !kind.repeated && kind.weight == 1 &&
                 (kind.score == 0 || kind.score == 1);
        rate->n_cases += kind.count;
        sum_add(&sum, kind.score * (double)kind.count);
    }
    if (rate->n_cases == 0)
        return domain_empty("cases", err);
    /* What it is where it is plain. */
    rate->mean = sum_total(&sum) / (double)rate->n_cases;
    rate->g_eff = rate->n_eff = (double)rate->n_cases;
    return cluster_walk_close(clusters, err);
}

static void scores_begin(void *context)
{
    const struct rate_walk *kinds = context;
    kinds->begin(kinds->context);
}

static bool scores_next(void *context, struct cluster_case *out)
{
    const struct rate_walk *kinds = context;
    struct rate_kind kind;
    if (!kinds->next(kinds->context, &kind))
        return false;
    *out = case_of(&kind);
    return true;
}

int rate_of_walk(const struct rate_walk *kinds, double level, struct rate *rate,
                 struct error *err)
{
    struct rate_walk walk = *kinds;
    const struct case_walk cases = {scores_begin, scores_next, &walk};
    struct cluster_walk clusters = {.sums = {.n_clusters = 0}};
    struct rate found = {0};
    bool plain;
    int rc = -1;
    if (describe(kinds, &clusters, &found, &plain, err) == 0 &&
        domain_inside("a level", level, 0, 1, err) == 0) {
        found.n_clusters = clusters.sums.n_clusters;
        rc = plain && found.n_clusters == found.n_cases
                 ? 0
                 : effective(&clusters, &cases, level, &found, err);
    }
    cluster_walk_release(&clusters);
    if (rc || wilson_interval(found.mean, found.n_eff, level, &found.interval, err))
        return -1;
    *rate = found;
    return 0;
}

struct kinds_held {
    const struct rate_kind *kinds;
    size_t count, at;
};

static void held_begin(void *context)
{
    struct kinds_held *held = context;
    held->at = 0;
}

static bool held_next(void *context, struct rate_kind *out)
{
    struct kinds_held *held = context;
    if (held->at == held->count)
        return false;
    *out = held->kinds[held->at++];
    return true;
}

int rate_of(const struct rate_kind *kinds, size_t count, double level, struct rate *rate,
            struct error *err)
{
    struct kinds_held held = {kinds, count, 0};
    const struct rate_walk walk = {held_begin, held_next, &held};
    return rate_of_walk(&walk, level, rate, err);
}

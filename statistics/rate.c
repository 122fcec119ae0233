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
static int effective(struct cluster_walk *clusters, double level, struct rate *rate,
                     struct error *err)
{
    struct cluster_mean mean;
    if (rate->n_clusters < 2) {
        rate->mean = clusters->first.sum / clusters->first.size;
        rate->g_eff = rate->n_eff = 1;
        return 0;
    }
    if (cluster_walk_mean(clusters, NULL, &mean, err))
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

static int describe(const struct rate_walk *kinds, struct rate *rate, bool *plain,
                    double *passed, struct error *err)
{
    struct sum sum = {0, 0};
    struct rate_kind kind;
    *plain = true;
    kinds->begin(kinds->context);
    while (kinds->next(kinds->context, &kind)) {
        if (kind_check(&kind, err))
            return -1;
        *plain = *plain && !kind.repeated && kind.weight == 1 &&
                 (kind.score == 0 || kind.score == 1);
        rate->n_cases += kind.count;
        sum_add(&sum, kind.score * (double)kind.count);
    }
    *passed = sum_total(&sum);
    return rate->n_cases ? 0 : domain_empty("cases", err);
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
    *out = (struct cluster_case){kind.score, kind.weight, kind.count, kind.cluster};
    return true;
}

int rate_of_walk(const struct rate_walk *kinds, double level, struct rate *rate,
                 struct error *err)
{
    struct rate_walk walk = *kinds;
    const struct case_walk cases = {scores_begin, scores_next, &walk};
    struct cluster_walk clusters;
    struct rate found = {0};
    double passed;
    bool plain;
    int rc = 0;
    if (describe(kinds, &found, &plain, &passed, err) ||
        domain_inside("a level", level, 0, 1, err))
        return -1;
    cluster_walk_open(&clusters, &cases);
    found.n_clusters = clusters.n_clusters;
    if (plain && found.n_clusters == found.n_cases) {
        found.mean = passed / (double)found.n_cases;
        found.g_eff = found.n_eff = (double)found.n_cases;
    } else {
        rc = effective(&clusters, level, &found, err);
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

/* statistics/rate.c - a run's score with its interval. */
#include "statistics/rate.h"

#include "statistics/cluster.h"
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
static int effective(const struct cluster_gathering *rows, double level,
                     struct rate *rate, struct error *err)
{
    struct cluster_mean mean;
    if (rate->n_clusters < 2) {
        rate->mean = rows->rows[0].sum / rows->rows[0].size;
        rate->g_eff = rate->n_eff = 1;
        return 0;
    }
    if (cluster_mean(rows->rows, rows->count, &mean, err))
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

int rate_of(const struct rate_kind *kinds, size_t count, double level, struct rate *rate,
            struct error *err)
{
    struct cluster_gathering rows = {0};
    struct rate found = {0};
    bool plain = true;
    int rc = -1;
    if (count == 0)
        return domain_empty("cases", err);
    if (domain_inside("a level", level, 0, 1, err))
        return -1;
    for (size_t i = 0; i < count; i++) {
        const struct rate_kind *kind = &kinds[i];
        if (kind_check(kind, err))
            goto done;
        plain = plain && !kind->repeated && kind->weight == 1 &&
                (kind->score == 0 || kind->score == 1);
        found.n_cases += kind->count;
        cluster_gather(&rows, kind->score, kind->weight, kind->count, kind->cluster);
    }
    cluster_gathering_close(&rows);
    struct sum sum = {0, 0};
    for (size_t i = 0; i < rows.count; i++) {
        found.n_clusters += rows.rows[i].count;
        sum_add(&sum, rows.rows[i].sum * (double)rows.rows[i].count);
    }
    if (plain && found.n_clusters == found.n_cases) {
        found.mean = sum_total(&sum) / (double)found.n_cases;
        found.g_eff = found.n_eff = (double)found.n_cases;
    } else if (effective(&rows, level, &found, err)) {
        goto done;
    }
    if (wilson_interval(found.mean, found.n_eff, level, &found.interval, err))
        goto done;
    *rate = found;
    rc = 0;
done:
    cluster_gathering_release(&rows);
    return rc;
}

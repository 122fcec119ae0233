/* statistics/cluster_walk.c - the mean over cases that are not held. */
#include "statistics/cluster_walk.h"

static struct cluster_sum row_of(const struct cluster_case *one)
{
    return (struct cluster_sum){one->value * one->weight, one->weight, one->count};
}

void cluster_walk_open(struct cluster_walk *walk, const struct case_walk *cases)
{
    struct cluster_case one;

    *walk = (struct cluster_walk){.cases = cases};
    cases->begin(cases->context);
    while (cases->next(cases->context, &one)) {
        if (one.cluster >= 0) {
            cluster_gather(&walk->named, one.value, one.weight, one.count, one.cluster);
        } else {
            walk->n_clusters += one.count;
            walk->first = row_of(&one);
        }
    }
    cluster_gathering_close(&walk->named);
    walk->n_clusters += (int64_t)walk->named.count;
    if (walk->named.count > 0)
        walk->first = walk->named.rows[0];
}

void cluster_walk_release(struct cluster_walk *walk)
{
    cluster_gathering_release(&walk->named);
}

static void rows_begin(void *context)
{
    struct cluster_walk *walk = context;

    walk->cases->begin(walk->cases->context);
    walk->at = 0;
    walk->has_ended = false;
}

/* Cases of their own, then the clusters with a number, then the one more. */
static bool rows_next(void *context, struct cluster_sum *out)
{
    struct cluster_walk *walk = context;
    struct cluster_case one;

    while (!walk->has_ended) {
        walk->has_ended = !walk->cases->next(walk->cases->context, &one);
        if (!walk->has_ended && one.cluster < 0) {
            *out = row_of(&one);
            return true;
        }
    }
    if (walk->at < walk->named.count)
        *out = walk->named.rows[walk->at];
    else if (walk->at == walk->named.count && walk->extra)
        *out = *walk->extra;
    else
        return false;
    walk->at++;
    return true;
}

int cluster_walk_mean(struct cluster_walk *walk, const struct cluster_sum *extra,
                      struct cluster_mean *mean, struct error *err)
{
    const struct cluster_rows rows = {rows_begin, rows_next, walk};

    walk->extra = extra;
    return cluster_mean_of(&rows, mean, err);
}

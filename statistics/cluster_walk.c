/* statistics/cluster_walk.c - the mean over cases that are not held. */
#include "statistics/cluster_walk.h"

static struct cluster_sum row_of(const struct cluster_case *one)
{
    return (struct cluster_sum){one->value * one->weight, one->weight, one->count};
}

int cluster_walk_add(struct cluster_walk *walk, const struct cluster_case *one,
                     struct error *err)
{
    if (one->cluster >= 0) {
        cluster_gather(&walk->named, one->value, one->weight, one->count, one->cluster);
        return 0;
    }
    walk->first = row_of(one);
    return cluster_sums_add(&walk->sums, &walk->first, err);
}

int cluster_walk_close(struct cluster_walk *walk, struct error *err)
{
    cluster_gathering_close(&walk->named);
    for (size_t i = 0; i < walk->named.count; i++)
        if (cluster_sums_add(&walk->sums, &walk->named.rows[i], err))
            return -1;
    if (walk->named.count > 0)
        walk->first = walk->named.rows[0];
    return 0;
}

void cluster_walk_release(struct cluster_walk *walk)
{
    cluster_gathering_release(&walk->named);
}

/* Cases of their own, then the clusters with a number. with_more: NULL, or another spread
 * of the same. */
static void spreads_fill(const struct cluster_walk *walk, const struct case_walk *cases,
                         struct cluster_spread *spread, struct cluster_spread *with_more)
{
    struct cluster_case one;

    cases->begin(cases->context);
    while (cases->next(cases->context, &one)) {
        const struct cluster_sum row = row_of(&one);

        if (one.cluster >= 0)
            continue;
        cluster_spread_add(spread, &row);
        if (with_more)
            cluster_spread_add(with_more, &row);
    }
    for (size_t i = 0; i < walk->named.count; i++) {
        cluster_spread_add(spread, &walk->named.rows[i]);
        if (with_more)
            cluster_spread_add(with_more, &walk->named.rows[i]);
    }
}

int cluster_walk_mean(const struct cluster_walk *walk, const struct case_walk *cases,
                      struct cluster_mean *mean, struct error *err)
{
    struct cluster_spread spread;

    if (cluster_spread_begin(&spread, &walk->sums, err))
        return -1;
    spreads_fill(walk, cases, &spread, NULL);
    cluster_spread_end(&spread);
    *mean = spread.mean;
    return 0;
}

int cluster_walk_means(const struct cluster_walk *walk, const struct case_walk *cases,
                       const struct cluster_sum *more, struct cluster_mean *mean,
                       struct cluster_mean *with_more, struct error *err)
{
    struct cluster_sums sums = walk->sums;
    struct cluster_spread spread, other;

    if (cluster_spread_begin(&spread, &walk->sums, err) ||
        cluster_sums_add(&sums, more, err) || cluster_spread_begin(&other, &sums, err))
        return -1;
    spreads_fill(walk, cases, &spread, &other);
    cluster_spread_add(&other, more);
    cluster_spread_end(&spread);
    cluster_spread_end(&other);
    *mean = spread.mean;
    *with_more = other.mean;
    return 0;
}

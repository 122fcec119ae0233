/* cluster_walk.h - the mean of cluster.h over cases that are gone through, as often as it
 * takes, and not held: only those of clusters with a number are, 24 bytes each, while the
 * clusters are summed up.
 */
#ifndef NOWORSE_STATISTICS_CLUSTER_WALK_H
#define NOWORSE_STATISTICS_CLUSTER_WALK_H

#include "statistics/cluster.h"

#include <stdbool.h>

/* `count` cases alike. */
struct cluster_case {
    double value, weight;
    int64_t count;
    int32_t cluster; /* cases of one number share a cluster; below 0: each its own */
};

/* The same cases in the same order each time. */
struct case_walk {
    void (*begin)(void *context);                          /* from the first one on */
    bool (*next)(void *context, struct cluster_case *out); /* false: no more */
    void *context;
};

/* Begin with cluster_walk_open(), end with cluster_walk_release(). */
struct cluster_walk {
    const struct case_walk *cases;  /* borrowed */
    struct cluster_gathering named; /* a row for each cluster with a number */
    int64_t n_clusters;
    struct cluster_sum first; /* any one of them, where there is one */
    const struct cluster_sum *extra;
    size_t at;
    bool has_ended;
};
void cluster_walk_open(struct cluster_walk *walk, const struct case_walk *cases);
void cluster_walk_release(struct cluster_walk *walk);

/* As cluster_mean(). extra: one cluster more; NULL: none. */
int cluster_walk_mean(struct cluster_walk *walk, const struct cluster_sum *extra,
                      struct cluster_mean *mean, struct error *err);

#endif

/* cluster_walk.h - the mean of cluster.h over cases that are gone through twice and not
 * held: only those of clusters with a number are, 24 bytes each, while the clusters are
 * summed up.
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

/* Begin with {0}, add every case, close, ask; end with cluster_walk_release(). */
struct cluster_walk {
    struct cluster_gathering named; /* a row for each cluster with a number */
    struct cluster_sums sums;       /* of all, once it is closed */
    struct cluster_sum first;       /* any one of them, where there is one */
};
int cluster_walk_add(struct cluster_walk *walk, const struct cluster_case *one,
                     struct error *err);
int cluster_walk_close(struct cluster_walk *walk, struct error *err);
void cluster_walk_release(struct cluster_walk *walk);

/* As cluster_mean(); `cases` are those that were added. */
int cluster_walk_mean(const struct cluster_walk *walk, const struct case_walk *cases,
                      struct cluster_mean *mean, struct error *err);
/* And the same with one cluster more. */
int cluster_walk_means(const struct cluster_walk *walk, const struct case_walk *cases,
                       const struct cluster_sum *more, struct cluster_mean *mean,
                       struct cluster_mean *with_more, struct error *err);

#endif

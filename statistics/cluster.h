/* cluster.h - the mean of cases that share clusters, and how sure it is.
 *
 * With n the total size, m the mean, and cluster g of size n_g, e_g its sum less m * n_g,
 * G clusters: SE^2  = (G-1)/G * sum (e_g / (1 - n_g/n))^2 / n^2      (jackknife: Bell and
 * McCaffrey 2002, MacKinnon, Nielsen G_eff = n^2 / sum n_g^2 and Webb 2023, Carter,
 * Schnepel and Steigerwald 2017) df    = G_eff - 1 A case without a cluster is a cluster
 * of one; then SE is sd / sqrt(n) with n - 1 degrees of freedom.
 */
#ifndef NOWORSE_STATISTICS_CLUSTER_H
#define NOWORSE_STATISTICS_CLUSTER_H

#include "base/error.h"
#include "statistics/sum.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* `count` clusters alike: each with this sum over its cases, and this size (the sum of
 * their weights). */
struct cluster_sum {
    double sum;
    double size;
    int64_t count;
};

struct cluster_mean {
    double mean;
    double size; /* n */
    double se;
    double se_cr1; /* Liang and Zeger 1986 with G/(G-1): too small where clusters differ
                      in size; to compare */
    double g_eff;
    double df;
    int64_t n_clusters;
    int64_t changed; /* clusters whose sum is not 0, but for rounding */
};

/* An SE below this is 0, and so is a sum of differences. */
#define CLUSTER_NOTHING 1e-12

/* Of `count` rows. Fewer than two clusters have no SE: N0822; none: N0821; sizes above 0,
 * counts from 1, finite sums: else N0820. */
int cluster_mean(const struct cluster_sum *rows, size_t count, struct cluster_mean *mean,
                 struct error *err);

/* The same where rows are not held: each is added to the sums, which begin with {0}, and
 * then, in the same order, to the spread about their mean. */
struct cluster_sums {
    struct sum sum, size, squares;
    int64_t n_clusters, changed;
};
int cluster_sums_add(struct cluster_sums *sums, const struct cluster_sum *row,
                     struct error *err);

struct cluster_spread {
    struct cluster_mean mean; /* without its errors until cluster_spread_end() */
    struct sum jackknife, plain;
};
int cluster_spread_begin(struct cluster_spread *spread, const struct cluster_sums *sums,
                         struct error *err);
void cluster_spread_add(struct cluster_spread *spread, const struct cluster_sum *row);
void cluster_spread_end(struct cluster_spread *spread);

/* Rows as they are gathered from cases; begin with {0}, end with
 * cluster_gathering_release(). */
struct cluster_gathering {
    struct cluster_sum *rows;
    size_t count, capacity;
    struct cluster_part
        *parts; /* what belongs to clusters with a name, until they are closed */
    size_t n_parts, parts_capacity;
};

/* `copies` cases of this value and weight: all in the cluster of that number, or, where
 * it is below 0, each its own. */
void cluster_gather(struct cluster_gathering *gathering, double value, double weight,
                    int64_t copies, int64_t cluster);

/* After the last case: one row for each cluster, in an order that does not depend on that
 * of the cases. */
void cluster_gathering_close(struct cluster_gathering *gathering);

void cluster_gathering_add_row(struct cluster_gathering *gathering, double sum,
                               double size, int64_t count);
void cluster_gathering_release(struct cluster_gathering *gathering);

#endif

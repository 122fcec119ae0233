/* statistics/cluster.c - the mean of cases that share clusters. */
#include "statistics/cluster.h"

#include "base/mem.h"
#include "statistics/domain.h"

#include <math.h>
#include <stdlib.h>

struct cluster_part {
    int64_t cluster;
    double sum, size;
};

void cluster_gathering_add_row(struct cluster_gathering *gathering, double sum,
                               double size, int64_t count)
{
    MEM_GROW(gathering->rows, gathering->count, gathering->capacity);
    gathering->rows[gathering->count++] = (struct cluster_sum){sum, size, count};
}

void cluster_gather(struct cluster_gathering *gathering, double value, double weight,
                    int64_t copies, int64_t cluster)
{
    double sum = value * weight, size = weight;
    if (cluster < 0) {
        cluster_gathering_add_row(gathering, sum, size, copies);
        return;
    }
    MEM_GROW(gathering->parts, gathering->n_parts, gathering->parts_capacity);
    gathering->parts[gathering->n_parts++] =
        (struct cluster_part){cluster, sum * (double)copies, size * (double)copies};
}

static int part_compare(const void *a, const void *b)
{
    const struct cluster_part *x = a, *y = b;
    if (x->cluster != y->cluster)
        return x->cluster < y->cluster ? -1 : 1;
    if (x->sum != y->sum)
        return x->sum < y->sum ? -1 : 1;
    return (x->size > y->size) - (x->size < y->size);
}

void cluster_gathering_close(struct cluster_gathering *gathering)
{
    const struct cluster_part *parts = gathering->parts;
    size_t n = gathering->n_parts;
    if (n > 0)
        qsort(gathering->parts, n, sizeof *parts, part_compare);
    for (size_t i = 0; i < n;) {
        struct sum sum = {0, 0}, size = {0, 0};
        int64_t cluster = parts[i].cluster;
        for (; i < n && parts[i].cluster == cluster; i++) {
            sum_add(&sum, parts[i].sum);
            sum_add(&size, parts[i].size);
        }
        cluster_gathering_add_row(gathering, sum_total(&sum), sum_total(&size), 1);
    }
    gathering->n_parts = 0;
}

void cluster_gathering_release(struct cluster_gathering *gathering)
{
    free(gathering->rows);
    free(gathering->parts);
    *gathering = (struct cluster_gathering){0};
}

static int row_check(const struct cluster_sum *row, struct error *err)
{
    if (domain_inside("a sum of values", row->sum, -INFINITY, INFINITY, err) ||
        domain_inside("a cluster's size", row->size, 0, INFINITY, err))
        return -1;
    return domain_count("a number of clusters", row->count, 1, err);
}

int cluster_sums_add(struct cluster_sums *sums, const struct cluster_sum *row,
                     struct error *err)
{
    double copies = (double)row->count;
    if (row_check(row, err))
        return -1;
    sum_add(&sums->sum, row->sum * copies);
    sum_add(&sums->size, row->size * copies);
    sum_add(&sums->squares, row->size * row->size * copies);
    sums->n_clusters += row->count;
    if (fabs(row->sum) > CLUSTER_NOTHING)
        sums->changed += row->count;
    return 0;
}

int cluster_spread_begin(struct cluster_spread *spread, const struct cluster_sums *sums,
                         struct error *err)
{
    double size = sum_total(&sums->size);
    if (sums->n_clusters == 0)
        return domain_empty("cases", err);
    if (sums->n_clusters < 2)
        return domain_misfit(err, "one cluster has no spread between clusters");
    double g_eff = size * size / sum_total(&sums->squares);
    *spread = (struct cluster_spread){.mean = {.mean = sum_total(&sums->sum) / size,
                                               .size = size,
                                               .g_eff = g_eff,
                                               .df = g_eff - 1,
                                               .n_clusters = sums->n_clusters,
                                               .changed = sums->changed}};
    return 0;
}

void cluster_spread_add(struct cluster_spread *spread, const struct cluster_sum *row)
{
    double off = row->sum - spread->mean.mean * row->size;
    double lever = off / (1 - row->size / spread->mean.size);
    sum_add(&spread->jackknife, lever * lever * (double)row->count);
    sum_add(&spread->plain, off * off * (double)row->count);
}

void cluster_spread_end(struct cluster_spread *spread)
{
    struct cluster_mean *mean = &spread->mean;
    double clusters = (double)mean->n_clusters;
    mean->se =
        sqrt((clusters - 1) / clusters * sum_total(&spread->jackknife)) / mean->size;
    mean->se_cr1 =
        sqrt(clusters / (clusters - 1) * sum_total(&spread->plain)) / mean->size;
    if (mean->se < CLUSTER_NOTHING)
        mean->se = 0;
}

int cluster_mean(const struct cluster_sum *rows, size_t count, struct cluster_mean *mean,
                 struct error *err)
{
    struct cluster_sums sums = {.n_clusters = 0};
    struct cluster_spread spread = {.mean = {.se = 0}};
    for (size_t i = 0; i < count; i++)
        if (cluster_sums_add(&sums, &rows[i], err))
            return -1;
    if (cluster_spread_begin(&spread, &sums, err))
        return -1;
    for (size_t i = 0; i < count; i++)
        cluster_spread_add(&spread, &rows[i]);
    cluster_spread_end(&spread);
    *mean = spread.mean;
    return 0;
}

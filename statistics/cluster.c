/* statistics/cluster.c - the mean of cases that share clusters. */
#include "statistics/cluster.h"

#include "base/mem.h"
#include "statistics/domain.h"
#include "statistics/sum.h"

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

static int rows_check(const struct cluster_sum *rows, size_t count, struct error *err)
{
    if (count == 0)
        return domain_empty("cases", err);
    for (size_t i = 0; i < count; i++)
        if (domain_inside("a sum of values", rows[i].sum, -INFINITY, INFINITY, err) ||
            domain_inside("a cluster's size", rows[i].size, 0, INFINITY, err) ||
            domain_count("a number of clusters", rows[i].count, 1, err))
            return -1;
    return 0;
}

/* Mean, sizes and counts; what a standard error stands on. */
static void mean_begin(const struct cluster_sum *rows, size_t count,
                       struct cluster_mean *mean)
{
    struct sum sum = {0, 0}, size = {0, 0}, squares = {0, 0};
    *mean = (struct cluster_mean){0};
    for (size_t i = 0; i < count; i++) {
        double copies = (double)rows[i].count;
        sum_add(&sum, rows[i].sum * copies);
        sum_add(&size, rows[i].size * copies);
        sum_add(&squares, rows[i].size * rows[i].size * copies);
        mean->n_clusters += rows[i].count;
        if (fabs(rows[i].sum) > CLUSTER_NOTHING)
            mean->changed += rows[i].count;
    }
    mean->size = sum_total(&size);
    mean->mean = sum_total(&sum) / mean->size;
    mean->g_eff = mean->size * mean->size / sum_total(&squares);
    mean->df = mean->g_eff - 1;
}

int cluster_mean(const struct cluster_sum *rows, size_t count, struct cluster_mean *mean,
                 struct error *err)
{
    struct cluster_mean found;
    if (rows_check(rows, count, err))
        return -1;
    mean_begin(rows, count, &found);
    if (found.n_clusters < 2)
        return domain_misfit(err, "one cluster has no spread between clusters");
    struct sum jackknife = {0, 0}, plain = {0, 0};
    for (size_t i = 0; i < count; i++) {
        double off = rows[i].sum - found.mean * rows[i].size;
        double lever = off / (1 - rows[i].size / found.size);
        sum_add(&jackknife, lever * lever * (double)rows[i].count);
        sum_add(&plain, off * off * (double)rows[i].count);
    }
    double clusters = (double)found.n_clusters;
    found.se = sqrt((clusters - 1) / clusters * sum_total(&jackknife)) / found.size;
    found.se_cr1 = sqrt(clusters / (clusters - 1) * sum_total(&plain)) / found.size;
    if (found.se < CLUSTER_NOTHING)
        found.se = 0;
    *mean = found;
    return 0;
}

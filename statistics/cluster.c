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

static int row_check(const struct cluster_sum *row, struct error *err)
{
    if (domain_inside("a sum of values", row->sum, -INFINITY, INFINITY, err) ||
        domain_inside("a cluster's size", row->size, 0, INFINITY, err))
        return -1;
    return domain_count("a number of clusters", row->count, 1, err);
}

/* Mean, sizes and counts; what a standard error stands on. */
static int mean_begin(const struct cluster_rows *rows, struct cluster_mean *mean,
                      struct error *err)
{
    struct sum sum = {0, 0}, size = {0, 0}, squares = {0, 0};
    struct cluster_sum row;
    *mean = (struct cluster_mean){0};
    rows->begin(rows->context);
    while (rows->next(rows->context, &row)) {
        double copies = (double)row.count;
        if (row_check(&row, err))
            return -1;
        sum_add(&sum, row.sum * copies);
        sum_add(&size, row.size * copies);
        sum_add(&squares, row.size * row.size * copies);
        mean->n_clusters += row.count;
        if (fabs(row.sum) > CLUSTER_NOTHING)
            mean->changed += row.count;
    }
    if (mean->n_clusters == 0)
        return domain_empty("cases", err);
    mean->size = sum_total(&size);
    mean->mean = sum_total(&sum) / mean->size;
    mean->g_eff = mean->size * mean->size / sum_total(&squares);
    mean->df = mean->g_eff - 1;
    return 0;
}

int cluster_mean_of(const struct cluster_rows *rows, struct cluster_mean *mean,
                    struct error *err)
{
    struct cluster_mean found;
    struct cluster_sum row;
    if (mean_begin(rows, &found, err))
        return -1;
    if (found.n_clusters < 2)
        return domain_misfit(err, "one cluster has no spread between clusters");
    struct sum jackknife = {0, 0}, plain = {0, 0};
    rows->begin(rows->context);
    while (rows->next(rows->context, &row)) {
        double off = row.sum - found.mean * row.size;
        double lever = off / (1 - row.size / found.size);
        sum_add(&jackknife, lever * lever * (double)row.count);
        sum_add(&plain, off * off * (double)row.count);
    }
    double clusters = (double)found.n_clusters;
    found.se = sqrt((clusters - 1) / clusters * sum_total(&jackknife)) / found.size;
    found.se_cr1 = sqrt(clusters / (clusters - 1) * sum_total(&plain)) / found.size;
    if (found.se < CLUSTER_NOTHING)
        found.se = 0;
    *mean = found;
    return 0;
}

struct rows_held {
    const struct cluster_sum *rows;
    size_t count, at;
};

static void held_begin(void *context)
{
    struct rows_held *held = context;
    held->at = 0;
}

static bool held_next(void *context, struct cluster_sum *out)
{
    struct rows_held *held = context;
    if (held->at == held->count)
        return false;
    *out = held->rows[held->at++];
    return true;
}

int cluster_mean(const struct cluster_sum *rows, size_t count, struct cluster_mean *mean,
                 struct error *err)
{
    struct rows_held held = {rows, count, 0};
    const struct cluster_rows walk = {held_begin, held_next, &held};
    return cluster_mean_of(&walk, mean, err);
}

/* tests/gate/oracle_intervals.c - intervals of a share and of a run's score; clusters. */
#include "tests/gate/oracle.h"

#include "base/mem.h"
#include "statistics/cluster.h"
#include "statistics/interval.h"
#include "statistics/rate.h"

#include <math.h>
#include <stdlib.h>

static void interval_put(json_t *out, const struct interval *interval)
{
    oracle_put(out, "lower", interval->lower);
    oracle_put(out, "upper", interval->upper);
}

static int share_compute(const json_t *in, json_t *out, struct error *err,
                         int (*interval_of)(int64_t, int64_t, double, struct interval *,
                                            struct error *))
{
    int64_t k = 0, n = 0;
    double level = 0;
    struct interval interval = {NAN, NAN};
    if (oracle_count(in, "k", &k, err) || oracle_count(in, "n", &n, err) ||
        oracle_number(in, "level", &level, err) ||
        interval_of(k, n, level, &interval, err))
        return -1;
    interval_put(out, &interval);
    return 0;
}

static int wilson_compute(const json_t *in, json_t *out, struct error *err)
{
    return share_compute(in, out, err, wilson_of_count);
}

static int clopper_pearson_compute(const json_t *in, json_t *out, struct error *err)
{
    return share_compute(in, out, err, clopper_pearson);
}

static int jeffreys_compute(const json_t *in, json_t *out, struct error *err)
{
    return share_compute(in, out, err, jeffreys);
}

static int agresti_coull_compute(const json_t *in, json_t *out, struct error *err)
{
    return share_compute(in, out, err, agresti_coull);
}

static int rate_interval_compute(const json_t *in, json_t *out, struct error *err)
{
    const json_t *rows = json_object_get(in, "rows");
    size_t count = json_array_size(rows);
    double level = 0;
    struct rate rate;
    if (oracle_number(in, "level", &level, err))
        return -1;
    struct rate_kind *kinds = mem_new(count + 1, sizeof *kinds);
    int rc = 0;
    for (size_t i = 0; rc == 0 && i < count; i++) {
        const json_t *row = json_array_get(rows, i);
        size_t attempts = 0;
        kinds[i].weight = oracle_number_or(row, "weight", 1);
        kinds[i].count = (int64_t)oracle_number_or(row, "count", 1);
        kinds[i].cluster = oracle_cluster(rows, i);
        rc = oracle_mean(row, "scores", &kinds[i].score, &attempts, err);
        kinds[i].repeated = attempts > 1;
    }
    if (rc == 0)
        rc = rate_of(kinds, count, level, &rate, err);
    free(kinds);
    if (rc)
        return -1;
    interval_put(out, &rate.interval);
    oracle_put(out, "mean", rate.mean);
    oracle_put_count(out, "n_cases", rate.n_cases);
    oracle_put_count(out, "n_clusters", rate.n_clusters);
    oracle_put(out, "G_eff", rate.g_eff);
    oracle_put(out, "n_eff", rate.n_eff);
    return 0;
}

static int cluster_se_compute(const json_t *in, json_t *out, struct error *err)
{
    double *y = NULL;
    size_t count = 0;
    const json_t *clusters = json_object_get(in, "cluster");
    struct cluster_gathering rows = {0};
    struct cluster_mean mean;
    if (oracle_numbers(in, "y", &y, &count, err))
        return -1;
    for (size_t i = 0; i < count; i++)
        cluster_gather(&rows, y[i], 1, 1, oracle_first_equal(clusters, i));
    cluster_gathering_close(&rows);
    int rc = cluster_mean(rows.rows, rows.count, &mean, err);
    cluster_gathering_release(&rows);
    free(y);
    /* Lists of two lengths cannot be given to our functions. */
    if (rc == 0 && json_array_size(clusters) != count)
        return error_set(err, ERROR_INPUT, "N0822", "a value without its cluster");
    if (rc)
        return -1;
    oracle_put(out, "mean", mean.mean);
    oracle_put(out, "se", mean.se);
    oracle_put(out, "se_cr1", mean.se_cr1);
    oracle_put_count(out, "n_clusters", mean.n_clusters);
    oracle_put(out, "G_eff", mean.g_eff);
    return 0;
}

const struct oracle_group oracle_intervals[] = {
    {"wilson", wilson_compute},
    {"clopper_pearson", clopper_pearson_compute},
    {"jeffreys", jeffreys_compute},
    {"agresti_coull", agresti_coull_compute},
    {"rate_interval", rate_interval_compute},
    {"cluster_se", cluster_se_compute},
    {NULL, NULL},
};

/* tests/gate/oracle_paired.c - candidate against baseline; several tests at once; one
 * case's attempts. */
#include "tests/gate/oracle.h"

#include "base/mem.h"
#include "statistics/fisher.h"
#include "statistics/mcnemar.h"
#include "statistics/multiple.h"
#include "statistics/paired.h"
#include "statistics/tango.h"

#include <stdlib.h>

static int changes_read(const json_t *in, int64_t *gains, int64_t *losses,
                        struct error *err)
{
    return oracle_count(in, "gains", gains, err) ||
                   oracle_count(in, "losses", losses, err)
               ? -1
               : 0;
}

static int mcnemar_compute(const json_t *in, json_t *out, struct error *err)
{
    int64_t gains = 0, losses = 0;
    struct mcnemar test;
    if (changes_read(in, &gains, &losses, err) || mcnemar_test(gains, losses, &test, err))
        return -1;
    oracle_put(out, "midp_drop", test.midp_drop);
    oracle_put(out, "exact_drop", test.exact_drop);
    oracle_put(out, "midp_two_sided", test.midp_two_sided);
    oracle_put(out, "exact_two_sided", test.exact_two_sided);
    return 0;
}

static int mcnemar_chi2_compute(const json_t *in, json_t *out, struct error *err)
{
    int64_t gains = 0, losses = 0;
    double statistic = 0, p = 0;
    if (changes_read(in, &gains, &losses, err) ||
        mcnemar_chi2(gains, losses, json_is_true(json_object_get(in, "correction")),
                     &statistic, &p, err))
        return -1;
    oracle_put(out, "statistic", statistic);
    oracle_put(out, "p", p);
    return 0;
}

static int changes_interval(const json_t *in, json_t *out, struct error *err,
                            int (*interval_of)(int64_t, int64_t, int64_t, double,
                                               struct interval *, struct error *))
{
    int64_t gains = 0, losses = 0, n = 0;
    double level = 0;
    struct interval interval;
    if (changes_read(in, &gains, &losses, err) || oracle_count(in, "n", &n, err) ||
        oracle_number(in, "level", &level, err) ||
        interval_of(gains, losses, n, level, &interval, err))
        return -1;
    oracle_put(out, "diff", (double)(gains - losses) / (double)n);
    oracle_put(out, "lower", interval.lower);
    oracle_put(out, "upper", interval.upper);
    return 0;
}

static int tango_compute(const json_t *in, json_t *out, struct error *err)
{
    return changes_interval(in, out, err, tango_interval);
}

static int bonett_price_compute(const json_t *in, json_t *out, struct error *err)
{
    return changes_interval(in, out, err, bonett_price);
}

static int newcombe_compute(const json_t *in, json_t *out, struct error *err)
{
    struct paired_counts counts = {0, 0, 0, 0};
    double level = 0;
    struct interval interval;
    if (changes_read(in, &counts.gains, &counts.losses, err) ||
        oracle_count(in, "both_pass", &counts.both_pass, err) ||
        oracle_count(in, "both_fail", &counts.both_fail, err) ||
        oracle_number(in, "level", &level, err) ||
        newcombe_paired(&counts, level, &interval, err))
        return -1;
    int64_t n = counts.both_pass + counts.gains + counts.losses + counts.both_fail;
    oracle_put(out, "diff", (double)(counts.gains - counts.losses) / (double)n);
    oracle_put(out, "lower", interval.lower);
    oracle_put(out, "upper", interval.upper);
    return 0;
}

int oracle_paired_kinds(const json_t *rows, struct paired_kind **kinds, struct error *err)
{
    size_t count = json_array_size(rows);
    *kinds = mem_new(count + 1, sizeof **kinds);
    for (size_t i = 0; i < count; i++) {
        struct paired_kind *kind = &(*kinds)[i];
        const json_t *row = json_array_get(rows, i);
        size_t before = 0, now = 0;
        kind->weight = oracle_number_or(row, "weight", 1);
        kind->count = (int64_t)oracle_number_or(row, "count", 1);
        kind->cluster = oracle_cluster(rows, i);
        if (oracle_mean(row, "base", &kind->base, &before, err) ||
            oracle_mean(row, "cand", &kind->candidate, &now, err)) {
            free(*kinds);
            return -1;
        }
        kind->repeated = before > 1 || now > 1;
    }
    return 0;
}

static void paired_put(json_t *out, const struct paired_comparison *found)
{
    oracle_put_count(out, "n_cases", found->n_cases);
    oracle_put_count(out, "n_clusters", found->n_clusters);
    oracle_put(out, "diff", found->diff);
    oracle_put(out, "lower", found->lower);
    oracle_put(out, "upper", found->upper);
    oracle_put(out, "p_drop", found->p_drop);
    if (found->n_clusters < 2) { /* what has no value there is not told */
        oracle_put(out, "G_eff", 1);
        json_object_set_new(out, "se", json_null());
        json_object_set_new(out, "df", json_null());
        json_object_set_new(out, "lower_plain", json_null());
        json_object_set_new(out, "changed", json_null());
        return;
    }
    oracle_put(out, "G_eff", found->g_eff);
    oracle_put(out, "se", found->se);
    oracle_put(out, "df", found->df);
    oracle_put(out, "lower_plain", found->lower_plain);
    oracle_put_count(out, "changed", found->changed);
}

static int paired_diff_compute(const json_t *in, json_t *out, struct error *err)
{
    const json_t *rows = json_object_get(in, "rows");
    struct paired_kind *kinds = NULL;
    struct paired_comparison found;
    double level = 0;
    if (oracle_number(in, "level", &level, err) || oracle_paired_kinds(rows, &kinds, err))
        return -1;
    int rc = paired_general(kinds, json_array_size(rows), level, &found, err);
    free(kinds);
    if (rc == 0)
        paired_put(out, &found);
    return rc;
}

static int fisher_case_compute(const json_t *in, json_t *out, struct error *err)
{
    int64_t base_pass = 0, base_n = 0, cand_pass = 0, cand_n = 0;
    double p = 0;
    if (oracle_count(in, "base_pass", &base_pass, err) ||
        oracle_count(in, "base_n", &base_n, err) ||
        oracle_count(in, "cand_pass", &cand_pass, err) ||
        oracle_count(in, "cand_n", &cand_n, err) ||
        fisher_drop(base_pass, base_n, cand_pass, cand_n, &p, err))
        return -1;
    oracle_put(out, "p", p);
    return 0;
}

static int adjusted_compute(const json_t *in, json_t *out, struct error *err,
                            int (*adjust)(const double *, size_t, double *,
                                          struct error *))
{
    double *p = NULL;
    size_t count = 0;
    if (oracle_numbers(in, "p", &p, &count, err))
        return -1;
    int rc = adjust(p, count, p, err);
    if (rc == 0)
        oracle_put_numbers(out, "adjusted", p, count);
    free(p);
    return rc;
}

static int holm_compute(const json_t *in, json_t *out, struct error *err)
{
    return adjusted_compute(in, out, err, holm_adjust);
}

static int bh_compute(const json_t *in, json_t *out, struct error *err)
{
    return adjusted_compute(in, out, err, bh_adjust);
}

const struct oracle_group oracle_paired[] = {
    {"mcnemar", mcnemar_compute},
    {"mcnemar_chi2", mcnemar_chi2_compute},
    {"tango_paired", tango_compute},
    {"bonett_price_paired", bonett_price_compute},
    {"newcombe_paired", newcombe_compute},
    {"paired_diff", paired_diff_compute},
    {"fisher_case", fisher_case_compute},
    {"holm", holm_compute},
    {"bh", bh_compute},
    {NULL, NULL},
};

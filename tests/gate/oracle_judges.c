/* tests/gate/oracle_judges.c - raters and judges. */
#include "tests/gate/oracle.h"

#include "base/mem.h"
#include "statistics/domain.h"
#include "statistics/judge_correction.h"
#include "statistics/judge_report.h"
#include "statistics/kappa.h"
#include "statistics/krippendorff.h"
#include "statistics/ppi_mean.h"

#include <stdlib.h>

static void put_if(json_t *out, const char *key, bool is_defined, double value)
{
    if (is_defined)
        oracle_put(out, key, value);
    else
        oracle_put_null(out, key);
}

static int cohen_kappa_compute(const json_t *in, json_t *out, struct error *err)
{
    struct oracle_table table;
    struct kappa got;
    if (oracle_table(in, "table", &table, err))
        return -1;
    struct rating_table ratings = {table.numbers, table.rows, table.columns};
    int rc = kappa_of(&ratings, &got, err);
    free(table.numbers);
    if (rc)
        return -1;
    put_if(out, "kappa", got.is_defined, got.plain);
    put_if(out, "linear", got.is_defined, got.linear);
    put_if(out, "quadratic", got.is_defined, got.quadratic);
    return 0;
}

static int gwet_ac1_compute(const json_t *in, json_t *out, struct error *err)
{
    struct oracle_table table;
    double got = 0;
    if (oracle_table(in, "table", &table, err))
        return -1;
    struct rating_table ratings = {table.numbers, table.rows, table.columns};
    int rc = gwet_ac1(&ratings, &got, err);
    free(table.numbers);
    oracle_put(out, "ac1", got);
    return rc;
}

/* A unit's ratings without the missing ones; the caller's. */
static int unit_read(const json_t *row, double **ratings, size_t *count,
                     struct error *err)
{
    json_t *given = json_array();
    for (size_t i = 0; i < json_array_size(row); i++)
        if (!json_is_null(json_array_get(row, i)))
            json_array_append(given, json_array_get(row, i));
    json_t *object = json_pack("{s:o}", "ratings", given);
    int rc = oracle_numbers(object, "ratings", ratings, count, err);
    json_decref(object);
    return rc;
}

static int krippendorff_alpha_compute(const json_t *in, json_t *out, struct error *err)
{
    const json_t *rows = json_object_get(in, "units");
    size_t count = json_array_size(rows), read = 0;
    struct rated_unit *units = mem_new(count + 1, sizeof *units);
    double **ratings = mem_new(count + 1, sizeof *ratings);
    struct krippendorff got = {.is_defined = false};
    int rc = 0;
    for (; read < count && !rc; read++) {
        rc = unit_read(json_array_get(rows, read), ratings + read, &units[read].count,
                       err);
        units[read].ratings = ratings[read];
    }
    if (!rc)
        rc = krippendorff_alpha(units, count, &got, err);
    for (size_t i = 0; i < read; i++)
        free(ratings[i]);
    free(ratings);
    free(units);
    put_if(out, "nominal", got.is_defined, got.nominal);
    put_if(out, "ordinal", got.is_defined, got.ordinal);
    put_if(out, "interval", got.is_defined, got.interval);
    return rc;
}

static int judge_report_compute(const json_t *in, json_t *out, struct error *err)
{
    struct judge_counts counts;
    struct judge_report got;
    double level;
    if (oracle_count(in, "tp", &counts.tp, err) ||
        oracle_count(in, "fn", &counts.fn, err) ||
        oracle_count(in, "fp", &counts.fp, err) ||
        oracle_count(in, "tn", &counts.tn, err) ||
        oracle_number(in, "level", &level, err) ||
        judge_report(&counts, level, &got, err))
        return -1;
    oracle_put(out, "sensitivity", got.sensitivity);
    oracle_put(out, "sensitivity_lower", got.sensitivity_range.lower);
    oracle_put(out, "sensitivity_upper", got.sensitivity_range.upper);
    oracle_put(out, "specificity", got.specificity);
    oracle_put(out, "specificity_lower", got.specificity_range.lower);
    oracle_put(out, "specificity_upper", got.specificity_range.upper);
    oracle_put(out, "youden", got.youden);
    oracle_put(out, "youden_lower", got.youden_range.lower);
    oracle_put(out, "youden_upper", got.youden_range.upper);
    oracle_put(out, "agreement", got.agreement);
    oracle_put(out, "kappa", got.kappa);
    oracle_put(out, "ac1", got.ac1);
    return 0;
}

static int calibration_read(const json_t *in, struct judge_calibration *calibration,
                            double *level, struct error *err)
{
    return oracle_count(in, "tp", &calibration->tp, err) ||
                   oracle_count(in, "m1", &calibration->m1, err) ||
                   oracle_count(in, "tn", &calibration->tn, err) ||
                   oracle_count(in, "m0", &calibration->m0, err) ||
                   oracle_number(in, "level", level, err)
               ? -1
               : 0;
}

static int rogan_gladen_compute(const json_t *in, json_t *out, struct error *err)
{
    struct judge_calibration calibration;
    struct corrected_rate got;
    double level, passed, n;
    if (calibration_read(in, &calibration, &level, err) ||
        oracle_number(in, "pos", &passed, err) || oracle_number(in, "n", &n, err) ||
        corrected_rate(passed, n, &calibration, level, &got, err))
        return -1;
    oracle_put(out, "estimate", got.estimate);
    oracle_put(out, "lower", got.range.lower);
    oracle_put(out, "upper", got.range.upper);
    oracle_put(out, "youden", got.youden);
    oracle_put(out, "youden_adjusted", got.youden_adjusted);
    return 0;
}

static int corrected_diff_compute(const json_t *in, json_t *out, struct error *err)
{
    struct judge_calibration calibration;
    struct corrected_diff got;
    double level, diff, se;
    if (calibration_read(in, &calibration, &level, err) ||
        oracle_number(in, "diff", &diff, err) || oracle_number(in, "se", &se, err) ||
        corrected_diff(diff, se, &calibration, level, &got, err))
        return -1;
    oracle_put(out, "estimate", got.estimate);
    oracle_put(out, "se", got.se);
    oracle_put(out, "lower", got.range.lower);
    oracle_put(out, "upper", got.range.upper);
    oracle_put(out, "youden_adjusted", got.youden_adjusted);
    return 0;
}

static int ppi_lists(const json_t *in, double **labels, double **judged, double **others,
                     struct ppi_scores *scores, struct error *err)
{
    size_t judged_count;
    if (oracle_numbers(in, "y", labels, &scores->labelled, err) ||
        oracle_numbers(in, "f", judged, &judged_count, err) ||
        oracle_numbers(in, "f_unlabelled", others, &scores->other_count, err))
        return -1;
    scores->labels = *labels;
    scores->judged = *judged;
    scores->others = *others;
    /* The function takes one length for both. */
    return judged_count == scores->labelled
               ? 0
               : domain_misfit(err, "%zu labels, %zu judged", scores->labelled,
                               judged_count);
}

static int ppi_mean_compute(const json_t *in, json_t *out, struct error *err)
{
    double *labels = NULL, *judged = NULL, *others = NULL, level = 0;
    struct ppi_scores scores;
    struct ppi_mean got;
    int rc = oracle_number(in, "level", &level, err) ||
             ppi_lists(in, &labels, &judged, &others, &scores, err);
    if (!rc)
        rc = json_is_null(json_object_get(in, "lam"))
                 ? ppi_mean(&scores, level, &got, err)
                 : ppi_mean_fixed(&scores, level, oracle_number_or(in, "lam", -1), &got,
                                  err);
    free(labels);
    free(judged);
    free(others);
    if (rc)
        return -1;
    oracle_put(out, "estimate", got.estimate);
    oracle_put(out, "se", got.se);
    oracle_put(out, "lam", got.lam);
    oracle_put(out, "lower", got.published.lower);
    oracle_put(out, "upper", got.published.upper);
    return 0;
}

const struct oracle_group oracle_judges[] = {
    {"cohen_kappa", cohen_kappa_compute},
    {"corrected_diff", corrected_diff_compute},
    {"gwet_ac1", gwet_ac1_compute},
    {"judge_report", judge_report_compute},
    {"krippendorff_alpha", krippendorff_alpha_compute},
    {"ppi_mean", ppi_mean_compute},
    {"rogan_gladen", rogan_gladen_compute},
    {NULL, NULL},
};

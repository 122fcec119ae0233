/* tests/gate/oracle_monitors.c - evidence that may be looked at any time: early_stop,
 * confidence_sequence, drift. */
#include "tests/gate/oracle.h"

#include "base/mem.h"
#include "statistics/confidence_sequence.h"
#include "statistics/domain.h"
#include "statistics/drift.h"
#include "statistics/drift_reference.h"
#include "statistics/early_stop.h"
#include "statistics/normal_mixture.h"

#include <math.h>
#include <stdlib.h>

static int early_stop_run(const struct oracle_table *units, struct early_stop *stop,
                          json_t *out, struct error *err)
{
    double *log_drop = mem_new(units->rows, sizeof *log_drop);
    double *log_ok = mem_new(units->rows, sizeof *log_ok);
    int rc = 0;
    oracle_put_null(out, "stop_after");
    oracle_put_null(out, "stop_verdict");
    for (size_t i = 0; i < units->rows && !rc; i++) {
        rc = early_stop_add(stop, units->numbers[2 * i], units->numbers[2 * i + 1], err);
        log_drop[i] = early_stop_log_drop(stop);
        log_ok[i] = early_stop_log_ok(stop);
        enum early_verdict verdict = early_stop_verdict(stop);
        if (verdict == EARLY_NONE || !json_is_null(json_object_get(out, "stop_after")))
            continue;
        oracle_put_count(out, "stop_after", (int64_t)i + 1);
        json_object_set_new(
            out, "stop_verdict",
            json_string(verdict == EARLY_REGRESSION ? "REGRESSION" : "PASS"));
    }
    oracle_put_numbers(out, "log_wealth_drop", log_drop, units->rows);
    oracle_put_numbers(out, "log_wealth_ok", log_ok, units->rows);
    free(log_drop);
    free(log_ok);
    return rc;
}

static int early_stop_compute(const json_t *in, json_t *out, struct error *err)
{
    struct oracle_table units;
    struct early_stop stop;
    double margin, alpha, largest = 0;
    if (oracle_number(in, "margin", &margin, err) ||
        oracle_number(in, "alpha_seq", &alpha, err) ||
        oracle_table(in, "units", &units, err))
        return -1;
    for (size_t i = 0; i < units.rows; i++)
        largest = fmax(largest, units.numbers[2 * i + 1]);
    int rc = units.rows == 0 ? domain_empty("units", err)
             : early_stop_init(&stop, margin, alpha, largest, err)
                 ? -1
                 : early_stop_run(&units, &stop, out, err);
    free(units.numbers);
    return rc;
}

/* Rows of [value, count]; the caller's. */
static struct outcome_count *outcomes_of(const struct oracle_table *table)
{
    struct outcome_count *outcomes = mem_new(table->rows + 1, sizeof *outcomes);
    for (size_t i = 0; i < table->rows; i++)
        outcomes[i] = (struct outcome_count){table->numbers[2 * i],
                                             (uint64_t)table->numbers[2 * i + 1]};
    return outcomes;
}

static int confidence_sequence_compute(const json_t *in, json_t *out, struct error *err)
{
    struct oracle_table counts;
    struct interval got = {0, 0};
    double alpha;
    if (oracle_number(in, "alpha", &alpha, err) ||
        oracle_table(in, "counts", &counts, err))
        return -1;
    struct outcome_count *outcomes = outcomes_of(&counts);
    int rc = confidence_sequence(outcomes, counts.rows, alpha, &got, err);
    free(outcomes);
    free(counts.numbers);
    oracle_put(out, "lower", got.lower);
    oracle_put(out, "upper", got.upper);
    return rc;
}

static int night_feed(const json_t *night, struct drift *drift, struct error *err)
{
    json_t *object = json_pack("{s:O}", "night", night);
    struct oracle_table table;
    int rc = oracle_table(object, "night", &table, err);
    json_decref(object);
    if (rc)
        return -1;
    struct outcome_count *outcomes = outcomes_of(&table);
    rc = drift_night(drift, outcomes, table.rows, err);
    free(outcomes);
    free(table.numbers);
    return rc;
}

static int drift_path_compute(const json_t *in, json_t *out, struct error *err)
{
    const json_t *nights = json_object_get(in, "nights");
    double null_mean, overdispersion, threshold;
    struct drift drift;
    if (oracle_number(in, "null_mean", &null_mean, err) ||
        oracle_number(in, "overdispersion", &overdispersion, err) ||
        oracle_number(in, "threshold", &threshold, err) ||
        drift_init(&drift, null_mean, overdispersion, err))
        return -1;
    size_t count = json_array_size(nights);
    double *log_sr = mem_new(count + 1, sizeof *log_sr);
    double *log_cusum = mem_new(count + 1, sizeof *log_cusum);
    int rc = 0;
    oracle_put_null(out, "alarm_night");
    oracle_put_null(out, "start_night");
    for (size_t i = 0; i < count && !rc; i++) {
        rc = night_feed(json_array_get(nights, i), &drift, err);
        log_sr[i] = drift_log_sr(&drift);
        log_cusum[i] = drift_log_cusum(&drift);
        if (drift_state(&drift, threshold) != DRIFT_CONFIRMED ||
            !json_is_null(json_object_get(out, "alarm_night")))
            continue;
        oracle_put_count(out, "alarm_night", (int64_t)i + 1);
        oracle_put_count(out, "start_night", (int64_t)drift_since(&drift));
    }
    oracle_put_numbers(out, "log_sr", log_sr, count);
    oracle_put_numbers(out, "log_cusum", log_cusum, count);
    free(log_sr);
    free(log_cusum);
    return rc;
}

static int drift_reference_compute(const json_t *in, json_t *out, struct error *err)
{
    struct oracle_table table;
    struct drift_reference got;
    double tolerance;
    if (oracle_number(in, "tolerance", &tolerance, err) ||
        oracle_table(in, "nights", &table, err))
        return -1;
    struct reference_night *nights = mem_new(table.rows + 1, sizeof *nights);
    for (size_t i = 0; i < table.rows; i++)
        nights[i] =
            (struct reference_night){table.numbers[2 * i], table.numbers[2 * i + 1]};
    int rc = drift_reference(nights, table.rows, tolerance, &got, err);
    free(nights);
    free(table.numbers);
    if (rc)
        return -1;
    oracle_put(out, "mean", got.mean);
    oracle_put(out, "sd", got.sd);
    oracle_put(out, "null_mean", got.null_mean);
    oracle_put(out, "overdispersion", got.overdispersion);
    return 0;
}

static int normal_mixture_compute(const json_t *in, json_t *out, struct error *err)
{
    double n, variance, rho, alpha, got = 0;
    if (oracle_number(in, "n", &n, err) || oracle_number(in, "sigma2", &variance, err) ||
        oracle_number(in, "rho", &rho, err) || oracle_number(in, "alpha", &alpha, err) ||
        normal_mixture(n, variance, rho, alpha, &got, err))
        return -1;
    oracle_put(out, "half_width", got);
    return 0;
}

const struct oracle_group oracle_monitors[] = {
    {"confidence_sequence", confidence_sequence_compute},
    {"drift_path", drift_path_compute},
    {"drift_reference", drift_reference_compute},
    {"early_stop", early_stop_compute},
    {"normal_mixture", normal_mixture_compute},
    {NULL, NULL},
};

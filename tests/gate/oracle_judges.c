/* tests/gate/oracle_judges.c - raters and judges. */
#include "tests/gate/oracle.h"

#include "base/mem.h"
#include "statistics/kappa.h"
#include "statistics/krippendorff.h"

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

const struct oracle_group oracle_judges[] = {
    {"cohen_kappa", cohen_kappa_compute},
    {"gwet_ac1", gwet_ac1_compute},
    {"krippendorff_alpha", krippendorff_alpha_compute},
    {NULL, NULL},
};

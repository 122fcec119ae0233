/* tests/gate/oracle_distributions.c - normal, Student's t, beta, chi-squared, binomial.
 */
#include "tests/gate/oracle.h"

#include "statistics/beta.h"
#include "statistics/binomial.h"
#include "statistics/chi2.h"
#include "statistics/normal.h"
#include "statistics/student_t.h"

#include <string.h>

/* "p" of a quantile, "x" of a tail. */
static int argument_read(const json_t *in, double *x, struct error *err)
{
    bool quantile = strcmp(oracle_text(in, "op"), "quantile") == 0;
    return oracle_number(in, quantile ? "p" : "x", x, err);
}

static int normal_compute(const json_t *in, json_t *out, struct error *err)
{
    const char *op = oracle_text(in, "op");
    double x = 0, value = 0;
    if (argument_read(in, &x, err))
        return -1;
    int rc = strcmp(op, "cdf") == 0  ? normal_cdf(x, &value, err)
             : strcmp(op, "sf") == 0 ? normal_sf(x, &value, err)
                                     : normal_quantile(x, &value, err);
    oracle_put(out, "value", value);
    return rc;
}

static int student_t_compute(const json_t *in, json_t *out, struct error *err)
{
    const char *op = oracle_text(in, "op");
    double x = 0, df = 0, value = 0;
    if (argument_read(in, &x, err) || oracle_number(in, "df", &df, err))
        return -1;
    int rc = strcmp(op, "cdf") == 0  ? student_t_cdf(x, df, &value, err)
             : strcmp(op, "sf") == 0 ? student_t_sf(x, df, &value, err)
                                     : student_t_quantile(x, df, &value, err);
    oracle_put(out, "value", value);
    return rc;
}

static int beta_compute(const json_t *in, json_t *out, struct error *err)
{
    const char *op = oracle_text(in, "op");
    double x = 0, a = 0, b = 0, value = 0;
    if (argument_read(in, &x, err) || oracle_number(in, "a", &a, err) ||
        oracle_number(in, "b", &b, err))
        return -1;
    struct tails tails = {0, 0};
    int rc = strcmp(op, "quantile") == 0 ? beta_quantile(x, a, b, &value, err)
                                         : beta_tails(x, a, b, &tails, err);
    oracle_put(out, "value",
               strcmp(op, "cdf") == 0  ? tails.lower
               : strcmp(op, "sf") == 0 ? tails.upper
                                       : value);
    return rc;
}

static int chi2_compute(const json_t *in, json_t *out, struct error *err)
{
    const char *op = oracle_text(in, "op");
    double x = 0, df = 0, value = 0;
    if (argument_read(in, &x, err) || oracle_number(in, "df", &df, err))
        return -1;
    int rc = strcmp(op, "cdf") == 0  ? chi2_cdf(x, df, &value, err)
             : strcmp(op, "sf") == 0 ? chi2_sf(x, df, &value, err)
                                     : chi2_quantile(x, df, &value, err);
    oracle_put(out, "value", value);
    return rc;
}

static int binomial_compute(const json_t *in, json_t *out, struct error *err)
{
    const char *op = oracle_text(in, "op");
    int64_t k = 0, n = 0;
    double p = 0, q = 0, value = 0;
    if (oracle_count(in, "n", &n, err) || oracle_number(in, "p", &p, err))
        return -1;
    int rc;
    if (strcmp(op, "quantile") == 0) {
        rc = oracle_number(in, "q", &q, err) || binomial_quantile(q, n, p, &k, err);
        value = (double)k;
    } else {
        rc = oracle_count(in, "k", &k, err);
        if (rc == 0)
            rc = strcmp(op, "cdf") == 0  ? binomial_cdf(k, n, p, &value, err)
                 : strcmp(op, "sf") == 0 ? binomial_sf(k, n, p, &value, err)
                                         : binomial_pmf(k, n, p, &value, err);
    }
    oracle_put(out, "value", value);
    return rc ? -1 : 0;
}

const struct oracle_group oracle_distributions[] = {
    {"normal", normal_compute}, {"student_t", student_t_compute}, {"beta", beta_compute},
    {"chi2", chi2_compute},     {"binomial", binomial_compute},   {NULL, NULL},
};

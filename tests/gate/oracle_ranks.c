/* tests/gate/oracle_ranks.c - other tests of paired differences. */
#include "tests/gate/oracle.h"

#include "statistics/rank_tests.h"

#include <stdlib.h>

static int paired_t_compute(const json_t *in, json_t *out, struct error *err)
{
    double *x = NULL, *y = NULL, level = 0;
    size_t n_x = 0, n_y = 0;
    struct paired_t test;
    int rc = oracle_number(in, "level", &level, err) ||
             oracle_numbers(in, "x", &x, &n_x, err) ||
             oracle_numbers(in, "y", &y, &n_y, err);
    /* Lists of two lengths cannot be given to our function. */
    if (!rc && n_x != n_y)
        rc = error_set(err, ERROR_INPUT, "N0822", "lists of two lengths");
    if (!rc)
        rc = paired_t(x, y, n_x, level, &test, err);
    free(x);
    free(y);
    if (rc)
        return -1;
    oracle_put(out, "t", test.t);
    oracle_put(out, "df", test.df);
    oracle_put(out, "mean", test.mean);
    oracle_put(out, "p_two_sided", test.p_two_sided);
    oracle_put(out, "p_less", test.p_less);
    oracle_put(out, "lower", test.interval.lower);
    oracle_put(out, "upper", test.interval.upper);
    return 0;
}

static int sign_test_compute(const json_t *in, json_t *out, struct error *err)
{
    double *d = NULL;
    size_t count = 0;
    struct sign_test test;
    if (oracle_numbers(in, "d", &d, &count, err))
        return -1;
    int rc = sign_test(d, count, &test, err);
    free(d);
    if (rc)
        return -1;
    oracle_put_count(out, "positives", test.positives);
    oracle_put_count(out, "negatives", test.negatives);
    oracle_put(out, "p_two_sided", test.p_two_sided);
    oracle_put(out, "p_less", test.p_less);
    return 0;
}

static int wilcoxon_compute(const json_t *in, json_t *out, struct error *err)
{
    double *d = NULL;
    size_t count = 0;
    struct wilcoxon test;
    if (oracle_numbers(in, "d", &d, &count, err))
        return -1;
    int rc = wilcoxon_signed_rank(d, count, &test, err);
    free(d);
    if (rc)
        return -1;
    oracle_put_count(out, "n_used", test.n_used);
    oracle_put(out, "V", test.v);
    oracle_put(out, "exact_two_sided", test.exact_two_sided);
    oracle_put(out, "exact_less", test.exact_less);
    oracle_put(out, "normal_cc_two_sided", test.normal_cc_two_sided);
    oracle_put(out, "normal_cc_less", test.normal_cc_less);
    oracle_put(out, "normal_two_sided", test.normal_two_sided);
    oracle_put(out, "normal_less", test.normal_less);
    return 0;
}

static int sign_flip_compute(const json_t *in, json_t *out, struct error *err)
{
    double *d = NULL;
    size_t count = 0;
    struct sign_flip test;
    if (oracle_numbers(in, "d", &d, &count, err))
        return -1;
    int rc = sign_flip(d, count, &test, err);
    free(d);
    if (rc)
        return -1;
    oracle_put(out, "p_less", test.p_less);
    oracle_put(out, "p_two_sided", test.p_two_sided);
    oracle_put(out, "midp_less", test.midp_less);
    return 0;
}

const struct oracle_group oracle_ranks[] = {
    {"paired_t", paired_t_compute},
    {"sign_test", sign_test_compute},
    {"wilcoxon_signed_rank", wilcoxon_compute},
    {"sign_flip", sign_flip_compute},
    {NULL, NULL},
};

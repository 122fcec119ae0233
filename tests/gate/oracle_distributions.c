/* tests/gate/oracle_distributions.c - normal, and the other distributions. */
#include "tests/gate/oracle.h"

#include "statistics/normal.h"

#include <string.h>

static int normal_compute(const json_t *in, json_t *out, struct error *err)
{
    const char *op = oracle_text(in, "op");
    double x = 0, value = 0;
    if (oracle_number(in, strcmp(op, "quantile") == 0 ? "p" : "x", &x, err))
        return -1;
    int rc = strcmp(op, "cdf") == 0  ? normal_cdf(x, &value, err)
             : strcmp(op, "sf") == 0 ? normal_sf(x, &value, err)
                                     : normal_quantile(x, &value, err);
    oracle_put(out, "value", value);
    return rc;
}

const struct oracle_group oracle_distributions[] = {
    {"normal", normal_compute},
    {NULL, NULL},
};

/* tests/gate/oracle_planning.c - repeats and power: variance_components, pass_at_k, plan.
 */
#include "tests/gate/oracle.h"

#include "statistics/mcnemar_power.h"
#include "statistics/paired_t_power.h"
#include "statistics/pass_at_k.h"
#include "statistics/power_plan.h"
#include "statistics/variance_components.h"

#include <stdlib.h>

static int pass_at_k_compute(const json_t *in, json_t *out, struct error *err)
{
    int64_t attempts, passes, k;
    struct pass_at_k got = {0, 0};
    if (oracle_count(in, "n", &attempts, err) || oracle_count(in, "c", &passes, err) ||
        oracle_count(in, "k", &k, err) || pass_at_k(attempts, passes, k, &got, err))
        return -1;
    oracle_put(out, "pass_at_k", got.any);
    oracle_put(out, "pass_hat_k", got.all);
    return 0;
}

static int variance_components_compute(const json_t *in, json_t *out, struct error *err)
{
    struct oracle_table table;
    struct variance_components got;
    if (oracle_table(in, "table", &table, err))
        return -1;
    int rc = variance_components(table.numbers, table.rows, table.columns, &got, err);
    free(table.numbers);
    if (rc)
        return -1;
    oracle_put(out, "ms_between", got.ms_between);
    oracle_put(out, "ms_within", got.ms_within);
    oracle_put(out, "var_between", got.var_between);
    oracle_put(out, "var_within", got.var_within);
    oracle_put(out, "repeat_share", got.repeat_share);
    if (got.has_icc)
        oracle_put(out, "icc1", got.icc1);
    else
        oracle_put_null(out, "icc1");
    return 0;
}

static int plan_compute(const json_t *in, json_t *out, struct error *err)
{
    struct power_plan plan = {.design_effect = 1};
    double power, drop, chance;
    uint64_t cases;
    if (oracle_number(in, "n", &plan.cases, err) ||
        oracle_number(in, "v0", &plan.v0, err) ||
        oracle_number(in, "margin", &plan.margin, err) ||
        oracle_number(in, "alpha", &plan.alpha, err) ||
        oracle_number(in, "power", &power, err) ||
        power_plan_drop(&plan, power, &drop, err) ||
        power_plan_pass_chance(&plan, &chance, err) ||
        power_plan_pass_cases(&plan, power, &cases, err))
        return -1;
    if (drop > 0)
        oracle_put(out, "mde", drop);
    else
        oracle_put_null(out, "mde");
    oracle_put(out, "pass_chance", chance);
    if (cases)
        oracle_put_count(out, "cases_for_pass", (int64_t)cases);
    else
        oracle_put_null(out, "cases_for_pass");
    return 0;
}

static int mcnemar_power_compute(const json_t *in, json_t *out, struct error *err)
{
    struct mcnemar_power asked;
    double wanted, power = 0, exact = 0;
    uint64_t cases = 0;
    if (oracle_count(in, "n", &asked.cases, err) ||
        oracle_number(in, "psi", &asked.discordance, err) ||
        oracle_number(in, "drop", &asked.drop, err) ||
        oracle_number(in, "alpha", &asked.alpha, err) ||
        oracle_number(in, "power", &wanted, err) || mcnemar_power(&asked, &power, err) ||
        mcnemar_power_exact(&asked, &exact, err) ||
        mcnemar_power_cases(&asked, wanted, &cases, err))
        return -1;
    oracle_put(out, "power", power);
    oracle_put(out, "power_exact", exact);
    if (cases)
        oracle_put_count(out, "n_needed", (int64_t)cases);
    else
        oracle_put_null(out, "n_needed");
    return 0;
}

static int paired_t_power_compute(const json_t *in, json_t *out, struct error *err)
{
    struct paired_t_power got = {0, 0};
    double effect, alpha;
    int64_t cases;
    if (oracle_count(in, "n", &cases, err) || oracle_number(in, "effect", &effect, err) ||
        oracle_number(in, "alpha", &alpha, err) ||
        paired_t_power(cases, effect, alpha, &got, err))
        return -1;
    oracle_put(out, "power_one_sided", got.one_sided);
    oracle_put(out, "power_two_sided", got.two_sided);
    return 0;
}

const struct oracle_group oracle_planning[] = {
    {"mcnemar_power", mcnemar_power_compute},
    {"paired_t_power", paired_t_power_compute},
    {"pass_at_k", pass_at_k_compute},
    {"plan", plan_compute},
    {"variance_components", variance_components_compute},
    {NULL, NULL},
};

/* bench/evidence/simulate_plan.c - what a plan promises beside exact enumeration. */
#include "bench/evidence/simulation.h"

#include "statistics/binomial.h"
#include "statistics/fewest_cases.h"
#include "statistics/mcnemar_power.h"
#include "statistics/power_plan.h"
#include "statistics/tango.h"

#include <math.h>
#include <stdio.h>

static double pmf(int64_t k, int64_t n, double p)
{
    struct error err = ERROR_INIT;
    double probability;

    must(binomial_pmf(k, n, p, &probability, &err), &err);
    return probability;
}

static bool passes(int64_t gains, int64_t losses, int64_t n, double margin)
{
    struct interval interval;
    struct error err = ERROR_INIT;

    must(tango_interval(gains, losses, n, 0.95, &interval, &err), &err);
    return interval.lower >= -margin;
}

/* Over all outcomes of n cases of which a share v0 differs, to either side alike. For so
 * many gains, losses up to some number pass. */
static double exact_pass_chance(int64_t n, double v0, double margin)
{
    int64_t most = (int64_t)(n * v0 + 12 * sqrt(n * v0) + 12);
    double sum = 0;

    most = most < n ? most : n;
    for (int64_t differing = 0; differing <= most; differing++) {
        double likely = pmf(differing, n, v0);

        for (int64_t losses = 0; losses <= differing && likely > 1e-12; losses++) {
            if (!passes(differing - losses, losses, n, margin))
                break;
            sum += likely * pmf(losses, differing, 0.5);
        }
    }
    return sum;
}

static void chances_print(const struct power_plan *given, double margin)
{
    struct power_plan plan = *given;
    struct error err = ERROR_INIT;
    double promised;

    plan.margin = margin;
    must(power_plan_pass_chance(&plan, &promised, &err), &err);
    printf(" %.0f %% | %.0f %% |", 100 * promised,
           100 * exact_pass_chance((int64_t)plan.cases, plan.v0, margin));
}

void simulate_plan(unsigned runs)
{
    static const struct power_plan rows[] = {
        {50, 1, 0.06, MARGIN, 0.025},  {100, 1, 0.06, MARGIN, 0.025},
        {200, 1, 0.06, MARGIN, 0.025}, {200, 1, 0.02, MARGIN, 0.025},
        {300, 1, 0.06, MARGIN, 0.025}, {500, 1, 0.06, MARGIN, 0.025},
        {1000, 1, 0.06, MARGIN, 0.025}};
    static const double margins[] = {0.01, 0.02, 0.03, 0.05, 0.1};

    (void)runs;
    printf("\n| cases | v0 | smallest drop found 4 times in 5 | exact power at it | "
           "PASS when unchanged, margin 5 | exact | margin 3 | exact |\n"
           "|---|---|---|---|---|---|---|---|\n");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct error err = ERROR_INIT;
        double drop, power;

        must(power_plan_drop(&rows[i], 0.8, &drop, &err), &err);
        must(mcnemar_power_exact(&(struct mcnemar_power){(int64_t)rows[i].cases,
                                                         rows[i].v0 + drop, drop, 0.025},
                                 &power, &err),
             &err);
        printf("| %.0f | %.2f | %.1f points | %.0f %% |", rows[i].cases, rows[i].v0,
               100 * drop, 100 * power);
        chances_print(&rows[i], 0.05);
        chances_print(&rows[i], 0.03);
        printf("\n");
    }
    printf("\n| margin | fewest cases that can PASS, one attempt a side | otherwise | "
           "cases that PASS unchanged 4 times in 5, v0 0.06 | v0 0.02 |\n"
           "|---|---|---|---|---|\n");
    for (size_t i = 0; i < sizeof margins / sizeof *margins; i++) {
        struct power_plan plan = {1, 1, 0.06, margins[i], 0.025};
        struct error err = ERROR_INIT;
        uint64_t single, general, noisy, quiet;

        must(fewest_cases_single(margins[i], 0.025, &single, &err), &err);
        must(fewest_cases_general(margins[i], 0.025, &general, &err), &err);
        must(power_plan_pass_cases(&plan, 0.8, &noisy, &err), &err);
        plan.v0 = 0.02;
        must(power_plan_pass_cases(&plan, 0.8, &quiet, &err), &err);
        printf("| %.0f points | %llu | %llu | %llu | %llu |\n", 100 * margins[i],
               (unsigned long long)single, (unsigned long long)general,
               (unsigned long long)noisy, (unsigned long long)quiet);
    }
}

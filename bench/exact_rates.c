/* bench/exact_rates.c - exact_rates [CASES_MAX]: how often rules for paired pass/fail
 * err, by adding up every outcome.
 *
 * n cases, one attempt a side; a share of them differs. False REGRESSION: gains and
 * losses equally likely, the rule calls a drop at one-sided 2.5 %. False PASS: the true
 * drop is exactly the margin, the rule's lower limit is at least minus the margin.
 * Outcomes rarer than 1e-13 are left out. For Newcombe's method all cases that did not
 * change passed.
 *
 * Then of the general branch, where cases do the same in all their repeats and a drop of
 * exactly the margin, or of 2 points, loses some of them for good: P(PASS), beside that
 * of Tango's limit, alone and demanded too.
 */
#include "statistics/mcnemar.h"
#include "statistics/paired.h"
#include "statistics/point_mass.h"
#include "statistics/tango.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum rule { TANGO, CHI2, NEWCOMBE, BONETT_PRICE, T_INTERVAL, RULES };

static const char *const names[RULES] = {"mid-p / Tango (ours)", "McNemar chi-squared",
                                         "Newcombe's method 10", "Bonett-Price",
                                         "t interval"};

struct worst {
    double chance;
    int64_t n;
};

static double lower_limit(enum rule rule, int64_t gains, int64_t losses, int64_t n)
{
    struct interval interval = {-1, 1};
    struct error err = ERROR_INIT;
    struct paired_counts counts = {n - gains - losses, gains, losses, 0};
    struct paired_kind kinds[3] = {{1, 1, 1, n - gains - losses, -1, false},
                                   {0, 1, 1, gains, -1, false},
                                   {1, 0, 1, losses, -1, false}};
    struct paired_kind some[3];
    struct paired_comparison pair = {.lower_plain = -1};
    size_t kept = 0;
    int rc = 0;
    switch (rule) {
    case TANGO:
        rc = tango_interval(gains, losses, n, 0.95, &interval, &err);
        break;
    case NEWCOMBE:
        rc = newcombe_paired(&counts, 0.95, &interval, &err);
        break;
    case BONETT_PRICE:
        rc = bonett_price(gains, losses, n, 0.95, &interval, &err);
        break;
    default:
        for (size_t i = 0; i < 3; i++)
            if (kinds[i].count > 0)
                some[kept++] = kinds[i];
        rc = paired_general(some, kept, 0.95, &pair, &err);
        interval.lower = pair.lower_plain;
    }
    if (rc) {
        fprintf(stderr, "%s\n", err.message);
        exit(1);
    }
    return interval.lower;
}

/* Chances of each outcome with these shares of gains and losses. */
static double outcome_chance(int64_t gains, int64_t losses, int64_t n, double gain,
                             double loss)
{
    double share = gain + loss;
    int64_t changed = gains + losses;
    return point_mass_binomial((double)changed, (double)(n - changed), share, 1 - share) *
           point_mass_binomial((double)losses, (double)gains, loss / share, gain / share);
}

static bool calls_drop(enum rule rule, int64_t gains, int64_t losses)
{
    struct mcnemar test;
    double statistic = 0, p = 1;
    struct error err = ERROR_INIT;
    if (gains + losses == 0 || losses <= gains)
        return false;
    if (rule == CHI2)
        return mcnemar_chi2(gains, losses, false, &statistic, &p, &err) == 0 && p <= 0.05;
    return mcnemar_test(gains, losses, &test, &err) == 0 && test.midp_drop <= 0.025;
}

static double false_regression(enum rule rule, int64_t n, double share)
{
    double sum = 0;
    for (int64_t losses = 0; losses <= n; losses++)
        for (int64_t gains = 0; gains <= n - losses && gains < losses; gains++) {
            double chance = outcome_chance(gains, losses, n, share / 2, share / 2);
            if (chance > 1e-13 && calls_drop(rule, gains, losses))
                sum += chance;
        }
    return sum;
}

static double false_pass(enum rule rule, int64_t n, double share, double margin)
{
    double sum = 0;
    for (int64_t losses = 0; losses <= n; losses++)
        for (int64_t gains = 0; gains <= n - losses; gains++) {
            double chance = outcome_chance(gains, losses, n, (share - margin) / 2,
                                           (share + margin) / 2);
            /* The limit never lies above the difference. */
            if (chance > 1e-13 && (double)(gains - losses) >= -margin * (double)n &&
                lower_limit(rule, gains, losses, n) >= -margin)
                sum += chance;
        }
    return sum;
}

static void note(struct worst *worst, double chance, int64_t n)
{
    if (chance > worst->chance)
        *worst = (struct worst){chance, n};
}

static void cell_print(const struct worst *worst)
{
    if (worst->n == 0)
        printf(" – |");
    else
        printf(" %.2f %% (%lld cases) |", 100 * worst->chance, (long long)worst->n);
}

/* The most losses beside no gain with which a candidate PASSes; -1: none. */
static int64_t losses_most(bool general, int64_t n, double margin)
{
    int64_t losses = 0;
    for (; losses < n; losses++) {
        struct paired_kind kinds[] = {{1, 1, 1, n - losses, -1, general},
                                      {1, 0, 1, losses, -1, general}};
        struct paired_comparison pair;
        struct error err = ERROR_INIT;
        if (paired_compare(kinds, losses ? 2 : 1, 0.95, &pair, &err)) {
            fprintf(stderr, "%s\n", err.message);
            exit(1);
        }
        if (pair.lower < -margin)
            break;
    }
    return losses - 1;
}

/* With repeats; one attempt a side; with repeats where Tango's limit is demanded too as
 * soon as a case was lost. (Without a loss the limit is fixed by the oracles.) */
enum road { REPEATED, SINGLE, BOTH, ROADS };

static int64_t road_losses(enum road road, int64_t n, double margin)
{
    int64_t general = losses_most(true, n, margin);
    int64_t single = losses_most(false, n, margin);

    if (road == SINGLE)
        return single;
    if (road == REPEATED || general < 0)
        return general;
    single = single < 0 ? 0 : single;
    return single < general ? single : general;
}

/* The chance of so many losses or fewer where each case is lost with this chance. */
static double solid_pass(int64_t losses, int64_t n, double drop)
{
    double sum = 0;

    for (; losses >= 0; losses--)
        sum += point_mass_binomial((double)losses, (double)(n - losses), drop, 1 - drop);
    return sum;
}

static void solid_table(void)
{
    static const int64_t sizes[] = {60, 73, 100, 150, 200, 300, 1000};
    static const double margins[] = {0.02, 0.03, 0.05, 0.10};

    printf(
        "\n| cases, all solid; margin 5 points | with repeats: losses that PASS, false "
        "PASS, PASS at a drop of 2 | one attempt | with repeats and Tango's too |\n"
        "|---|---|---|---|\n");
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        printf("| %lld |", (long long)sizes[i]);
        for (enum road road = 0; road < ROADS; road++) {
            int64_t most = road_losses(road, sizes[i], 0.05);

            if (most < 0)
                printf(" none |");
            else
                printf(" %lld, %.2f %%, %.0f %% |", (long long)most,
                       100 * solid_pass(most, sizes[i], 0.05),
                       100 * solid_pass(most, sizes[i], 0.02));
        }
        printf("\n");
    }
    printf("\n| margin, points; 20 to 400 cases, all solid | highest false PASS with "
           "repeats | one attempt | with repeats and Tango's too |\n|---|---|---|---|\n");
    for (size_t m = 0; m < sizeof margins / sizeof *margins; m++) {
        printf("| %g |", 100 * margins[m]);
        for (enum road road = 0; road < ROADS; road++) {
            struct worst worst = {0, 0};

            for (int64_t n = 20; n <= 400; n++)
                note(&worst, solid_pass(road_losses(road, n, margins[m]), n, margins[m]),
                     n);
            cell_print(&worst);
        }
        printf("\n");
    }
}

int main(int argc, char **argv)
{
    static const int64_t sizes[] = {20, 30, 40, 60, 80, 100, 150, 200, 300, 400};
    static const double shares[] = {0.02, 0.03, 0.05, 0.10, 0.15, 0.20, 0.25, 0.30};
    static const double margins[] = {0.03, 0.05, 0.10};
    int64_t most = argc > 1 ? strtoll(argv[1], NULL, 10) : 400;
    printf("| rule | highest false REGRESSION | false PASS at 20 cases | from 30 cases "
           "on |\n"
           "|---|---|---|---|\n");
    for (enum rule rule = 0; rule < RULES; rule++) {
        struct worst drop = {0, 0}, few = {0, 0}, many = {0, 0};
        for (size_t i = 0; i < 10 && sizes[i] <= most; i++)
            for (size_t k = 0; k < 8; k++) {
                if (rule <= CHI2)
                    note(&drop, false_regression(rule, sizes[i], shares[k]), sizes[i]);
                for (size_t m = 0; rule != CHI2 && m < 3; m++)
                    if (shares[k] >= margins[m])
                        note(sizes[i] == 20 ? &few : &many,
                             false_pass(rule, sizes[i], shares[k], margins[m]), sizes[i]);
            }
        printf("| %s |", names[rule]);
        cell_print(&drop);
        cell_print(&few);
        cell_print(&many);
        printf("\n");
        fflush(stdout);
    }
    solid_table();
    return 0;
}

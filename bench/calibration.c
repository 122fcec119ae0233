/* bench/calibration.c - calibration [RUNS [SEED]]: the gate's decision on simulated CI
 * runs, beside what others do.
 *
 * How cases differ: a suite of n cases is drawn anew for each CI run. Of its cases the
 * share W = min(0.2, 1.6 (1 - rate)) is wobbly, with a chance to pass that is uniform
 * between 0 and 1; the others are solid: they pass always, or never, so that the mean
 * over all cases is `rate`. So the noise of one attempt within its case is w = W/6: 0.033
 * at rates of 0.5 and 0.8, 0.013 at 0.95, 0.003 at 0.99. Baseline and candidate try each
 * case `repeats` times each. A true drop of D breaks the share D / rate of the cases for
 * good: they pass no more.
 *
 * What is judged: the pairs, by statistics/paired.h at 95 % with a margin of 5 points;
 * the run's own interval, by statistics/rate.h. Beside it, what a CI job without a paired
 * test does: it fails below the baseline's mean; below that mean less the margin; or
 * where a test of two independent proportions over all attempts says p < 0.025.
 *
 * The last table is of suites that are not as the promise takes them: `coins` has two
 * thirds as many wobbly cases, all with a chance of 1/2; `weaker` loses the same share of
 * every case's chance to pass, in place of some cases.
 *
 * What is promised: by statistics/paired_power.h from the cases, the repeats, the rate
 * and w, which are what a plan knows; and by the closed formulas of
 * statistics/power_plan.h.
 */
#include "base/random.h"
#include "statistics/paired.h"
#include "statistics/paired_power.h"
#include "statistics/power_plan.h"
#include "statistics/rate.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { REPEATS_MAX = 3 };
static const double margin = 0.05;

enum shape { BROKEN, COINS, WEAKER, SHAPES };
static const char *const shape_names[SHAPES] = {"broken", "coins", "weaker"};

struct setting {
    int64_t n;
    int repeats;
    double rate;
    double drop; /* true; 0 or above */
    enum shape shape;
};

/* How many of the runs did what. */
struct outcome {
    int64_t runs;
    int64_t found; /* a drop is real, whatever its size */
    int64_t regression, pass;
    int64_t covered_rate, covered_diff;
    int64_t below_mean, below_margin, unpaired;
};

/* Passes of the baseline and the candidate, of `repeats`, and how many cases had them. */
struct pairs {
    int64_t count[REPEATS_MAX + 1][REPEATS_MAX + 1];
};

static int passes_draw(struct random *random, double chance, int repeats)
{
    int passes = 0;
    if (chance <= 0 || chance >= 1)
        return chance >= 1 ? repeats : 0;
    for (int i = 0; i < repeats; i++)
        passes += random_share(random) < chance;
    return passes;
}

static double wobbly_share(double rate)
{
    return fmin(0.2, 1.6 * (1 - rate));
}

/* A case's chance to pass with the baseline; the same noise in every shape. */
static double chance_draw(const struct setting *setting, struct random *random)
{
    double wobbly = wobbly_share(setting->rate), kind = random_share(random);
    if (setting->shape == COINS)
        wobbly *= 2.0 / 3;
    if (kind < wobbly)
        return setting->shape == COINS ? 0.5 : random_share(random);
    return kind < setting->rate + wobbly / 2 ? 1 : 0;
}

static double changed_draw(const struct setting *setting, double chance,
                           struct random *random)
{
    double lost = setting->drop / setting->rate;
    if (setting->shape == WEAKER)
        return chance * (1 - lost);
    return lost > 0 && random_share(random) < lost ? 0 : chance;
}

static void pairs_draw(const struct setting *setting, struct random *random,
                       struct pairs *pairs)
{
    *pairs = (struct pairs){0};
    for (int64_t i = 0; i < setting->n; i++) {
        double chance = chance_draw(setting, random);
        double now = changed_draw(setting, chance, random);
        int before = passes_draw(random, chance, setting->repeats);
        pairs->count[before][passes_draw(random, now, setting->repeats)]++;
    }
}

static size_t kinds_of(const struct setting *setting, const struct pairs *pairs,
                       struct paired_kind *kinds, struct rate_kind *rates)
{
    size_t n = 0;
    double repeats = setting->repeats;
    for (int b = 0; b <= setting->repeats; b++)
        for (int c = 0; c <= setting->repeats; c++) {
            if (pairs->count[b][c] == 0)
                continue;
            kinds[n] = (struct paired_kind){b / repeats, c / repeats,
                                            1,           pairs->count[b][c],
                                            -1,          setting->repeats > 1};
            rates[n] = (struct rate_kind){c / repeats, 1, pairs->count[b][c], -1,
                                          setting->repeats > 1};
            n++;
        }
    return n;
}

/* Two independent proportions, pooled, over all attempts. */
static bool unpaired_drop(const struct paired_comparison *pair, double attempts)
{
    double pooled = (pair->base + pair->candidate) / 2;
    double se = sqrt(pooled * (1 - pooled) * 2 / attempts);
    return se > 0 && pair->diff / se < -1.959963984540054;
}

static void judge(const struct setting *setting, const struct pairs *pairs,
                  struct outcome *outcome)
{
    struct paired_kind kinds[(REPEATS_MAX + 1) * (REPEATS_MAX + 1)];
    struct rate_kind rates[(REPEATS_MAX + 1) * (REPEATS_MAX + 1)];
    struct paired_comparison pair;
    struct rate rate;
    struct error err = ERROR_INIT;
    size_t count = kinds_of(setting, pairs, kinds, rates);
    if (paired_compare(kinds, count, 0.95, &pair, &err) ||
        rate_of(rates, count, 0.95, &rate, &err)) {
        fprintf(stderr, "%s\n", err.message);
        exit(1);
    }
    bool ok = pair.lower >= -margin;
    bool drop = pair.p_drop <= 0.025 && pair.upper < 0 && pair.can_drop;
    double truth = setting->rate - setting->drop;
    outcome->runs++;
    outcome->found += drop;
    outcome->regression += drop && !ok;
    outcome->pass += ok;
    outcome->covered_rate += rate.interval.lower <= truth && truth <= rate.interval.upper;
    outcome->covered_diff += pair.lower <= -setting->drop && -setting->drop <= pair.upper;
    outcome->below_mean += pair.diff < -1e-12;
    outcome->below_margin += pair.diff < -margin - 1e-12;
    outcome->unpaired += unpaired_drop(&pair, (double)(setting->n * setting->repeats));
}

static struct outcome simulate(const struct setting *setting, int64_t runs,
                               struct random *random)
{
    struct outcome outcome = {0};
    struct pairs pairs;
    for (int64_t i = 0; i < runs; i++) {
        pairs_draw(setting, random, &pairs);
        judge(setting, &pairs, &outcome);
    }
    return outcome;
}

static double percent(int64_t of, const struct outcome *outcome)
{
    return 100 * (double)of / (double)outcome->runs;
}

/* The Monte-Carlo standard error of a percentage. */
static double percent_se(int64_t of, const struct outcome *outcome)
{
    double share = (double)of / (double)outcome->runs;
    return 100 * sqrt(share * (1 - share) / (double)outcome->runs);
}

static const int64_t sizes[] = {30, 100, 300, 1000};
static const double rates[] = {0.5, 0.8, 0.95, 0.99};
static const int repeats[] = {1, 3};

/* How far promises were from what was seen: points above (too bold) and below it. */
struct kept_promises {
    int64_t settings, kept; /* within 3 points */
    double boldest, most_modest;
};

struct promise_tally {
    const char *what;
    struct kept_promises many, few; /* of 100 cases or more; of fewer */
};

enum { FOUND, REGRESSION, PASS, FOUND_BY_FORMULA, PASS_BY_FORMULA, PROMISES };

static void promise_note(struct promise_tally *tally, int64_t n, double promised,
                         double seen)
{
    struct kept_promises *of = n < 100 ? &tally->few : &tally->many;
    double off = promised - seen;
    of->settings++;
    of->kept += fabs(off) <= 3;
    of->boldest = fmax(of->boldest, off);
    of->most_modest = fmin(of->most_modest, off);
}

/* Percentages, in the order of the enum. */
static void promises_make(const struct setting *setting, double *promised)
{
    double within = wobbly_share(setting->rate) / 6;
    struct power_plan formula = {(double)setting->n, 1, within * 2 / setting->repeats,
                                 margin, 0.025};
    struct paired_power asked = {
        setting->n,
        setting->n,
        1,
        false,
        {setting->rate, within, setting->repeats, setting->repeats},
        margin,
        0.025,
        NULL};
    struct paired_chances chances;
    struct error err = ERROR_INIT;
    if (paired_power(&asked, setting->drop, &chances, &err) ||
        power_plan_power(&formula, setting->drop, &promised[FOUND_BY_FORMULA], &err) ||
        power_plan_pass_chance(&formula, &promised[PASS_BY_FORMULA], &err)) {
        fprintf(stderr, "%s\n", err.message);
        exit(1);
    }
    promised[FOUND] = chances.found;
    promised[REGRESSION] = chances.regression;
    promised[PASS] = chances.pass;
    for (int i = 0; i < PROMISES; i++)
        promised[i] *= 100;
}

static void promises_note(const struct setting *setting, const struct outcome *out,
                          const double *promised, struct promise_tally *tallies)
{
    double seen[] = {percent(out->found, out), percent(out->regression, out),
                     percent(out->pass, out), percent(out->found, out),
                     percent(out->pass, out)};
    for (int i = 0; i < PROMISES; i++) {
        /* The formula of PASS is of unchanged candidates, that of a drop of changed ones.
         */
        if ((i == FOUND_BY_FORMULA && setting->drop == 0) ||
            (i == PASS_BY_FORMULA && setting->drop > 0))
            continue;
        promise_note(&tallies[i], setting->n, promised[i], seen[i]);
    }
}

/* Calls `row` for each setting at this true drop. */
static void
table(double drop, int64_t runs, struct random *random, struct promise_tally *tallies,
      void (*row)(const struct setting *, const struct outcome *, const double *promised))
{
    for (size_t r = 0; r < 2; r++)
        for (size_t k = 0; k < 4; k++)
            for (size_t i = 0; i < 4; i++) {
                struct setting setting = {sizes[i], repeats[r], rates[k], drop, BROKEN};
                struct outcome outcome = simulate(&setting, runs, random);
                double promised[PROMISES];
                promises_make(&setting, promised);
                promises_note(&setting, &outcome, promised, tallies);
                row(&setting, &outcome, promised);
                fflush(stdout);
            }
}

static void unchanged_row(const struct setting *setting, const struct outcome *out,
                          const double *promised)
{
    printf("| %lld | %d | %g %% | %.2f ± %.2f %% | %.2f %% | %.2f %% | %.0f %% | %.0f %% "
           "| %.1f %% | %.1f %% | %.1f %% | %.1f %% | %.1f %% |\n",
           (long long)setting->n, setting->repeats, 100 * setting->rate,
           percent(out->regression, out), percent_se(out->regression, out),
           percent(out->found, out), promised[FOUND], percent(out->pass, out),
           promised[PASS], percent(out->below_mean, out), percent(out->below_margin, out),
           percent(out->unpaired, out), percent(out->covered_rate, out),
           percent(out->covered_diff, out));
}

static void dropped_row(const struct setting *setting, const struct outcome *out,
                        const double *promised)
{
    printf("| %lld | %d | %g %% | %g | %.1f ± %.1f %% | %.1f %% | %.1f %% | %.1f %% | "
           "%.1f %% | %.1f %% | %.1f %% | %.1f %% | %.1f %% | %.1f %% | %.1f %% |\n",
           (long long)setting->n, setting->repeats, 100 * setting->rate,
           100 * setting->drop, percent(out->found, out), percent_se(out->found, out),
           promised[FOUND], promised[FOUND_BY_FORMULA], percent(out->regression, out),
           promised[REGRESSION], percent(out->pass, out), promised[PASS],
           percent(out->below_mean, out), percent(out->below_margin, out),
           percent(out->unpaired, out), percent(out->covered_diff, out));
}

static void kept_print(const struct kept_promises *of)
{
    printf(" %lld of %lld | %+.1f | %+.1f |", (long long)of->kept,
           (long long)of->settings, of->boldest, of->most_modest);
}

static void tallies_print(const struct promise_tally *tallies)
{
    printf("\nPromises within 3 points of what was seen:\n\n"
           "| promise | settings of 100 cases and more | boldest | most modest | of 30 "
           "cases | boldest | most modest |\n|---|---|---|---|---|---|---|\n");
    for (int i = 0; i < PROMISES; i++) {
        printf("| %s |", tallies[i].what);
        kept_print(&tallies[i].many);
        kept_print(&tallies[i].few);
        putchar('\n');
    }
}

/* What a plan of these says, of suites that are otherwise. */
static void other_shapes(int64_t runs, struct random *random)
{
    static const double drops[] = {0.02, 0.05, 0.10};
    printf("\nOther suites than the promise takes them for, 100 cases and more:\n\n"
           "| suite | promise | within 3 points | boldest | most modest |\n"
           "|---|---|---|---|---|\n");
    for (enum shape shape = COINS; shape < SHAPES; shape++) {
        struct promise_tally tallies[PROMISES] = {
            {.what = "called real"}, {.what = "REGRESSION"}, {.what = "PASS"}};
        for (size_t s = 0; s < 3 * 2 * 4 * 3; s++) {
            struct setting setting = {sizes[1 + s % 3], repeats[s / 3 % 2],
                                      rates[s / 6 % 4], drops[s / 24], shape};
            struct outcome outcome = simulate(&setting, runs, random);
            double promised[PROMISES];
            promises_make(&setting, promised);
            promises_note(&setting, &outcome, promised, tallies);
        }
        for (int i = FOUND; i <= PASS; i++) {
            printf("| %s | %s |", shape_names[shape], tallies[i].what);
            kept_print(&tallies[i].many);
            putchar('\n');
        }
    }
}

int main(int argc, char **argv)
{
    static const double drops[] = {0.02, 0.05, 0.10};
    int64_t runs = argc > 1 ? strtoll(argv[1], NULL, 10) : 2000;
    struct random random = {argc > 2 ? strtoull(argv[2], NULL, 10) : 20261121};
    struct promise_tally tallies[PROMISES] = {
        [FOUND] = {.what = "called real"},
        [REGRESSION] = {.what = "REGRESSION"},
        [PASS] = {.what = "PASS"},
        [FOUND_BY_FORMULA] = {.what = "called real, by the closed formula"},
        [PASS_BY_FORMULA] = {.what = "PASS when unchanged, by the closed formula"},
    };
    printf("%lld simulated CI runs a row, seed %llu, level 95 %%, margin 5 points\n\n"
           "Nothing has changed:\n\n"
           "| cases | repeats | rate | false REGRESSION | drop called real | promised | "
           "PASS | promised | fails below the baseline's mean | … less 5 points | "
           "unpaired test | interval of the run holds the truth | of the difference |\n"
           "|---|---|---|---|---|---|---|---|---|---|---|---|---|\n",
           (long long)runs, (unsigned long long)random.state);
    table(0, runs, &random, tallies, unchanged_row);
    printf(
        "\nA true drop:\n\n"
        "| cases | repeats | rate | drop, points | called real | promised | by the "
        "closed formula | REGRESSION | promised | PASS | promised | below the mean | … "
        "less 5 points | unpaired test | interval of the difference holds the truth |\n"
        "|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|\n");
    for (size_t i = 0; i < 3; i++)
        table(drops[i], runs, &random, tallies, dropped_row);
    tallies_print(tallies);
    other_shapes(runs, &random);
    return 0;
}

/* bench/evidence/simulate_judges.c - coverage of intervals about judges. */
#include "bench/evidence/simulation.h"

#include "base/mem.h"
#include "statistics/judge_correction.h"
#include "statistics/judge_report.h"
#include "statistics/ppi_mean.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

struct judge {
    double sensitivity, specificity;
    unsigned passes, fails; /* labelled outputs of each kind */
};

static const struct judge judges[] = {
    {0.95, 0.9, 50, 50}, {0.9, 0.8, 50, 50}, {0.9, 0.8, 100, 30}, {0.8, 0.75, 100, 100}};

static struct judge_counts counts_draw(struct random *random, const struct judge *judge)
{
    struct judge_counts counts = {0, 0, 0, 0};

    for (unsigned i = 0; i < judge->passes; i++)
        counts.tp += chance(random, judge->sensitivity);
    for (unsigned i = 0; i < judge->fails; i++)
        counts.tn += chance(random, judge->specificity);
    counts.fn = judge->passes - counts.tp;
    counts.fp = judge->fails - counts.tn;
    return counts;
}

static bool holds(const struct interval *interval, double value)
{
    return interval->lower <= value && value <= interval->upper;
}

/* A difference of two judged rates of n outputs each, unpaired: the simplest there is. */
static unsigned judged_passes(struct random *random, const struct judge *judge,
                              double rate, unsigned n)
{
    unsigned passed = 0;

    for (unsigned i = 0; i < n; i++)
        passed += chance(random, rate) ? chance(random, judge->sensitivity)
                                       : !chance(random, judge->specificity);
    return passed;
}

struct covered {
    unsigned youden, rate, naive, diff;
};

static void run_judge(struct random *random, const struct judge *judge, double rate,
                      struct covered *covered)
{
    enum { OUTPUTS = 300 };
    struct judge_counts counts = counts_draw(random, judge);
    struct judge_calibration calibration = {counts.tp, judge->passes, counts.tn,
                                            judge->fails};
    double now = judged_passes(random, judge, rate, OUTPUTS);
    double before = judged_passes(random, judge, rate + 0.1, OUTPUTS);
    double p = now / OUTPUTS, q = before / OUTPUTS;
    struct judge_report report;
    struct corrected_rate corrected;
    struct corrected_diff diff;
    struct interval naive;
    struct error err = ERROR_INIT;

    must(judge_report(&counts, 0.95, &report, &err), &err);
    must(corrected_rate(now, OUTPUTS, &calibration, 0.95, &corrected, &err), &err);
    must(wilson_interval(p, OUTPUTS, 0.95, &naive, &err), &err);
    must(corrected_diff(p - q, sqrt((p * (1 - p) + q * (1 - q)) / OUTPUTS), &calibration,
                        0.95, &diff, &err),
         &err);
    covered->youden +=
        holds(&report.youden_range, judge->sensitivity + judge->specificity - 1);
    covered->rate += holds(&corrected.range, rate);
    covered->naive += holds(&naive, rate);
    covered->diff += holds(&diff.range, -0.1);
}

static void corrections_print(unsigned runs)
{
    static const double rates[] = {0.6, 0.8, 0.89};

    printf("\n| judge: sensitivity, specificity, labels | true rate | J | corrected rate "
           "| judged rate as it is | corrected difference of -10 |\n"
           "|---|---|---|---|---|---|\n");
    for (size_t i = 0; i < sizeof judges / sizeof *judges; i++)
        for (size_t k = 0; k < sizeof rates / sizeof *rates; k++) {
            struct random random = {1000 + 10 * i + k};
            struct covered covered = {0, 0, 0, 0};

            for (unsigned run = 0; run < runs; run++)
                run_judge(&random, &judges[i], rates[k], &covered);
            printf("| %.0f %%, %.0f %%, %u + %u | %.0f %% | %s | %s | %.0f %% | %s |\n",
                   100 * judges[i].sensitivity, 100 * judges[i].specificity,
                   judges[i].passes, judges[i].fails, 100 * rates[k],
                   share_text(covered.youden, runs).text,
                   share_text(covered.rate, runs).text, 100.0 * covered.naive / runs,
                   share_text(covered.diff, runs).text);
        }
}

/* Labels of `labelled` of 300 outputs. real: scores in between, the judge off by some. */
static void run_ppi(struct random *random, unsigned labelled, bool real, double *rows[3],
                    unsigned covered[3], double widths[3])
{
    enum { OUTPUTS = 300 };
    struct ppi_scores scores = {rows[0], rows[1], labelled, rows[2], OUTPUTS - labelled};
    double rate = real ? 0.6 : 0.85;
    struct error err = ERROR_INIT;

    for (unsigned i = 0; i < OUTPUTS; i++) {
        double y = real ? random_share(random) : chance(random, rate);
        double f =
            real ? (y + random_share(random)) / 2 : chance(random, y > 0 ? 0.9 : 0.2);

        if (real)
            y = fmin(1, 0.1 + y); /* mean 0.6 but for the cut at 1 */
        if (i < labelled) {
            rows[0][i] = y;
            rows[1][i] = f;
        } else {
            rows[2][i - labelled] = f;
        }
    }
    if (real)
        rate = 0.595; /* E min(1, 0.1 + U) = 0.1*0.9 + 0.9^2/2 + 0.1 */
    /* Tuned by these same labels; the labels alone; a lam fixed beforehand. */
    for (int way = 0; way < 3; way++) {
        struct ppi_mean got;

        must(way == 0 ? ppi_mean(&scores, 0.95, &got, &err)
                      : ppi_mean_fixed(&scores, 0.95, way == 1 ? 0 : 0.5, &got, &err),
             &err);
        covered[way] += holds(&got.range, rate);
        widths[way] += got.range.upper - got.range.lower;
    }
}

static void ppi_print(unsigned runs)
{
    static const unsigned labels[] = {30, 60, 150};
    double *rows[3];

    for (int i = 0; i < 3; i++)
        rows[i] = mem_new(300, sizeof **rows);
    printf(
        "\n| scores | labels of 300 | prediction-powered mean | width | labels alone | "
        "width | lam fixed at 0.5 | width |\n|---|---|---|---|---|---|---|---|\n");
    for (int real = 0; real < 2; real++)
        for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
            struct random random = {2000 + 10 * (uint64_t)real + i};
            unsigned covered[3] = {0, 0, 0};
            double widths[3] = {0, 0, 0};

            for (unsigned run = 0; run < runs; run++)
                run_ppi(&random, labels[i], real, rows, covered, widths);
            printf(
                "| %s | %u | %s | %.1f points | %s | %.1f points | %s | %.1f points |\n",
                real ? "real" : "pass/fail", labels[i], share_text(covered[0], runs).text,
                100 * widths[0] / runs, share_text(covered[1], runs).text,
                100 * widths[1] / runs, share_text(covered[2], runs).text,
                100 * widths[2] / runs);
        }
    for (int i = 0; i < 3; i++)
        free(rows[i]);
}

void simulate_judges(unsigned runs)
{
    corrections_print(runs);
    ppi_print(runs);
}

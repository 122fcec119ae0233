/* bench/evidence/simulate_judges.c - coverage of intervals about judges. */
#include "bench/evidence/simulation.h"

#include "statistics/judge_correction.h"
#include "statistics/judge_report.h"

#include <math.h>
#include <stdio.h>

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

void simulate_judges(unsigned runs)
{
    corrections_print(runs);
}

/* bench/evidence/simulate_labels.c - judged means and differences with labels of a random
 * part: how often their intervals hold the truth, how often a fair judge is suspected.
 */
#include "bench/evidence/simulation.h"

#include "statistics/ppi_diff.h"

#include <math.h>
#include <stdio.h>

enum { OUTPUTS = 300, OUTPUTS_MANY = 2800 };

struct judge {
    double sensitivity, specificity;
};

static bool judged(struct random *random, const struct judge *judge, bool passes)
{
    return chance(random, passes ? judge->sensitivity : 1 - judge->specificity);
}

/* One side's outputs; the first `labelled` have labels, or the last. */
struct outputs {
    size_t count;
    double truth[OUTPUTS_MANY], judged[OUTPUTS_MANY];
};

static struct ppi_scores first_labelled(const struct outputs *outputs, size_t labelled)
{
    return (struct ppi_scores){outputs->truth, outputs->judged, labelled,
                               outputs->judged + labelled, outputs->count - labelled};
}

static struct ppi_scores last_labelled(const struct outputs *outputs, size_t labelled)
{
    size_t others = outputs->count - labelled;

    return (struct ppi_scores){outputs->truth + others, outputs->judged + others,
                               labelled, outputs->judged, others};
}

/* rate 0: real scores, with a mean of 0.595 = E min(1, 0.1 + U), the judge off by some.
 */
static double outputs_draw(struct random *random, const struct judge *judge, double rate,
                           struct outputs *out)
{
    for (size_t i = 0; i < out->count; i++) {
        double uniform = random_share(random);

        out->truth[i] = rate > 0 ? uniform < rate : fmin(1, 0.1 + uniform);
        out->judged[i] = rate > 0 ? judged(random, judge, uniform < rate)
                                  : (uniform + random_share(random)) / 2;
    }
    return rate > 0 ? rate : 0.595;
}

struct covered {
    unsigned published, ours, labels;
    double published_width, width, labels_width;
};

static double width_of(const struct interval *interval)
{
    return interval->upper - interval->lower;
}

static void mean_row(const struct judge *judge, double rate, unsigned count,
                     unsigned labelled, uint64_t seed, unsigned runs)
{
    struct random random = {seed};
    struct covered covered = {0};

    for (unsigned run = 0; run < runs; run++) {
        struct outputs outputs = {.count = count};
        double truth = outputs_draw(&random, judge, rate, &outputs);
        struct ppi_scores scores = first_labelled(&outputs, labelled);
        struct ppi_mean got, alone;
        struct error err = ERROR_INIT;

        must(ppi_mean(&scores, 0.95, &got, &err), &err);
        must(ppi_mean_fixed(&scores, 0.95, 0, &alone, &err), &err);
        covered.published += holds(&got.published, truth);
        covered.ours += holds(&got.range, truth);
        covered.labels += holds(&alone.range, truth);
        covered.published_width += width_of(&got.published);
        covered.width += width_of(&got.range);
        covered.labels_width += width_of(&alone.range);
    }
    if (rate > 0)
        printf("| pass/fail, %.0f %%; %.0f %%, %.0f %% |", 100 * rate,
               100 * judge->sensitivity, 100 * judge->specificity);
    else
        printf("| real |");
    printf(" %u of %u | %s | %.1f | %s | %.1f | %s | %.1f |\n", labelled, count,
           share_text(covered.published, runs).text, 100 * covered.published_width / runs,
           share_text(covered.ours, runs).text, 100 * covered.width / runs,
           share_text(covered.labels, runs).text, 100 * covered.labels_width / runs);
}

static void means_print(unsigned runs)
{
    static const struct judge judges[] = {{0.95, 0.9}, {0.8, 0.75}};
    static const double rates[] = {0, 0.5, 0.85, 0.95};
    static const unsigned labels[] = {30, 60, 150};

    printf("\n| scores, rate; judge's sensitivity, specificity | labels | as "
           "published | width | ours | width | labels alone | width |\n"
           "|---|---|---|---|---|---|---|---|\n");
    for (size_t r = 0; r < 4; r++)
        for (size_t j = 0; j < (r ? 2 : 1); j++)
            for (size_t i = 0; i < 3; i++)
                mean_row(&judges[j], rates[r], OUTPUTS, labels[i],
                         2000 + 100 * r + 10 * j + i, runs);
    for (size_t r = 1; r < 4; r++)
        mean_row(&judges[0], rates[r], OUTPUTS_MANY, labels[0], 2900 + r, runs);
}

/* A comparison of the same cases, 5 points worse; six in ten of the baseline's failures
 * stay. Calibration of 50 + 50 elsewhere, with the baseline's judge. */
struct setting {
    double rate; /* the baseline's */
    unsigned labelled;
    struct judge candidates; /* how the judge errs on the candidate's outputs */
    bool apart;              /* other cases are labelled on the other side */
};

static const struct judge fair = {0.9, 0.8};

static void sides_draw(struct random *random, const struct setting *setting,
                       struct outputs *base, struct outputs *candidate)
{
    double stays = 0.6, fails = 1 - setting->rate;
    double breaks = (fails + 0.05 - fails * stays) / setting->rate;

    for (int i = 0; i < OUTPUTS; i++) {
        bool was = chance(random, setting->rate);
        bool is = was ? !chance(random, breaks) : !chance(random, stays);

        base->truth[i] = was;
        base->judged[i] = judged(random, &fair, was);
        candidate->truth[i] = is;
        candidate->judged[i] = judged(random, &setting->candidates, is);
    }
}

static struct corrected_diff judged_diff(struct random *random,
                                         const struct outputs *base,
                                         const struct outputs *candidate)
{
    struct judge_calibration calibration = {0, 50, 0, 50};
    struct corrected_diff out;
    struct error err = ERROR_INIT;
    double mean = 0, squares = 0;

    for (int i = 0; i < 50; i++) {
        calibration.tp += judged(random, &fair, true);
        calibration.tn += !judged(random, &fair, false);
    }
    for (int i = 0; i < OUTPUTS; i++)
        mean += (candidate->judged[i] - base->judged[i]) / OUTPUTS;
    for (int i = 0; i < OUTPUTS; i++)
        squares += pow(candidate->judged[i] - base->judged[i] - mean, 2);
    must(corrected_diff(mean, sqrt(squares / (OUTPUTS - 1) / OUTPUTS), &calibration, 0.95,
                        &out, &err),
         &err);
    return out;
}

static void diff_row(const struct setting *setting, uint64_t seed, unsigned runs)
{
    struct random random = {seed};
    unsigned corrected_holds = 0, labelled_holds = 0, suspected = 0;
    double width = 0;

    for (unsigned run = 0; run < runs; run++) {
        struct outputs base = {.count = OUTPUTS}, candidate = base;
        struct ppi_scores before, now;
        struct corrected_diff corrected;
        struct ppi_diff labelled;
        struct error err = ERROR_INIT;

        sides_draw(&random, setting, &base, &candidate);
        corrected = judged_diff(&random, &base, &candidate);
        before = first_labelled(&base, setting->labelled);
        now = setting->apart ? last_labelled(&candidate, setting->labelled)
                             : first_labelled(&candidate, setting->labelled);
        must(ppi_diff(&now, &before, 0.95, &labelled, &err), &err);
        corrected_holds += holds(&corrected.range, -0.05);
        labelled_holds += holds(&labelled.range, -0.05);
        width += width_of(&labelled.range);
        suspected += judge_bias(&corrected, &labelled).is_suspected;
    }
    printf("| %.0f %% | %.0f %%, %.0f %% | %u, %s | %s | %s | %.1f | %s |\n",
           100 * setting->rate, 100 * setting->candidates.sensitivity,
           100 * setting->candidates.specificity, setting->labelled,
           setting->apart ? "other cases" : "the same",
           share_text(corrected_holds, runs).text, share_text(labelled_holds, runs).text,
           100 * width / runs, share_text(suspected, runs).text);
}

static void diffs_print(unsigned runs)
{
    static const double rates[] = {0.6, 0.85, 0.95};
    static const struct judge candidates[] = {{0.9, 0.8}, {0.9, 0.8}, {0.9, 0.4}, {1, 0}};
    static const unsigned labels[] = {30, 100};

    printf("\n| baseline's rate | judge on the candidate's outputs | labels a side | D/J "
           "holds -5 points | labelled difference holds it | width | warned |\n"
           "|---|---|---|---|---|---|---|\n");
    for (size_t j = 0; j < 4; j++)
        for (size_t r = 0; r < 3; r++)
            for (size_t i = 0; i < 2; i++)
                diff_row(&(struct setting){rates[r], labels[i], candidates[j], j == 1},
                         3000 + 100 * j + 10 * r + i, runs);
}

void simulate_labels(unsigned runs)
{
    means_print(runs);
    diffs_print(runs);
}

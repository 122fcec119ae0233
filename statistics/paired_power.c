/* statistics/paired_power.c - what the comparison will say, before a run. */
#include "statistics/paired_power.h"

#include "statistics/binomial.h"
#include "statistics/domain.h"
#include "statistics/mcnemar.h"
#include "statistics/normal.h"
#include "statistics/paired.h"
#include "statistics/point_mass.h"
#include "statistics/student_t.h"
#include "statistics/tango.h"

#include <float.h>
#include <math.h>

/* Counts this many standard deviations out change nothing; and so many of those taken
 * within one standard deviation stand for all of them. */
static const double reach = 4.5;
static const double losses_steps = 4, others_steps = 2;

/* From so many degrees of freedom on the expansion of t is right to 1e-6. */
static const double df_expanded = 60;

/* What a count of `tries` may be: every `step` of them. */
struct counts {
    double tries, chance;
    int64_t first, last, step;
};

static struct counts counts_of(double tries, double chance, double steps)
{
    double mean = tries * chance, sd = sqrt(mean * (1 - chance));
    return (struct counts){
        tries,
        chance,
        (int64_t)fmax(0, floor(mean - reach * (sd + 1))),
        (int64_t)fmin(tries, ceil(mean + reach * (sd + 1))),
        (int64_t)fmax(1, floor(sd / steps)),
    };
}

static double weight_of(const struct counts *counts, int64_t count)
{
    return (double)counts->step * point_mass_binomial((double)count,
                                                      counts->tries - (double)count,
                                                      counts->chance, 1 - counts->chance);
}

/* Of counts that are so far apart, what lies between them. */
static double skipped_variance(int64_t step)
{
    double width = (double)step;
    return (width * width - 1) / 12;
}

static void chances_add(struct paired_chances *sum, double weight,
                        const struct paired_chances *part)
{
    sum->found += weight * part->found;
    sum->regression += weight * part->regression;
    sum->pass += weight * part->pass;
}

/* Their mean, where their weights sum up to `total`. */
static struct paired_chances chances_over(const struct paired_chances *sum, double total)
{
    return (struct paired_chances){fmin(1, sum->found / total),
                                   fmin(1, sum->regression / total),
                                   fmin(1, sum->pass / total)};
}

/* A power is asked for: its numbers checked, and what stays the same at any drop. */
struct power_terms {
    int64_t n;    /* independent cases */
    double units; /* clusters of them, n at most */
    double size;  /* of one: n / units */
    bool general;
    bool pass_alone; /* nothing else of the chances is wanted */
    double margin, alpha, z;
    double t, t_guard;   /* at n - 1 and n degrees of freedom */
    double change_moved; /* chance of a case that was not lost */
    struct case_change change;
};

/* Student's t with alpha above it, where the normal is z: Fisher and Cornish's expansion
 * (Abramowitz and Stegun 26.7.5). */
static int t_find(const struct paired_power *asked, double z, double df, double *t,
                  struct error *err)
{
    if (df < df_expanded)
        return student_t_upper(asked->alpha, df, asked->quantiles, t, err);
    double square = z * z;
    double first = z * (square + 1) / 4;
    double second = z * ((5 * square + 16) * square + 3) / 96;
    double third = z * (((3 * square + 19) * square + 17) * square - 15) / 384;
    *t = z + (first + (second + third / df) / df) / df;
    return 0;
}

static int terms_find(const struct paired_power *asked, struct power_terms *terms,
                      struct error *err)
{
    if (domain_within("the number of cases", (double)asked->cases, 1,
                      PAIRED_POWER_CASES_MAX, err) ||
        domain_within("the number of clusters", (double)asked->clusters, 1,
                      (double)asked->cases, err) ||
        domain_within("a design effect", asked->design_effect, 1, DBL_MAX, err) ||
        domain_inside("a margin", asked->margin, 0, 1, err) ||
        domain_inside("alpha", asked->alpha, 0, 0.5, err))
        return -1;
    double n = fmax(1, floor((double)asked->cases / asked->design_effect));
    double units = fmin((double)asked->clusters, n);
    *terms = (struct power_terms){
        .n = (int64_t)n,
        .units = units,
        .size = n / units,
        .general = asked->general || units < (double)asked->cases ||
                   asked->noise.repeats > 1 || asked->noise.baseline_repeats > 1,
        .margin = asked->margin,
        .alpha = asked->alpha,
    };
    if (normal_quantile(1 - asked->alpha, &terms->z, err))
        return -1;
    if (!terms->general || units < 2)
        return 0;
    if (t_find(asked, terms->z, units - 1, &terms->t, err))
        return -1;
    return t_find(asked, terms->z, units, &terms->t_guard, err);
}

static int is_found(const struct power_terms *terms, int64_t gains, int64_t losses,
                    bool *found, struct error *err)
{
    struct mcnemar test;
    if (mcnemar_test(gains, losses, &test, err))
        return -1;
    *found = test.midp_drop <= terms->alpha &&
             tango_score((double)gains, (double)losses, (double)terms->n, 0) < -terms->z;
    return 0;
}

/* The most gains beside so many losses with which a drop is real; -1 where none is. */
static int gains_most(const struct power_terms *terms, int64_t losses, int64_t *gains,
                      struct error *err)
{
    double square = terms->z * terms->z;
    double lead = (sqrt(square * square + 8 * square * (double)losses) - square) / 2;
    int64_t most = (int64_t)fmax(-1, floor((double)losses - lead));
    bool found = true;
    while (found && most < losses)
        if (is_found(terms, ++most, losses, &found, err))
            return -1;
    while (!found && most-- > 0)
        if (is_found(terms, most, losses, &found, err))
            return -1;
    *gains = most;
    return 0;
}

/* The fewest gains beside so many losses that rule a drop of the margin out; more than
 * there can be where none do. */
static int64_t gains_least(const struct power_terms *terms, int64_t losses)
{
    int64_t low = 0, high = terms->n - losses + 1;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (losses < terms->n &&
            tango_score((double)middle, (double)losses, (double)terms->n,
                        -terms->margin) >= terms->z)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

/* P(count <= most). */
static int up_to(int64_t most, int64_t tries, double chance, double *probability,
                 struct error *err)
{
    *probability = most < 0 ? 0 : 1;
    if (most < 0 || most >= tries)
        return 0;
    return binomial_cdf(most, tries, chance, probability, err);
}

static int binary_row(const struct power_terms *terms, int64_t losses,
                      struct paired_chances *row, struct error *err)
{
    int64_t rest = terms->n - losses, most, least = gains_least(terms, losses);
    double chance = terms->change_moved, too_few, found, decided, uncertain;
    if (up_to(least - 1, rest, chance, &uncertain, err))
        return -1;
    *row = (struct paired_chances){0, 0, 1 - uncertain};
    if (terms->pass_alone)
        return 0;
    if (gains_most(terms, losses, &most, err) ||
        up_to(PAIRED_FEWEST_CHANGED - losses - 1, rest, chance, &too_few, err) ||
        up_to(most, rest, chance, &found, err))
        return -1;
    decided = fmin(found, uncertain);
    *row = (struct paired_chances){fmax(0, found - too_few), fmax(0, decided - too_few),
                                   1 - uncertain};
    return 0;
}

/* Of n differences that sum up to `squares` squared, the least sum with a lower limit of
 * -margin: the root of D - t SE = -margin, where SE^2 = (squares/n - D^2) / lead. */
static double sum_least(double n, double squares, double lead, double t, double margin)
{
    double bend = lead + t * t, mean = -margin;
    if (squares > n * margin * margin) {
        double inner = t * t * (bend * squares / (n * lead) - margin * margin);
        mean = (sqrt(lead * inner) - lead * margin) / bend;
    }
    return n * mean;
}

static double normal_below(double x, double mean, double sd)
{
    if (sd > 0)
        return erfc((mean - x) / sd * M_SQRT1_2) / 2;
    return mean <= x * (1 - 1e-12) ? 1 : 0;
}

/* What is said where so many cases were lost, and `others` changed in other ways;
 * `skipped`: variance of the sum of differences, of what lies between the counts taken.
 */
static struct paired_chances general_cell(const struct power_terms *terms, double losses,
                                          double others, double skipped)
{
    const struct case_change *change = &terms->change;
    double n = (double)terms->n, size = terms->size, t = terms->t;
    double lead = n * (1 - 1 / terms->units), squares = losses + others * change->square;
    double mean = others * change->mean - losses;
    double variance =
        skipped + others * fmax(0, change->square - change->mean * change->mean);
    /* Clusters' sums of squares are spread more than those of cases: chi-squared. */
    double spread = (1 - 1 / size) / (2 * (terms->units - 1));
    double most = -t * sqrt(n * squares / (lead + t * t));
    double least = sum_least(n, squares, lead, t, terms->margin);
    double guarded = sum_least(terms->units + 1, squares / (size * size) + 1,
                               terms->units, terms->t_guard, terms->margin);
    least = fmax(least, (guarded + 1) * size);
    double slack = least + n * terms->margin;
    double uncertain = normal_below(least, mean, sqrt(variance + slack * slack * spread));
    if (terms->pass_alone)
        return (struct paired_chances){0, 0, 1 - uncertain};
    double changed = terms->units * (1 - pow(1 - (losses + others) / n, size));
    double found = 0;
    if (size > 1 ? changed >= PAIRED_FEWEST_CHANGED - 0.5
                 : losses + others >= PAIRED_FEWEST_CHANGED)
        found = normal_below(most, mean, sqrt(variance + most * most * spread));
    return (struct paired_chances){found, fmin(found, uncertain), 1 - uncertain};
}

static void general_row(const struct power_terms *terms, int64_t losses, double skipped,
                        struct paired_chances *row)
{
    double mean = terms->change.mean, total = 0;
    struct counts counts =
        counts_of((double)(terms->n - losses), terms->change_moved, others_steps);
    skipped += skipped_variance(counts.step) * mean * mean;
    *row = (struct paired_chances){0, 0, 0};
    for (int64_t k = counts.first; k <= counts.last; k += counts.step) {
        double weight = weight_of(&counts, k);
        struct paired_chances cell =
            general_cell(terms, (double)losses, (double)k, skipped);
        chances_add(row, weight, &cell);
        total += weight;
    }
    *row = chances_over(row, total);
}

/* On the binary road nothing stands for what lies between; only the spread of the gains
 * makes a row much like the next. */
static double losses_steps_of(const struct power_terms *terms)
{
    double lost = terms->change.lost, moved = terms->change.moved;
    double ratio = sqrt(lost * (1 - lost) / (moved * (1 - moved)));
    return losses_steps * (terms->general ? 1 : fmin(4, fmax(1, ratio)));
}

static int chances_find(struct power_terms *terms, const struct case_noise_model *noise,
                        double drop, struct paired_chances *chances, struct error *err)
{
    struct paired_chances sum = {0, 0, 0};
    double total = 0;
    if (case_change_expect(noise, drop, &terms->change, err))
        return -1;
    if (terms->general && terms->units < 2) {
        *chances = sum;
        return 0;
    }
    double lost = terms->change.lost;
    terms->change_moved = lost < 1 ? fmin(1, terms->change.moved / (1 - lost)) : 0;
    struct counts counts = counts_of((double)terms->n, lost, losses_steps_of(terms));
    for (int64_t losses = counts.first; losses <= counts.last; losses += counts.step) {
        double weight = weight_of(&counts, losses);
        struct paired_chances row;
        if (terms->general)
            general_row(terms, losses, skipped_variance(counts.step), &row);
        else if (binary_row(terms, losses, &row, err))
            return -1;
        chances_add(&sum, weight, &row);
        total += weight;
    }
    *chances = chances_over(&sum, total);
    return 0;
}

int paired_power(const struct paired_power *asked, double drop,
                 struct paired_chances *chances, struct error *err)
{
    struct power_terms terms;
    if (terms_find(asked, &terms, err))
        return -1;
    return chances_find(&terms, &asked->noise, drop, chances, err);
}

int paired_power_pass(const struct paired_power *asked, double drop, double *pass,
                      struct error *err)
{
    struct power_terms terms;
    struct paired_chances chances;
    if (terms_find(asked, &terms, err))
        return -1;
    terms.pass_alone = true;
    if (chances_find(&terms, &asked->noise, drop, &chances, err))
        return -1;
    *pass = chances.pass;
    return 0;
}

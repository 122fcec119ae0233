/* statistics/ppi_mean.c - a judged mean, corrected by labels of a part of the outputs. */
#include "statistics/ppi_mean.h"

#include "statistics/domain.h"
#include "statistics/normal.h"

#include <math.h>

static int values_check(const double *values, size_t count, struct error *err)
{
    if (count < 2)
        return domain_misfit(err, "a spread needs two scores, there are %zu", count);
    for (size_t i = 0; i < count; i++)
        if (domain_within("a score", values[i], 0, 1, err))
            return -1;
    return 0;
}

static int scores_check(const struct ppi_scores *scores, struct error *err)
{
    if (values_check(scores->labels, scores->labelled, err) ||
        values_check(scores->judged, scores->labelled, err))
        return -1;
    return values_check(scores->others, scores->other_count, err);
}

static double mean_of(const double *values, size_t count)
{
    double sum = 0;

    for (size_t i = 0; i < count; i++)
        sum += values[i];
    return sum / (double)count;
}

/* The sum of squares around a centre. */
static double squares_of(const double *values, size_t count, double centre)
{
    double sum = 0;

    for (size_t i = 0; i < count; i++)
        sum += (values[i] - centre) * (values[i] - centre);
    return sum;
}

static double lam_tuned(const struct ppi_scores *scores)
{
    double n = (double)scores->labelled, others = (double)scores->other_count;
    double y = mean_of(scores->labels, scores->labelled);
    double f = mean_of(scores->judged, scores->labelled);
    double all =
        (n * f + others * mean_of(scores->others, scores->other_count)) / (n + others);
    double together = squares_of(scores->judged, scores->labelled, all) +
                      squares_of(scores->others, scores->other_count, all);
    double product = 0;

    for (size_t i = 0; i < scores->labelled; i++)
        product += (scores->labels[i] - y) * (scores->judged[i] - f);
    if (!(together > 0))
        return 0;
    return fmin(fmax(product / n / ((1 + n / others) * together / (n + others - 1)), 0),
                1);
}

/* Scores and level are checked. */
static void mean_set(const struct ppi_scores *scores, double z, double lam,
                     struct ppi_mean *out)
{
    double n = (double)scores->labelled, others = (double)scores->other_count;
    double y = mean_of(scores->labels, scores->labelled);
    double f = mean_of(scores->judged, scores->labelled);
    double of_others = mean_of(scores->others, scores->other_count);
    double residual = 0, variance;

    for (size_t i = 0; i < scores->labelled; i++) {
        double off = scores->labels[i] - y - lam * (scores->judged[i] - f);

        residual += off * off;
    }
    variance = squares_of(scores->others, scores->other_count, of_others) / others;
    out->lam = lam;
    out->estimate = y + lam * (of_others - f);
    out->se = sqrt(lam * lam * variance / others + residual / n / n);
    out->range.lower = out->estimate - z * out->se;
    out->range.upper = out->estimate + z * out->se;
}

int ppi_mean(const struct ppi_scores *scores, double level, struct ppi_mean *out,
             struct error *err)
{
    double z;

    if (scores_check(scores, err) || normal_z(level, &z, err))
        return -1;
    mean_set(scores, z, lam_tuned(scores), out);
    return 0;
}

int ppi_mean_fixed(const struct ppi_scores *scores, double level, double lam,
                   struct ppi_mean *out, struct error *err)
{
    double z;

    if (scores_check(scores, err) || normal_z(level, &z, err) ||
        domain_within("lam", lam, 0, 1, err))
        return -1;
    mean_set(scores, z, lam, out);
    return 0;
}

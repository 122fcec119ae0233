/* statistics/variance_components.c - a run's spread split: between cases, between
 * repeats.
 */
#include "statistics/variance_components.h"

#include "statistics/domain.h"

#include <math.h>

static int scores_check(const double *scores, size_t cases, size_t repeats,
                        struct error *err)
{
    if (cases < 2 || repeats < 2)
        return domain_misfit(err,
                             "a spread between and within cases needs 2 cases of 2 "
                             "attempts, there are %zu of %zu",
                             cases, repeats);
    for (size_t i = 0; i < cases * repeats; i++)
        if (domain_within("a score", scores[i], 0, 1, err))
            return -1;
    return 0;
}

static double row_mean(const double *scores, size_t count)
{
    double sum = 0;

    for (size_t i = 0; i < count; i++)
        sum += scores[i];
    return sum / (double)count;
}

int variance_components(const double *scores, size_t cases, size_t repeats,
                        struct variance_components *out, struct error *err)
{
    double n = (double)cases, r = (double)repeats;
    double grand = 0, between = 0, within = 0, total;

    if (scores_check(scores, cases, repeats, err))
        return -1;
    for (size_t i = 0; i < cases; i++)
        grand += row_mean(scores + i * repeats, repeats) / n;
    for (size_t i = 0; i < cases; i++) {
        const double *row = scores + i * repeats;
        double mean = row_mean(row, repeats);

        between += (mean - grand) * (mean - grand);
        for (size_t j = 0; j < repeats; j++)
            within += (row[j] - mean) * (row[j] - mean);
    }
    out->ms_between = r * between / (n - 1);
    out->ms_within = within / (n * (r - 1));
    out->var_within = out->ms_within;
    out->var_between = fmax(0, (out->ms_between - out->ms_within) / r);
    total = out->var_between + out->var_within / r;
    out->repeat_share = total > 0 ? out->var_within / r / total : 0;
    total = out->ms_between + (r - 1) * out->ms_within;
    out->has_icc = total > 0;
    out->icc1 = total > 0 ? (out->ms_between - out->ms_within) / total : 0;
    return 0;
}

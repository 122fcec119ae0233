/* statistics/ppi_diff.c - a judged difference, measured again by labels of both sides. */
#include "statistics/ppi_diff.h"

#include <math.h>

static int labels_check(const char *side, const struct ppi_scores *scores,
                        struct error *err)
{
    if (scores->labelled >= PPI_LABELS_MIN)
        return 0;
    error_set(err, ERROR_INPUT, "N0823",
              "expected %d labels of the %s's outputs or more, found %zu", PPI_LABELS_MIN,
              side, scores->labelled);
    error_hint(err, "label %zu more, drawn at random", PPI_LABELS_MIN - scores->labelled);
    return -1;
}

static double within(double value, double low, double high)
{
    return fmin(fmax(value, low), high);
}

int ppi_diff(const struct ppi_scores *candidate, const struct ppi_scores *base,
             double level, struct ppi_diff *out, struct error *err)
{
    struct ppi_diff found;
    double c, b;

    if (labels_check("candidate", candidate, err) ||
        labels_check("baseline", base, err) ||
        ppi_mean(candidate, level, &found.candidate, err) ||
        ppi_mean(base, level, &found.base, err))
        return -1;
    found.estimate = found.candidate.estimate - found.base.estimate;
    found.se = hypot(found.candidate.careful_se, found.base.careful_se);
    /* Ranges are within [0,1], which an estimate may leave a little. */
    c = within(found.candidate.estimate, 0, 1);
    b = within(found.base.estimate, 0, 1);
    found.range.lower =
        within(c - b - hypot(c - found.candidate.range.lower, found.base.range.upper - b),
               -1, 1);
    found.range.upper =
        within(c - b + hypot(found.candidate.range.upper - c, b - found.base.range.lower),
               -1, 1);
    *out = found;
    return 0;
}

struct judge_bias judge_bias(const struct corrected_diff *corrected,
                             const struct ppi_diff *labelled)
{
    struct judge_bias found = {.gap = corrected->estimate - labelled->estimate,
                               .se = hypot(corrected->se, labelled->se)};

    found.is_suspected = fabs(found.gap) > JUDGE_BIAS_ERRORS * found.se;
    return found;
}

/* judge_report.h - how good a judge is, from outputs that people labelled too.
 *
 *   sensitivity = tp / (tp + fn)     of what people pass, the judge passes
 *   specificity = tn / (tn + fp)     of what people fail, the judge fails
 *   J           = sensitivity + specificity - 1                        (Youden 1950)
 *
 * A judged difference shows J times the true one, and a judged case carries about J^2 of
 * the information of a labelled one. Intervals: Wilson for the shares, for J the
 * square-and-add interval of a difference of two independent shares (Newcombe 1998b).
 */
#ifndef NOWORSE_STATISTICS_JUDGE_REPORT_H
#define NOWORSE_STATISTICS_JUDGE_REPORT_H

#include "statistics/interval.h"

#include <stdint.h>

/* A judge may gate when the lower limit of its J is this or more. */
#define JUDGE_YOUDEN_MIN 0.5

/* Outputs by what people said (pass or fail) and what the judge said. */
struct judge_counts {
    int64_t tp; /* both passed it */
    int64_t fn; /* people passed it, the judge failed it */
    int64_t fp; /* people failed it, the judge passed it */
    int64_t tn; /* both failed it */
};

struct judge_report {
    double sensitivity, specificity, youden;
    struct interval sensitivity_range, specificity_range, youden_range;
    double agreement;  /* share of outputs on which both say the same */
    double kappa, ac1; /* kappa.h */
};

/* level is two-sided. N0820 for a count below 0, N0822 where people passed none, or
 * failed none: then one of the two shares has no value. */
int judge_report(const struct judge_counts *counts, double level,
                 struct judge_report *out, struct error *err);

/* How many more labels, of both kinds as they are now, would bring the lower limit of J
 * to JUDGE_YOUDEN_MIN with these same rates, rounded up to a ten, from a thousand on to
 * one in a hundred; 0 where it is there, -1 where no number would, since J itself is not
 * above it. */
int judge_labels_missing(const struct judge_counts *counts, double level, int64_t *labels,
                         struct error *err);

#endif

/* ppi_diff.h - a judged difference, measured again by labels of both sides' outputs.
 *
 * A difference that a judge sees, divided by its J (judge_correction.h), is right only
 * where the judge errs as often on both sides. Labels of a random part of each side's
 * outputs need no such belief: the difference of two prediction-powered means
 * (ppi_mean.h; Angelopoulos, Duchi and Zrnic 2023), candidate minus baseline,
 *
 *   estimate = c - b,   SE^2 = SE_c^2 + SE_b^2                   (the careful ones)
 *   lower    = estimate - sqrt((c - lower_c)^2 + (upper_b - b)^2)
 *   upper    = estimate + sqrt((upper_c - c)^2 + (b - lower_b)^2)
 *
 * by square-and-add (Newcombe 1998b), as for J. The two sides' labels are taken as drawn
 * each for itself; of the same cases labelled on both sides it is too cautious, since
 * what they share is not taken off.
 *
 * The two ways to say one difference are then compared: apart by more than two standard
 * errors, the judge may favour a side.
 */
#ifndef NOWORSE_STATISTICS_PPI_DIFF_H
#define NOWORSE_STATISTICS_PPI_DIFF_H

#include "statistics/judge_correction.h"
#include "statistics/ppi_mean.h"

#include <stdbool.h>

struct ppi_diff {
    double estimate, se;
    struct interval range; /* within [-1,1] */
    struct ppi_mean candidate, base;
};

/* level is two-sided. N0823 for a side with fewer than PPI_LABELS_MIN labels; else as
 * ppi_mean(). */
int ppi_diff(const struct ppi_scores *candidate, const struct ppi_scores *base,
             double level, struct ppi_diff *out, struct error *err);

#define JUDGE_BIAS_ERRORS 2.0

struct judge_bias {
    double gap; /* corrected less labelled: above 0 the judge favours the candidate */
    double se; /* of both together; they share judged scores, so it is rather too large */
    bool is_suspected; /* apart by more than JUDGE_BIAS_ERRORS of them */
};

/* D/J beside the labels' difference, of one comparison. */
struct judge_bias judge_bias(const struct corrected_diff *corrected,
                             const struct ppi_diff *labelled);

#endif

/* judge_correction.h - a judged rate and a judged difference, corrected for the judge's
 * errors as a separate calibration set shows them.
 *
 * Assumes that the judge errs as often here as on the calibration set, and equally on
 * both sides of a comparison. With q1 = (tp+1)/(m1+2), q0 = (tn+1)/(m0+2), J = q1 + q0 -
 * 1:
 *
 *   rate = (p + specificity - 1) / youden                (Rogan and Gladen 1978)
 *
 * with the interval of Lang and Reiczigel 2014, recommended for judges that are language
 * models by Lee et al. 2025; and
 *
 *   difference / J,  SE^2 = SE_D^2 / J^2 + D^2 * (q1(1-q1)/m1 + q0(1-q0)/m0) / J^4
 *
 * (the delta method).
 */
#ifndef NOWORSE_STATISTICS_JUDGE_CORRECTION_H
#define NOWORSE_STATISTICS_JUDGE_CORRECTION_H

#include "statistics/interval.h"

#include <stdint.h>

struct judge_calibration {
    int64_t tp, m1; /* of m1 outputs that people passed, the judge passed tp */
    int64_t tn, m0; /* of m0 that people failed, the judge failed tn */
};

struct corrected_rate {
    double estimate; /* within [0,1], as are the limits */
    struct interval range;

    double youden, youden_adjusted; /* as counted; from the plus-one estimates */
};

/* passed of n judged outputs passed; with repeats or clusters n is the effective size and
 * passed the mean times n. N0820 for numbers out of range, N0831 for a judge that is no
 * better than a coin. */
int corrected_rate(double passed, double n, const struct judge_calibration *calibration,
                   double level, struct corrected_rate *out, struct error *err);

struct corrected_diff {
    double estimate; /* not clipped */
    double se;
    struct interval range; /* within [-1,1] */
    double youden_adjusted;
};

/* The difference of two judged means and its standard error; errors as above. */
int corrected_diff(double diff, double se, const struct judge_calibration *calibration,
                   double level, struct corrected_diff *out, struct error *err);

/* J from the plus-one estimates: a limit of a judged difference is compared with the
 * margin times this. */
int judge_youden_adjusted(const struct judge_calibration *calibration, double *youden,
                          struct error *err);

#endif

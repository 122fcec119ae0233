/* statistics/judge_correction.c - judged rates and differences, corrected. */
#include "statistics/judge_correction.h"

#include "statistics/domain.h"
#include "statistics/normal.h"

#include <float.h>
#include <math.h>

/* A calibration set with one pass and one failure more of each kind. */
struct adjusted {
    double q1, m1, q0, m0, youden;
};

static int is_a_coin(double youden, struct error *err)
{
    error_set(err, ERROR_INPUT, "N0831",
              "the judge is no better than a coin: sensitivity + specificity - 1 is %g, "
              "expected above 0",
              youden);
    error_hint(err, "label more outputs, or mend the judge's prompt");
    return -1;
}

static int adjusted_of(const struct judge_calibration *given, struct adjusted *out,
                       struct error *err)
{
    double m1 = (double)given->m1, m0 = (double)given->m0;
    double q1 = ((double)given->tp + 1) / (m1 + 2),
           q0 = ((double)given->tn + 1) / (m0 + 2);

    if (domain_count("outputs that people passed", given->m1, 1, err) ||
        domain_count("outputs that people failed", given->m0, 1, err) ||
        domain_within("of those the judge passed", (double)given->tp, 0, m1, err) ||
        domain_within("of those the judge failed", (double)given->tn, 0, m0, err))
        return -1;
    if (!(q1 + q0 > 1))
        return is_a_coin(q1 + q0 - 1, err);
    *out = (struct adjusted){q1, m1 + 2, q0, m0 + 2, q1 + q0 - 1};
    return 0;
}

static double clipped(double value, double low, double high)
{
    return fmin(fmax(value, low), high);
}

int judge_youden_adjusted(const struct judge_calibration *calibration, double *youden,
                          struct error *err)
{
    struct adjusted judge;

    if (adjusted_of(calibration, &judge, err))
        return -1;
    *youden = judge.youden;
    return 0;
}

int corrected_rate(double passed, double n, const struct judge_calibration *calibration,
                   double level, struct corrected_rate *out, struct error *err)
{
    struct adjusted judge;
    double z, p, theta, shift, half, from_0, from_1, specificity, youden;

    if (domain_inside("the number of judged outputs", n, 0, INFINITY, err) ||
        domain_within("passes by the judge", passed, 0, n, err) ||
        normal_z(level, &z, err) || adjusted_of(calibration, &judge, err))
        return -1;
    specificity = (double)calibration->tn / (double)calibration->m0;
    youden = (double)calibration->tp / (double)calibration->m1 + specificity - 1;
    if (!(youden > 0))
        return is_a_coin(youden, err);
    p = (passed + z * z / 2) / (n + z * z);
    theta = (p + judge.q0 - 1) / judge.youden;
    from_1 = theta * judge.q1 * (1 - judge.q1) / judge.m1;
    from_0 = (1 - theta) * judge.q0 * (1 - judge.q0) / judge.m0;
    shift = 2 * z * z * (from_1 - from_0);
    half = z / judge.youden *
           sqrt(p * (1 - p) / (n + z * z) + (1 - theta) * from_0 + theta * from_1);
    *out = (struct corrected_rate){
        .estimate = clipped((passed / n + specificity - 1) / youden, 0, 1),
        .range = {clipped(theta + shift - half, 0, 1),
                  clipped(theta + shift + half, 0, 1)},
        .youden = youden,
        .youden_adjusted = judge.youden,
    };
    return 0;
}

int corrected_diff(double diff, double se, const struct judge_calibration *calibration,
                   double level, struct corrected_diff *out, struct error *err)
{
    struct adjusted judge;
    double z, estimate, of_judge, corrected_se;

    if (domain_within("a difference", diff, -1, 1, err) ||
        domain_within("a standard error", se, 0, DBL_MAX, err) ||
        normal_z(level, &z, err) || adjusted_of(calibration, &judge, err))
        return -1;
    estimate = diff / judge.youden;
    of_judge =
        judge.q1 * (1 - judge.q1) / judge.m1 + judge.q0 * (1 - judge.q0) / judge.m0;
    corrected_se = sqrt(se * se + estimate * estimate * of_judge) / judge.youden;
    *out = (struct corrected_diff){
        .estimate = estimate,
        .se = corrected_se,
        .range = {clipped(estimate - z * corrected_se, -1, 1),
                  clipped(estimate + z * corrected_se, -1, 1)},
        .youden_adjusted = judge.youden,
    };
    return 0;
}

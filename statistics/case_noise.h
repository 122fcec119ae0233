/* case_noise.h - how much the attempts of one case differ among themselves.
 *
 *   w  = mean over cases of the variance of one attempt within its case (divisor r - 1;
 *        for pass/fail p(1-p) * r/(r-1))
 *   v0 = w/r_candidate + w/r_baseline
 *
 * v0 is the variance of a case's difference when nothing has changed. With one attempt a
 * side, n * v0 is the number of cases of n that two identical runs are expected to differ
 * on. Cases with one attempt say nothing about w and are left out. (Fisher 1925; the
 * noise of answers: Atil et al. 2024.)
 */
#ifndef NOWORSE_STATISTICS_CASE_NOISE_H
#define NOWORSE_STATISTICS_CASE_NOISE_H

#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

/* w where neither repeats nor earlier runs tell it; whoever uses it says so. */
#define CASE_NOISE_ASSUMED 0.03

/* Real scores of a case that lie further apart than this are flaky. */
#define CASE_RANGE_STEADY 0.1

enum case_steadiness {
    CASE_UNKNOWN, /* fewer than two attempts */
    CASE_SOLID_PASS,
    CASE_SOLID_FAIL,
    CASE_FLAKY,
    CASE_STEADY /* real scores, close together, neither all 1 nor all 0 */
};

/* Attempts of one case, summed: from any order of attempts the same to the last digit
 * where scores are 0 and 1. Begins as CASE_NOISE_INIT; nothing to release. */
struct case_noise {
    double within;  /* sum over cases of the variance of one attempt */
    uint64_t cases; /* that had two attempts or more */
    uint64_t flaky;
};

#define CASE_NOISE_INIT                                                                  \
    {                                                                                    \
        0, 0, 0                                                                          \
    }

/* Takes in one case's scores, each in [0,1] (else N0820); *steadiness may be NULL. */
int case_noise_add(struct case_noise *noise, const double *scores, size_t count,
                   enum case_steadiness *steadiness, struct error *err);

/* The same for pass/fail: passes of attempts; N0822 for more passes. */
int case_noise_add_passes(struct case_noise *noise, uint64_t passes, uint64_t attempts,
                          enum case_steadiness *steadiness, struct error *err);

/* w into *within; N0821 where no case had two attempts. */
int case_noise_within(const struct case_noise *noise, double *within, struct error *err);

/* v0 into *v0, for so many attempts a side; N0820 unless within is in [0,0.5] and both
 * are 1 or more. */
int case_noise_difference(double within, int64_t candidate_repeats,
                          int64_t baseline_repeats, double *v0, struct error *err);

#endif

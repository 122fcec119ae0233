/* drift_reference.h - what a nightly suite scores as a rule: the level that drift is a
 * drop from.
 *
 * From R complete nights with means x_1..x_R and N outcomes a night on average:
 *
 *   null_mean      = mean - t(0.975, R-1) * sd / sqrt(R) - tolerance
 *   overdispersion = max(1, sd^2 / (mean * (1 - mean) / N)); 1 where the mean is 0 or 1
 *
 * The t term pays for not knowing the true level, the tolerance for drops nobody cares
 * about, the overdispersion for nights that vary as a whole.
 */
#ifndef NOWORSE_STATISTICS_DRIFT_REFERENCE_H
#define NOWORSE_STATISTICS_DRIFT_REFERENCE_H

#include "base/error.h"

#include <stddef.h>

enum {
    DRIFT_REFERENCE_NIGHTS = 14,    /* as a rule */
    DRIFT_REFERENCE_NIGHTS_MIN = 5, /* whoever asks for fewer is refused by the caller */
};
#define DRIFT_TOLERANCE 0.01 /* a point */

/* One complete night. */
struct reference_night {
    double sum;      /* of the outcomes, each in [0,1] */
    double outcomes; /* above 0 */
};

struct drift_reference {
    double mean, sd;                  /* of the nights' means */
    double null_mean, overdispersion; /* for drift_init() */
};

/* tolerance from 0 to 1. N0820 for a night that cannot be, N0822 for fewer than two,
 * N0830 where null_mean would not lie between 0 and 1: nothing could be seen to fall. */
int drift_reference(const struct reference_night *nights, size_t count, double tolerance,
                    struct drift_reference *out, struct error *err);

#endif

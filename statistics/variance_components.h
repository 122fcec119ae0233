/* variance_components.h - a run's spread split: between cases, between
 * repeats.
 *
 * One-way random effects on a table of cases by repeats, every case with as many attempts
 * (Fisher 1925; Shrout and Fleiss 1979):
 *
 *   var_within   = MS_within
 *   var_between  = max(0, (MS_between - MS_within) / r)
 *   repeat_share = (var_within/r) / (var_between + var_within/r)
 *
 * repeat_share is the part of the variance of the run's mean that more repeats could
 * remove; 0 where there is no variance at all. icc1 is the intraclass correlation of one
 * attempt, from -1/(r-1) to 1.
 */
#ifndef NOWORSE_STATISTICS_VARIANCE_COMPONENTS_H
#define NOWORSE_STATISTICS_VARIANCE_COMPONENTS_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

struct variance_components {
    double ms_between, ms_within;
    double var_between, var_within;
    double repeat_share;
    bool has_icc; /* false where nothing varies */
    double icc1;  /* 0 unless has_icc */
};

/* scores: `cases` rows of `repeats` scores in [0,1]. N0822 for fewer than 2 of either, or
 * a score that is none. */
int variance_components(const double *scores, size_t cases, size_t repeats,
                        struct variance_components *out, struct error *err);

#endif

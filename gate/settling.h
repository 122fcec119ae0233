/* gate/settling.h - the noise within cases, and what would settle a comparison that was
 * too noisy.
 */
#ifndef NOWORSE_GATE_SETTLING_H
#define NOWORSE_GATE_SETTLING_H

#include "gate/comparison.h"
#include "statistics/student_t.h"

struct scope_noise {
    double
        within; /* variance of one attempt within its case; NaN: no case was repeated */
    double repeat_share, expected_flips; /* as in struct gate_scope */
};

/* Of the candidate's repeats; where it has one, of the baseline's. */
int scope_noise_of(const struct scope_cases *scope, struct scope_noise *out,
                   struct error *err);

/* Sets cases_needed, groups_needed and repeats_needed of one that is inconclusive for its
 * noise: the larger of what tells, 4 times in 5, that an unchanged candidate PASSes, with
 * the variance that was seen or, where that is more, the one that repeats tell; and of
 * what decides if cases are added that differ as those found, or not at all where the
 * drop may be noise (docs/statistics.md). Repeats: the same, and they lessen the noise
 * within cases alone. The quantiles (statistics/student_t.h) are those of the scopes
 * before: many small cohorts ask for the same ones. */
struct repeats_of_sides {
    unsigned candidate, base;
    bool base_is_stored; /* it has the repeats it has */
};
int settling_set(struct compared *compared, const struct scope_noise *noise,
                 const struct repeats_of_sides *repeats, struct t_table *quantiles,
                 struct error *err);

#endif

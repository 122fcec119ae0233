/* gate/gathered.h - what a gate has gathered, for those who decide. */
#ifndef NOWORSE_GATE_GATHERED_H
#define NOWORSE_GATE_GATHERED_H

#include "gate/tally.h"

struct gate {
    const struct run_plan *plan; /* borrowed */
    struct tally *tallies;       /* owned; variant by variant, each cohort */
    int64_t *gone; /* owned; by variant: cases of cohorts that are gone too */
    struct group_numbers groups;
    struct cached_replies cached;
    struct earlier_verdict earlier;
    const struct early_decision *decisions; /* borrowed; by variant; NULL: none */
};

#endif

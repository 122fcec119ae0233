/* tests/gate/made_groups.h - groups of many cases, made up by their number: such as stand
 * together, such as come back, and both. */
#ifndef NOWORSE_TESTS_GATE_MADE_GROUPS_H
#define NOWORSE_TESTS_GATE_MADE_GROUPS_H

#include "store/run_file_order.h"

enum { MADE_CASES = 21000, MADE_COHORTS = 4, MADE_NAME_SIZE = 16, MADE_SHAPES = 7 };

/* Of the case; -1: none. */
typedef int64_t made_group(int64_t number);
made_group made_alone, made_of_three, made_apart, made_mixed, made_with_gaps,
    made_again_in_cohorts, made_into_cohorts;

extern const struct made_shape {
    made_group *group_of;
    bool has_together; /* late groups that are never met again */
} made_shapes[MADE_SHAPES];

/* NULL of none. */
const char *made_name(int64_t group, char name[MADE_NAME_SIZE]);
int made_cohort(int64_t number);

/* A group_source's each(). */
struct made_groups {
    int64_t count;
    made_group *group_of;
    int turns; /* how often they were gone through */
};
int made_groups_each(void *from, run_file_group_fn *fn, void *context, struct error *err);

#endif

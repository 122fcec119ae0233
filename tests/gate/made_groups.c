/* tests/gate/made_groups.c - groups of many cases, made up by their number. */
#include "tests/gate/made_groups.h"

#include <stdio.h>

int64_t made_alone(int64_t number)
{
    return number;
}

int64_t made_of_three(int64_t number)
{
    return number / 3;
}

int64_t made_apart(int64_t number)
{
    return number / 10 * 5 + number % 5;
}

/* One in ten is left and met again, much later. */
int64_t made_mixed(int64_t number)
{
    return number % 10 ? number / 2 : 1000000 + number / 10 % 700;
}

/* Each third case has none, and a group goes on behind it. */
int64_t made_with_gaps(int64_t number)
{
    return number % 3 == 1 ? -1 : number / 3;
}

int64_t made_again_in_cohorts(int64_t number)
{
    return number % (MADE_CASES / MADE_COHORTS);
}

/* A group goes on where the next cohort begins, whose cases without one are gone through
 * first. */
int64_t made_into_cohorts(int64_t number)
{
    return number % 182 ? (number + 1) / 3 : -1;
}

const struct made_shape made_shapes[MADE_SHAPES] = {
    {made_alone, true},        {made_of_three, true},   {made_apart, false},
    {made_mixed, true},        {made_with_gaps, false}, {made_again_in_cohorts, false},
    {made_into_cohorts, true},
};

const char *made_name(int64_t group, char name[MADE_NAME_SIZE])
{
    snprintf(name, MADE_NAME_SIZE, "g%lld", (long long)group);
    return group < 0 ? NULL : name;
}

int made_cohort(int64_t number)
{
    return (int)(number / (MADE_CASES / MADE_COHORTS));
}

int made_groups_each(void *from, run_file_group_fn *fn, void *context, struct error *err)
{
    struct made_groups *cases = from;
    char name[MADE_NAME_SIZE];
    int rc = 0;

    (void)err;
    cases->turns++;
    for (int64_t i = 0; rc == 0 && i < cases->count; i++)
        rc = fn(context, made_cohort(i), made_name(cases->group_of(i), name));
    return rc;
}

/* gate/scope_values.h - what the cases of one scope come to, gone through as statistics
 * take them: no array of cases is made, so that deciding takes no memory a case. Only
 * groups whose cases may not stand together are held meanwhile: their sums, in 40 bytes
 * each, or, of small ones, where their cases are, in 4 bytes a group and 4 a case.
 */
#ifndef NOWORSE_GATE_SCOPE_VALUES_H
#define NOWORSE_GATE_SCOPE_VALUES_H

#include "gate/scope_cases.h"
#include "statistics/paired.h"
#include "statistics/rate.h"

/* What repeats without a result are taken for. */
enum missing_as {
    MISSING_LEFT_OUT,
    MISSING_WORST, /* the candidate's failed, the baseline's passed */
    MISSING_BEST   /* the other way round */
};

/* What the candidate's repeats of a case come to. */
enum measured {
    MEASURED_PASS,  /* the share that passed */
    MEASURED_SCORE, /* the mean score */
    MEASURED_ALL,   /* 1: all of them passed (pass^k) */
    MEASURED_ANY    /* 1: one did (pass@k) */
};

/* Cases that have a value; those of a group are one kind, whose values are their means:
 * the same to statistics. Where a cohort has a weight, its cases share it. Begin with
 * scope_pairs_open() or scope_rates_open(), end with scope_values_release(). */
struct scope_values {
    const struct scope_cases *scope; /* borrowed */
    bool is_paired;
    enum measured measured;
    enum missing_as missing;
    double *scales; /* owned; of each table: what its cases' weights are multiplied by */
    bool has_groups;
    struct group_held *groups; /* owned; by number less first_group, of those below
                                 GROUP_TOGETHER; NULL: their cases stand together too, and
                                 are summed on the way */
    int64_t first_group;
    struct group_places *places; /* owned; in place of groups */
    struct scope_cursor cursor;
    struct paired_kind ahead; /* read, and not yet given */
    bool has_ahead;
    uint16_t turn;                /* how often the cases were begun with */
    int64_t cases, better, worse; /* of a comparison: that have a value on both sides */
};

/* The cases that pair on the measure. */
void scope_pairs_open(struct scope_values *values, const struct scope_cases *scope,
                      bool of_score, enum missing_as missing);
struct paired_walk scope_paired_walk(struct scope_values *values);

/* All cases of the candidate. */
void scope_rates_open(struct scope_values *values, const struct scope_cases *scope,
                      enum measured measured, enum missing_as missing);
struct rate_walk scope_rate_walk(struct scope_values *values);

void scope_values_release(struct scope_values *values);

#endif

/* gate/scope_cases.h - the cases of one scope, as statistics take them. */
#ifndef NOWORSE_GATE_SCOPE_CASES_H
#define NOWORSE_GATE_SCOPE_CASES_H

#include "gate/case_kinds.h"
#include "statistics/paired.h"
#include "statistics/rate.h"

/* The tables of a variant's cohorts that are in a scope; all borrowed. */
struct scope_cases {
    const struct case_kinds **tables; /* owned array */
    double *cohort_weights;           /* owned; 0: by its cases */
    size_t count;
};
void scope_cases_add(struct scope_cases *scope, const struct case_kinds *table,
                     double cohort_weight);
void scope_cases_release(struct scope_cases *scope);

/* Cases alike, one after the other: {scope, of_score} at the beginning, true while there
 * are. Without of_score cases that differ in their scores alone are alike. */
struct scope_cursor {
    const struct scope_cases *scope;
    bool of_score;
    size_t table, kind, entry;
};
struct cases_alike {
    const struct case_kind *kind;
    int64_t count;
    int32_t group;
    double score, base_score; /* where of_score, and the kind is_scored */
    size_t table;
};
bool scope_next(struct scope_cursor *cursor, struct cases_alike *out);

/* The same by kinds alone, where neither groups nor scores matter; a cursor of its own.
 */
bool scope_next_kind(struct scope_cursor *cursor, const struct case_kind **out);

/* What repeats without a result are taken for. */
enum missing_as {
    MISSING_LEFT_OUT,
    MISSING_WORST, /* the candidate's failed, the baseline's passed */
    MISSING_BEST   /* the other way round */
};

/* The cases that pair on the measure and have a value on both sides. Those of a group are
 * one kind, whose values are their means: the same to a comparison. */
struct scope_pairs {
    struct paired_kind *kinds; /* owned: for free() */
    size_t count;
    int64_t cases, better, worse;
};

/* Where a cohort has a weight, its cases share it. */
void scope_pairs_make(const struct scope_cases *scope, bool of_score,
                      enum missing_as missing, struct scope_pairs *out);

/* What the candidate's repeats of a case come to. */
enum measured {
    MEASURED_PASS,  /* the share that passed */
    MEASURED_SCORE, /* the mean score */
    MEASURED_ALL,   /* 1: all of them passed (pass^k) */
    MEASURED_ANY    /* 1: one did (pass@k) */
};

/* All cases with a value, a kind for those of a group; *kinds is the caller's. */
size_t scope_rates(const struct scope_cases *scope, enum measured measured,
                   enum missing_as missing, struct rate_kind **kinds);

#endif

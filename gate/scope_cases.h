/* gate/scope_cases.h - the cases of one scope, one after the other. */
#ifndef NOWORSE_GATE_SCOPE_CASES_H
#define NOWORSE_GATE_SCOPE_CASES_H

#include "gate/case_kinds.h"

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
    size_t table, kind;
    const struct case_kinds *own; /* whose stream is read now; NULL: none */
    struct stream_place place;
    size_t at; /* in that stream: where the case begins that was given last */
};
struct cases_alike {
    const struct case_kind *kind;
    int64_t count;
    int32_t group; /* -1: a cluster of its own */
    double weight;
    double score, base_score; /* where of_score, and the kind's cases have their own */
    size_t table;
};
bool scope_next(struct scope_cursor *cursor, struct cases_alike *out);

/* Begins with the case of a table's stream that scope_next() gave at this place; of its
 * group nothing is known then. */
void scope_begin_at(struct scope_cursor *cursor, size_t table, size_t at);

/* The same by kinds alone, where neither groups nor scores matter; a cursor of its own.
 */
bool scope_next_kind(struct scope_cursor *cursor, const struct case_kind **out);

#endif

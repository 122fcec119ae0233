/* gate/confirmed.h - cases that surely got worse, each by itself. */
#ifndef NOWORSE_GATE_CONFIRMED_H
#define NOWORSE_GATE_CONFIRMED_H

#include "gate/scope_cases.h"

/* The largest of Fisher's p values that Benjamini and Hochberg's method at 10% takes
 * among all cases that pair; below 0: none. */
int confirmed_limit(const struct scope_cases *scope, double *limit, struct error *err);

/* How many are at most that. */
int confirmed_count(const struct scope_cases *scope, double limit, int64_t *count,
                    struct error *err);

#endif

/* gate/rise.h - a cost or a time beside the baseline's: a plain limit on the rise. */
#ifndef NOWORSE_GATE_RISE_H
#define NOWORSE_GATE_RISE_H

#include "gate/figure.h"
#include "gate/rule.h"

struct rise {
    double before, now;
    enum figure_form form;
    const char *verb, *more; /* "answers within" 1,900 ms "at p95" */
    const char *reason;      /* of a rise that is too large */
};

/* 0.12: 12% more than before; NaN: it is not known of both. */
double rise_of(double before, double now);

/* Verdict and sentence of a check that has its limit and what was found. */
void rise_judge(const struct rule_scope *scope, const struct rise *rise,
                struct gate_check *out);

#endif

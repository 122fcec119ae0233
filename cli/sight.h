/* cli/sight.h - what a suite of its size and noise can see, before it is asked
 * (docs/statistics.md).
 */
#ifndef NOWORSE_CLI_SIGHT_H
#define NOWORSE_CLI_SIGHT_H

#include "cli/plan/plan_history.h"

/* What plan says how to reach: a drop of two points is seen. */
#define SIGHT_TARGET 0.02

/* A cohort, or all. Shares from 0 to 1. */
struct sight {
    int cohort; /* -1: all that are watched */
    bool is_required;
    int64_t cases, clusters;
    double margin;
    double judge_shows; /* of a true difference, where every calibrated judge is asked
                           about every case (judges_show_all()); NaN: there is none; 0:
                           one is no better than a coin, and nothing is seen */
    double held;        /* what limits are held to: the margin, times that */
    double v0;          /* variance of a case's difference when nothing has changed */
    enum noise_source source;
    double design_effect;
    double drop;           /* the smallest that is found 4 times in 5 */
    double pass_chance;    /* when nothing has changed */
    uint64_t fewest;       /* cases (clusters, where there are any) that can ever PASS */
    bool can_pass;         /* it has as many */
    uint64_t cases_more;   /* until the chance of PASS is 0.8; 0: it is, or no number */
    unsigned repeats_more; /* so many repeats would do that too; 0: none up to 10 */
    uint64_t target_cases; /* in all, to find a drop of SIGHT_TARGET; 0: more than 10^9 */
    unsigned target_repeats; /* likewise; 0: none up to 10 */
};

/* What the margin is held to, as above. */
double sight_held(const struct run_plan *plan, double margin);

/* Whether a candidate is compared with anything, by a margin. */
bool sight_is_made(const struct run_plan *plan);

/* All, then each cohort that is watched, where there are several; *out: the caller's. */
int sight_make(struct opened_suite *opened, const struct plan_history *history,
               struct sight **out, size_t *count, struct error *err);

/* The fewest cases, or clusters, with which the suite can PASS, where it has fewer:
 * *fewest, else 0. Cheap: nothing but counts. */
int sight_floor(struct opened_suite *opened, uint64_t *fewest, int64_t *counted,
                struct error *err);

#endif

/* gate/judge_margin.h - what the known errors of judges make of a margin, and of a
 * difference.
 *
 * A judge with J = 0.7 shows 0.7 of a true difference, so what it shows is held to 0.7 of
 * the margin (statistics/judge_correction.h). Where a scope rests on several, or some of
 * its cohorts do, the share is that of the cohort that shows least: what is judged
 * without errors is then held more strictly than it had to be, and nothing less strictly.
 *
 * A judge whose calibration is of another model than the one that answered still counts:
 * of that one no more is known, and to count none would be to think it perfect.
 */
#ifndef NOWORSE_GATE_JUDGE_MARGIN_H
#define NOWORSE_GATE_JUDGE_MARGIN_H

#include "gate/gate.h"

struct judge_margin {
    double shows; /* judges_show(), of what the scope rests on; NaN: no such judge */
    const struct plan_judge *alone; /* the measure is its verdict and nothing else; else
                                       NULL; borrowed from the plan */
    int judge;                      /* its index; -1 */
    bool of_marks; /* a calibrated judge gives marks, and a score is made of them */
};

/* of_score: of the measure. A judge that gives marks does not count for a score: of marks
 * no errors are known. */
struct judge_margin judge_margin_of(const struct gate *gate,
                                    const struct gate_scope *scope, bool of_score);

/* Fills what is corrected in a comparison that is made, where one judge alone decides.
 * The standard error of each side is read from that limit, so that the interval is as
 * wide as that of what was judged where J is sure. */
void judge_margin_correct(const struct judge_margin *margin,
                          struct gate_comparison *comparison);

#endif

/* gate/judge_sides.h - whether a judge favours a side, as labels of both sides tell.
 *
 * D/J is right only where the judge errs as often on both sides (judge_margin.h). Where
 * people labelled enough answers of a candidate and of its baseline, both variants of
 * this run, the difference of two prediction-powered means stands beside it
 * (statistics/ppi_diff.h). Decides nothing.
 */
#ifndef NOWORSE_GATE_JUDGE_SIDES_H
#define NOWORSE_GATE_JUDGE_SIDES_H

#include "gate/gate.h"

/* Fills what the judged rates of a judgement, whose comparisons are made, tell of both
 * sides. Whom the judge favours is told where it alone decides the comparison, over cases
 * that are all watched: both differences are of the same cases then. */
int judge_sides_show(const struct gate *gate, struct judgement *out, struct error *err);

#endif

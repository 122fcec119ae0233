/* store/gated_graders.h - which graders of a case have a gate of their own. */
#ifndef NOWORSE_STORE_GATED_GRADERS_H
#define NOWORSE_STORE_GATED_GRADERS_H

#include "store/run_plan.h"

/* list: the graders of a set as the run file has them, "[0,2]". out, by the plan's
 * grader_gates: the index of the grader that has it; -1: none of them. Returns -1 where
 * the list is none, or holds what is no index. */
int gated_graders_parse(const struct run_plan *plan, const char *list, int *out);

#endif

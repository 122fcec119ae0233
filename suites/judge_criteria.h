/* suites/judge_criteria.h - a `judge` with several criteria becomes one item for each.
 *
 * The items differ in the option `criterion`, which no file can hold, and ask the same:
 * whoever asks for them asks once.
 */
#ifndef NOWORSE_SUITES_JUDGE_CRITERIA_H
#define NOWORSE_SUITES_JUDGE_CRITERIA_H

#include "suites/suite.h"

/* Puts `name.criterion` for each criterion in the place of such an item. before: as in
 * grader_list_build(). N0266: a name that is taken. */
int judge_criteria_expand(struct grader_list *list, const struct grader_list *before,
                          struct error_list *errors);

#endif

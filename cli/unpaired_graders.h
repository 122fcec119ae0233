/* cli/unpaired_graders.h - graders with a `max_drop` that nothing in a stored baseline
 * can be compared with. */
#ifndef NOWORSE_CLI_UNPAIRED_GRADERS_H
#define NOWORSE_CLI_UNPAIRED_GRADERS_H

#include "cli/opening.h"

/* N0581: the file, or the anchor's, does not tell what each grader said. True: told. */
bool grades_told_check(struct opened_suite *opened);

/* N0958: it tells of no case what the grader of now said. The anchor is held to the same:
 * a grader with a `max_drop` is required, as a cohort with one is. */
void grader_pairs_check(struct opened_suite *opened);

#endif

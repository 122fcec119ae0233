/* cli/unpaired.h - cohorts that nothing in the baseline can be compared with. */
#ifndef NOWORSE_CLI_UNPAIRED_H
#define NOWORSE_CLI_UNPAIRED_H

#include "cli/opening.h"

/* docs/statistics.md: a gated cohort without a case that pairs is a mistake of the
 * configuration (N0958), known before anything is sent; so is a grader with a `max_drop`
 * (unpaired_graders.h). Of a selection, whose baseline
 * may lack nothing but what was chosen, the verdict tells it. */
void pairs_check(struct opened_suite *opened);

#endif

/* runner/baseline_pass.h - what a run is compared with: found, and copied into its file.
 *
 * suite-format section 3: the baseline is a file, the same file at a commit, or a run.
 * What is named and not there is an error before anything is sent; there is no fall-back.
 */
#ifndef NOWORSE_RUNNER_BASELINE_PASS_H
#define NOWORSE_RUNNER_BASELINE_PASS_H

#include "runner/prepare.h"

/* After pass 1, in the turn that is open: fills the plan's entries and sources, and
 * imports the results. Nothing where the suite has no baseline, or a variant as one. */
int baseline_pass(struct prepared *prepared, struct error_list *errors);

#endif

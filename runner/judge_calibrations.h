/* runner/judge_calibrations.h - what is known of the judges of a suite: the calibrations
 * beside it, into the plan.
 */
#ifndef NOWORSE_RUNNER_JUDGE_CALIBRATIONS_H
#define NOWORSE_RUNNER_JUDGE_CALIBRATIONS_H

#include "runner/prepare.h"

/* When all graders are known: fills the plan's judges, of those that have a calibration
 * or demand one. What a judge lacks is a warning, N0575; a file that is no calibration a
 * mistake, N0577. now_ms: wall clock. */
int judge_calibrations_read(struct prepared *prepared, int64_t now_ms,
                            struct error_list *errors);

#endif

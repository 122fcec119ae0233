/* runner/gate_at_commit.h - whether the suite's gate was another at a commit. */
#ifndef NOWORSE_RUNNER_GATE_AT_COMMIT_H
#define NOWORSE_RUNNER_GATE_AT_COMMIT_H

#include "suites/suite.h"

/* suite-format 3.10: gates are those of the working tree; where a rule that is written in
 * the suite, its fragments or its quarantine file differs from the commit's, that is
 * told. So is a file that was not there, or is no YAML: what it said is not known. */
int gate_at_commit_differs(const struct suite *suite, const char *commit, bool *differs,
                           struct error *err);

#endif

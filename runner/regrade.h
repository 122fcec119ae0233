/* runner/regrade.h - stored replies judged by the graders of today, without a call. */
#ifndef NOWORSE_RUNNER_REGRADE_H
#define NOWORSE_RUNNER_REGRADE_H

#include "runner/prepare.h"

/* Every sample of prepared->file with an answer gets new grades, in the turn that is
 * open; its old ones were removed. Graders see the answer as it is stored, secrets
 * masked. *count: how many. */
int samples_regrade(const struct prepared *prepared, int64_t *count, struct error *err);

#endif

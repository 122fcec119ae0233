/* runner/regrade.h - stored replies judged by the graders of today, without a call. */
#ifndef NOWORSE_RUNNER_REGRADE_H
#define NOWORSE_RUNNER_REGRADE_H

#include "runner/prepare.h"

/* The stored reply of a sample into a cleared one, as its graders saw it; -1: the file is
 * damaged. */
int reply_restore(struct reply *reply, const struct sample_view *view, struct error *err);

/* Every sample of prepared->file with an answer gets new grades, in the turn that is
 * open; its old ones were removed. Graders see the answer as it is stored, secrets
 * masked; grades of those that ask stay open. *count: how many. */
int samples_regrade(const struct prepared *prepared, int64_t *count, struct error *err);

#endif

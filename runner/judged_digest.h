/* runner/judged_digest.h - whether two runs judge alike, in one digest. */
#ifndef NOWORSE_RUNNER_JUDGED_DIGEST_H
#define NOWORSE_RUNNER_JUDGED_DIGEST_H

#include "base/sha256.h"
#include "store/run_plan.h"

/* The plan's judged_digest becomes one over itself and the part, which is ended: the
 * cases as they are judged, then what a baseline made of them. */
void judged_digest_add(struct run_plan *plan, struct sha256 *part);

/* The plan is whole but for this: graders, quarantine, the rules of all gates and the
 * baseline's entries go into it too. Where a baseline was read does not: the same one may
 * be found elsewhere, or at another commit. */
void judged_digest_finish(struct run_plan *plan);

#endif

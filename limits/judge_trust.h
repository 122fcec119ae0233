/* limits/judge_trust.h - whether a verdict may rest on a judge: what its calibration says
 * (store/judge_file.h), and what is demanded of it (`calibrated`). Pure.
 */
#ifndef NOWORSE_LIMITS_JUDGE_TRUST_H
#define NOWORSE_LIMITS_JUDGE_TRUST_H

#include "base/buf.h"
#include "store/run_plan.h"

/* Its errors are known: it was calibrated, as it is now. */
bool judge_is_known(const struct plan_judge *judge);

/* Appends what it lacks, one clause after its name: "has no calibration", "agrees with
 * people too little: J is at least 0.42, and 0.5 is demanded". False: nothing is
 * demanded, or nothing lacks. now_ms: wall clock, of the run. J is held to its lower
 * limit at 95%. */
bool judge_lacks(const struct plan_judge *judge, int64_t now_ms, struct buf *out);

/* The model that served: false where the calibration knows what served it, and that is
 * another. */
bool judge_knows_served(const struct plan_judge *judge, const char *model,
                        const char *served);

/* What mends it: the command, for the suite of the plan. */
void judge_cure(const struct run_plan *plan, const struct plan_judge *judge,
                struct buf *out);

#endif

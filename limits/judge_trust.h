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

/* What the verdicts of several judges make. */
enum judged_measure {
    JUDGED_PASS, /* a sample passes where all of them pass it */
    JUDGED_SCORE /* their mean */
};

/* The share of a true difference that the judges show (statistics, "Judges"): of one J,
 * by plus-one estimates (statistics/judge_correction.h). Of several that a pass needs J
 * of one times the sensitivities of the others, for one of them alone may have dropped
 * and the others must pass the same answers twice; of a mean J; always the least of them.
 * counts: by judge, those that matter (NULL: all); one whose errors are not known never
 * does. NaN: none does. 0: one is no better than a coin. */
double judges_show(const struct run_plan *plan, const bool *counts,
                   enum judged_measure measure);

/* Those that the suite's margin rests on, asked about every case: what is known before
 * anything is. */
double judges_show_all(const struct run_plan *plan, enum judged_measure measure);

/* What mends it: the command, for the suite of the plan. */
void judge_cure(const struct run_plan *plan, const struct plan_judge *judge,
                struct buf *out);

#endif

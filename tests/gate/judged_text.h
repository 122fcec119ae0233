/* tests/gate/judged_text.h - plans, outcomes and judgements as data. */
#ifndef NOWORSE_TESTS_GATE_JUDGED_TEXT_H
#define NOWORSE_TESTS_GATE_JUDGED_TEXT_H

#include "gate/gate.h"

/* A plan from what a case says of it: {suite, cohorts: [{name, gate, watch, weight}],
 * variants: [{label, baseline}], gate, has_baseline, is_partial}; a gate is the rules by
 * name. Without variants: one, "v8". The caller's. */
struct run_plan *plan_of_case(const json_t *json);

/* Also: graders: [{name, gate}], and of a row graders: {name: [letters, letters of what
 * it is compared with]}; repeats, stop_early, quarantine: [cohort/id, "-" before it:
 * expired]; of a variant against: an index, entry and anchor: {repeats, cost_usd,
 * latency_p95_ms}. Of a row: group, cost, was: letters of what it is compared with,
 * was_scores, pairing, anchor: {was}. Adds rows like ["v8", "angry", "a-1", "PF?-",
 * {weight, must_pass, scores, latencies, times}]: one letter a repeat: pass, fail,
 * unscored, never asked. A repeat scores 1 or 0, or what `scores` says (null: none);
 * `times` are so many cases alike. */
void outcomes_add(struct gate *gate, const struct run_plan *plan, const json_t *rows);

/* Everything a judgement says, as a JSON object of texts, to be compared as a whole. The
 * caller's. */
json_t *judgement_to_json(const struct run_plan *plan, const struct judgement *judgement);

#endif

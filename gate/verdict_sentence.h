/* gate/verdict_sentence.h - the one sentence that says what was decided. */
#ifndef NOWORSE_GATE_VERDICT_SENTENCE_H
#define NOWORSE_GATE_VERDICT_SENTENCE_H

#include "gate/gate.h"

/* Of a judgement whose scopes and verdict are set; with a full stop, safe to show; the
 * caller's. reason: why a run did not finish, or NULL. */
char *verdict_sentence(const struct run_plan *plan, const struct judgement *judgement,
                       const char *reason);

/* The one that decides where both stand: fail, incomplete, inconclusive, pass, not gated.
 */
enum gate_verdict gate_verdict_worse(enum gate_verdict a, enum gate_verdict b);

#endif

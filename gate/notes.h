/* gate/notes.h - what a person could do about a verdict: a sentence each, each ending in
 * an action.
 */
#ifndef NOWORSE_GATE_NOTES_H
#define NOWORSE_GATE_NOTES_H

#include "gate/gate.h"

/* Fills judgement->notes; its scopes and verdict are set. within: by variant, the
 * variance of one attempt within its case, NaN: not known. */
void notes_set(const struct run_plan *plan, struct judgement *judgement,
               const double *within);

/* Adds one; takes the text. */
void note_add(struct judgement *judgement, char *text);

#endif

/* gate/served.h - whether the vendor answered with the model that the baseline knows.
 *
 * A name such as gpt-4.1 is an alias: one day another model stands behind it, and the
 * same prompt has other answers. A reply names the model that made it, and so does a
 * baseline.
 */
#ifndef NOWORSE_GATE_SERVED_H
#define NOWORSE_GATE_SERVED_H

#include "gate/gate.h"

/* Adds a note of the first candidate whose model is asked for as the baseline's was, and
 * whose newest samples name one that the baseline does not. None where the baseline is a
 * variant of the run, or where either side names none. */
int served_note(struct run_file *file, const struct run_plan *plan,
                struct judgement *judgement, struct error *err);

#endif

/* gate/case_state.h - cases counted by how they stand against the baseline. */
#ifndef NOWORSE_GATE_CASE_STATE_H
#define NOWORSE_GATE_CASE_STATE_H

#include "gate/gate.h"

void case_states_add(struct case_states *states, enum case_state state);
void case_states_merge(struct case_states *into, const struct case_states *from);

#endif

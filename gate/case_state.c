/* gate/case_state.c - how one case stands against the baseline. */
#include "gate/case_state.h"

const char *case_state_name(enum case_state state)
{
    static const char *const names[] = {
        [STATE_NOT_COMPARED] = "not compared",
        [STATE_NEWLY_FAILING] = "newly failing",
        [STATE_STILL_FAILING] = "still failing",
        [STATE_FIXED] = "fixed",
        [STATE_STILL_PASSING] = "still passing",
        [STATE_FLAKY] = "flaky",
        [STATE_NEW] = "new",
        [STATE_CHANGED] = "changed",
        [STATE_REGRADED] = "regraded",
        [STATE_GONE] = "gone",
    };

    return names[state];
}

static enum case_state state_of_pair(const struct case_outcome *outcome)
{
    const struct case_partner *base = &outcome->baseline;

    if (outcome->passed + outcome->failed == 0 || base->passed + base->failed == 0)
        return STATE_NOT_COMPARED;
    if ((outcome->passed && outcome->failed) || (base->passed && base->failed))
        return STATE_FLAKY;
    if (outcome->passed)
        return base->passed ? STATE_STILL_PASSING : STATE_FIXED;
    return base->passed ? STATE_NEWLY_FAILING : STATE_STILL_FAILING;
}

enum case_state case_state_of(const struct case_outcome *outcome)
{
    switch (outcome->baseline.pairing) {
    case PAIRING_NEW:
        return STATE_NEW;
    case PAIRING_CHANGED:
        return STATE_CHANGED;
    case PAIRING_GRADERS:
        return STATE_REGRADED;
    case PAIRING_PAIRED:
        return state_of_pair(outcome);
    case PAIRING_NONE:
        break;
    }
    return STATE_NOT_COMPARED;
}

static int64_t *count_of(struct case_states *states, enum case_state state)
{
    int64_t *const counts[] = {
        [STATE_NOT_COMPARED] = &states->not_compared,
        [STATE_NEWLY_FAILING] = &states->newly_failing,
        [STATE_STILL_FAILING] = &states->still_failing,
        [STATE_FIXED] = &states->fixed,
        [STATE_STILL_PASSING] = &states->still_passing,
        [STATE_FLAKY] = &states->flaky,
        [STATE_NEW] = &states->fresh,
        [STATE_CHANGED] = &states->changed,
        [STATE_REGRADED] = &states->regraded,
        [STATE_GONE] = &states->gone,
    };

    return counts[state];
}

void case_states_add(struct case_states *states, enum case_state state)
{
    ++*count_of(states, state);
}

void case_states_merge(struct case_states *into, const struct case_states *from)
{
    struct case_states other = *from;

    for (int i = STATE_NOT_COMPARED; i <= STATE_GONE; i++)
        *count_of(into, (enum case_state)i) += *count_of(&other, (enum case_state)i);
    into->confirmed += from->confirmed;
    into->quarantined += from->quarantined;
    into->quarantine_expired += from->quarantine_expired;
}

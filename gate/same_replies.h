/* gate/same_replies.h - a comparison of replies with themselves: it can find nothing. */
#ifndef NOWORSE_GATE_SAME_REPLIES_H
#define NOWORSE_GATE_SAME_REPLIES_H

#include "gate/gate.h"

enum same_replies {
    REPLIES_DIFFER,
    REPLIES_SHARED,   /* with a variant of this run that asks the very same */
    REPLIES_NOT_NEWER /* likely: prompt and model are those of the baseline's entry, every
                         reply came from the cache and was there when the baseline's run
                         ended, and no case came out otherwise. The entry does not tell
                         its model's params. */
};

/* Of a candidate, when its scopes are judged. */
enum same_replies same_replies_of(const struct run_plan *plan,
                                  const struct judgement *judgement, int variant);

#endif

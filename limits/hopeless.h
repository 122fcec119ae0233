/* limits/hopeless.h - a run in which no call can succeed. Pure.
 *
 * What an endpoint says to every sample alike (a bad key, an unknown model, a parameter
 * refused, a quota used up) is not asked a thousand times: so many samples of one model
 * in a row end the run, with the last one's words. What a server that is down leaves
 * unanswered is the circuit's to count (circuit.h).
 */
#ifndef NOWORSE_LIMITS_HOPELESS_H
#define NOWORSE_LIMITS_HOPELESS_H

#include "providers/reply.h"

enum { DENIED_IN_A_ROW_MAX = 3, UNANSWERED_IN_A_ROW_MIN = 20 };

/* Of one model. */
struct hopeless {
    unsigned denied_in_a_row, unanswered_in_a_row;
};

/* A sample has ended so. True: those of this model are hopeless: 3 in a row were denied,
 * or 20 (or as many as may be under way) got no answer that can be read. */
bool hopeless_count(struct hopeless *hopeless, enum failure failure,
                    unsigned concurrency);

#endif

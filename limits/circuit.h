/* limits/circuit.h - whether an endpoint is there: pause, probe, give up.
 *
 * Closed: all may be sent. A run of calls that nobody answered, one after the other and
 * with no answer in between, opens it. Open: nothing is sent but one call at a time, the
 * probe, after 1, 2, 4, 8, 16 s and then each 30 s. Any answer closes it, a refusal of
 * the request itself included. When it has been open for as long as its patience, the
 * last probe goes; if that fails too, the endpoint is given up.
 *
 * How long a run of failures opens it:
 *   5  connections that failed. A live endpoint refuses hardly any.
 *  10  5xx, time-outs, broken connections. Of calls that each fail with chance p, some
 *      N * p^10 of N are the tenth in a row: at p = 0.3 in 10,000 calls 0.06; a false
 *      alarm costs a second.
 *  2 * concurrency, at least 20: told to wait (429, 503, 529). As many as are under way
 *      may be refused together by an endpoint that is well.
 */
#ifndef NOWORSE_LIMITS_CIRCUIT_H
#define NOWORSE_LIMITS_CIRCUIT_H

#include "providers/reply.h"

enum circuit_state { CIRCUIT_CLOSED, CIRCUIT_OPEN, CIRCUIT_GIVEN_UP };

struct circuit {
    enum circuit_state state;
    unsigned concurrency;
    int64_t patience_us;
    unsigned failures; /* in a row */
    int64_t since_us;  /* of the first of them */
    int64_t opened_us;
    int64_t wait_us; /* before the next probe */
    int64_t next_us; /* when it may go */
    bool is_probing; /* it is under way */
};

void circuit_init(struct circuit *circuit, unsigned concurrency, double patience_s);

enum { CIRCUIT_AFTER_REPLY = -1 };
/* 0: a call may go; else how long to wait, or CIRCUIT_AFTER_REPLY. */
int64_t circuit_wait_us(const struct circuit *circuit, int64_t now_us);

/* A call is sent. True: it is the probe. */
bool circuit_sent(struct circuit *circuit);

/* A call has ended. What we stopped ourselves tells nothing. */
void circuit_done(struct circuit *circuit, enum failure failure, bool is_probe,
                  int64_t now_us);

/* Whether nobody answered: the endpoint's failure, not this one request's. */
bool circuit_counts(enum failure failure);

#endif

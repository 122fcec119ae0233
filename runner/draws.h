/* runner/draws.h - which draws are being asked for, so that nobody asks twice.
 *
 * A draw is one reply to one request: samples of variants that render the same request
 * for the same case and repeat share it. The first that joins asks; others wait in line
 * behind it.
 */
#ifndef NOWORSE_RUNNER_DRAWS_H
#define NOWORSE_RUNNER_DRAWS_H

#include "store/reply_cache.h"

#include <stdbool.h>
#include <stddef.h>

/* One sample's seat; key and owner are the caller's to set. Zeroes: it takes no part. */
struct draw {
    uint8_t key[REPLY_KEY_BYTES];
    void *owner;
    struct draw *next;    /* in its bucket; of one that waits: the next in line */
    struct draw *waiting; /* the first in line behind it */
    struct draw *asker;   /* whom it waits for */
    bool is_asking;
};

struct draws {
    struct draw **buckets; /* owned */
    size_t mask;
};

void draws_init(struct draws *draws, size_t count_max);
void draws_release(struct draws *draws);

/* True: it asks now. False: another does, and it waits in line. */
bool draws_join(struct draws *draws, struct draw *draw);

/* It takes part no more; one that takes no part already is fine. Those that waited for it
 * are returned, linked by `next`, first come first: they take no part either. */
struct draw *draws_leave(struct draws *draws, struct draw *draw);

#endif

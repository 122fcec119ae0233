/* simulator/arrivals.h - how often the same body has arrived.
 *
 * An open-addressed table of 64 bits of the body's digest and a count. Past ARRIVALS_MAX
 * different bodies it begins anew, so that memory stays under 32 MiB: a retry comes soon
 * after the first arrival, so its count is right but at that moment.
 */
#ifndef NOWORSE_SIMULATOR_ARRIVALS_H
#define NOWORSE_SIMULATOR_ARRIVALS_H

#include <stddef.h>
#include <stdint.h>

enum { ARRIVALS_MAX = 1000000 };

struct arrivals {
    struct arrival {
        uint64_t key;
        uint32_t count; /* 0: the slot is free */
    } * slots;          /* owned */
    size_t capacity;    /* a power of two, or 0 */
    size_t count;       /* of slots in use */
};

/* Counts this arrival: 1 for the first. */
uint32_t arrivals_count(struct arrivals *arrivals, uint64_t key);
void arrivals_release(struct arrivals *arrivals);

#endif

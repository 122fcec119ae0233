/* random.h - seeded numbers, for jitter and names; nothing that decides a verdict. */
#ifndef NOWORSE_BASE_RANDOM_H
#define NOWORSE_BASE_RANDOM_H

#include <stddef.h>
#include <stdint.h>

/* SplitMix64 (Steele, Lea, Flood 2014): the state is the seed. */
struct random {
    uint64_t state;
};

uint64_t random_next(struct random *random);
double random_share(struct random *random); /* from 0 up to but not 1 */

/* A seed from the system. */
struct random random_system(void);

#endif

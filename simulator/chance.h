/* simulator/chance.h - what is left to chance, drawn from a request's body.
 *
 * The answer's draw depends on salt and body alone; faults and latency on the number of
 * the arrival too, so that a retry is a new draw. All from SHA-256 of (salt, body): no
 * seed of the system has a part, so a script and a set of requests give the same run
 * again.
 */
#ifndef NOWORSE_SIMULATOR_CHANCE_H
#define NOWORSE_SIMULATOR_CHANCE_H

#include "base/random.h"
#include "base/sha256.h"
#include "simulator/script.h"

struct chance {
    uint8_t digest[SHA256_BYTES];
    uint64_t key;         /* of the body, for arrivals_count() */
    double answer;        /* from 0 up to but not 1 */
    struct random random; /* for what differs from attempt to attempt */
};

/* hash is reused. chance_attempt() must follow before random is used. */
void chance_draw(struct chance *chance, struct sha256 *hash, const char *salt,
                 const void *body, size_t length);
void chance_attempt(struct chance *chance, uint32_t attempt);

/* NULL where the rule has no answers. */
const struct answer *chance_answer(const struct chance *chance, const struct rule *rule);

/* NULL: none this time. */
const struct fault *chance_fault(struct chance *chance, const struct fault_list *faults,
                                 uint32_t attempt);
double chance_latency_ms(struct chance *chance, const struct latency *latency);

#endif

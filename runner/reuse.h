/* runner/reuse.h - replies that are here already are used, and new ones kept
 * (suite-format 7.8).
 *
 * A reply is kept as the bytes that came and read again by its provider, so that nothing
 * can differ. Kept is what was whole and was read without failure; never what holds the
 * value of a variable that was used.
 */
#ifndef NOWORSE_RUNNER_REUSE_H
#define NOWORSE_RUNNER_REUSE_H

#include "base/buf.h"
#include "runner/draws.h"
#include "runner/prepare.h"
#include "runner/vector_memory.h"

/* One a run. */
struct reuse {
    struct reply_cache *cache; /* borrowed; NULL: there is none */
    const struct prepared *prepared;
    struct draws draws;
    struct vector_memory vectors; /* of the texts that this run embedded */
    int64_t began_ms;             /* wall clock: CACHE_REFRESH uses what is younger */
    struct buf url, request;
    struct buf vector; /* a response with one of a call's vectors */
    int64_t found;     /* replies that were here */
};

void reuse_init(struct reuse *reuse, struct reply_cache *cache,
                const struct prepared *prepared, size_t samples_max, int64_t now_ms);
void reuse_release(struct reuse *reuse);

/* A sample, as the cache knows it; all borrowed. */
struct reuse_sample {
    const uint8_t *key;
    const struct prepared_model *model;
    const struct suite_model *suite_model;
    const struct request *request;
    const char *cohort, *case_id;
    bool held_out;
    unsigned repeat;
};

/* When it came and how long it had taken. */
struct reuse_facts {
    int64_t stored_ms;
    double latency_ms, first_byte_ms; /* NaN: unknown */
};

/* Whether its reply is here: then it was read into `reply`, which must be cleared. */
bool reuse_find(struct reuse *reuse, const struct reuse_sample *sample,
                struct reply *reply, struct reuse_facts *facts);

/* Keeps what came for it, where it is worth keeping. */
void reuse_keep(struct reuse *reuse, const struct reuse_sample *sample,
                const struct response *response, const struct reply *reply,
                const struct reuse_facts *facts);

#endif

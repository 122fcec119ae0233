/* runner/vector_memory.h - the vectors of the texts that a run has embedded, so that none
 * is asked for twice: a reference that many cases share, an answer that comes again.
 *
 * It holds 64 MiB at most (some 10,000 vectors of 1,536 numbers); what comes then is not
 * kept, and asked for again where the reply cache has it not.
 */
#ifndef NOWORSE_RUNNER_VECTOR_MEMORY_H
#define NOWORSE_RUNNER_VECTOR_MEMORY_H

#include "providers/vectors.h"
#include "store/reply_cache.h"

#include <stdbool.h>
#include <stddef.h>

enum { VECTOR_MEMORY_BYTES_MAX = 64 << 20 };

struct remembered_vector;

struct vector_memory {
    struct remembered_vector **buckets; /* owned */
    size_t bucket_count;                /* a power of two */
    size_t count, bytes;
};

void vector_memory_init(struct vector_memory *memory);
void vector_memory_release(struct vector_memory *memory);

/* Copies the one vector, if there is one and room, and none with this key. */
void vector_memory_add(struct vector_memory *memory, const uint8_t key[REPLY_KEY_BYTES],
                       const struct vectors *vectors);

/* A copy of it in *out, which has none before; the caller's. */
bool vector_memory_find(const struct vector_memory *memory,
                        const uint8_t key[REPLY_KEY_BYTES], struct vectors *out);

#endif

/* runner/vector_memory.c - the vectors of the texts that a run has embedded. */
#include "runner/vector_memory.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

enum { BUCKETS_AT_FIRST = 64 };

struct remembered_vector {
    struct remembered_vector *next;
    uint8_t key[REPLY_KEY_BYTES];
    size_t dimension;
    float numbers[];
};

void vector_memory_init(struct vector_memory *memory)
{
    *memory = (struct vector_memory){
        .buckets = mem_new(BUCKETS_AT_FIRST, sizeof(struct remembered_vector *)),
        .bucket_count = BUCKETS_AT_FIRST};
}

void vector_memory_release(struct vector_memory *memory)
{
    for (size_t i = 0; i < memory->bucket_count; i++)
        while (memory->buckets[i]) {
            struct remembered_vector *first = memory->buckets[i];

            memory->buckets[i] = first->next;
            free(first);
        }
    free(memory->buckets);
    *memory = (struct vector_memory){.buckets = NULL};
}

/* A key is a digest: any of its bytes are as good as a hash. */
static struct remembered_vector **bucket_of(const struct vector_memory *memory,
                                            const uint8_t *key)
{
    size_t number;

    memcpy(&number, key, sizeof number);
    return &memory->buckets[number & (memory->bucket_count - 1)];
}

static const struct remembered_vector *vector_find(const struct vector_memory *memory,
                                                   const uint8_t *key)
{
    const struct remembered_vector *at = *bucket_of(memory, key);

    while (at && memcmp(at->key, key, sizeof at->key) != 0)
        at = at->next;
    return at;
}

static void buckets_double(struct vector_memory *memory)
{
    struct vector_memory old = *memory;

    memory->bucket_count *= 2;
    memory->buckets = mem_new(memory->bucket_count, sizeof(struct remembered_vector *));
    for (size_t i = 0; i < old.bucket_count; i++)
        while (old.buckets[i]) {
            struct remembered_vector *moved = old.buckets[i], **to;

            old.buckets[i] = moved->next;
            to = bucket_of(memory, moved->key);
            moved->next = *to;
            *to = moved;
        }
    free(old.buckets);
}

void vector_memory_add(struct vector_memory *memory, const uint8_t key[REPLY_KEY_BYTES],
                       const struct vectors *vectors)
{
    const size_t numbers = vectors->dimension * sizeof(float);
    const size_t bytes = sizeof(struct remembered_vector) + numbers;
    struct remembered_vector *added, **bucket;

    if (vectors->count != 1 || memory->bytes + bytes > VECTOR_MEMORY_BYTES_MAX ||
        vector_find(memory, key))
        return;
    if (memory->count == memory->bucket_count)
        buckets_double(memory);
    added = mem_new(1, bytes);
    memcpy(added->key, key, sizeof added->key);
    added->dimension = vectors->dimension;
    memcpy(added->numbers, vectors->numbers, numbers);
    bucket = bucket_of(memory, key);
    added->next = *bucket;
    *bucket = added;
    memory->count++;
    memory->bytes += bytes;
}

bool vector_memory_find(const struct vector_memory *memory,
                        const uint8_t key[REPLY_KEY_BYTES], struct vectors *out)
{
    const struct remembered_vector *found = vector_find(memory, key);

    if (!found)
        return false;
    *out =
        (struct vectors){mem_new(found->dimension, sizeof(float)), 1, found->dimension};
    memcpy(out->numbers, found->numbers, found->dimension * sizeof(float));
    return true;
}

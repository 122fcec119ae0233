/* bytes_hash.c - 64 bits over some bytes, to notice that they changed by accident. */
#include "base/bytes_hash.h"

enum { WORD_BYTES = 8 };

static uint64_t hash_step(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * 0x9e3779b97f4a7c15u; /* 2^64 over the golden ratio */
    return hash ^ hash >> 32;
}

static uint64_t word_read(const uint8_t *at)
{
    return (uint64_t)at[0] | (uint64_t)at[1] << 8 | (uint64_t)at[2] << 16 |
           (uint64_t)at[3] << 24 | (uint64_t)at[4] << 32 | (uint64_t)at[5] << 40 |
           (uint64_t)at[6] << 48 | (uint64_t)at[7] << 56;
}

uint64_t bytes_hash(const void *bytes, size_t length)
{
    const uint8_t *at = bytes;
    uint64_t hash = hash_step(0, length);
    uint64_t word = 0;

    for (; length >= WORD_BYTES; length -= WORD_BYTES, at += WORD_BYTES)
        hash = hash_step(hash, word_read(at));
    while (length > 0)
        word = word << 8 | at[--length];
    hash = hash_step(hash, word);
    return hash ? hash : 1;
}

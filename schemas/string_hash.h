/* schemas/string_hash.h - the hash that each string of a document carries.
 *
 * Sixteen bytes at a step, multiplied and folded; what is left is taken as if zeros
 * followed, so that a reader that has the bytes in a register needs no branch. Anyone can
 * make texts that collide: nothing may depend on it for more than speed in the ordinary
 * case.
 */
#ifndef NOWORSE_SCHEMAS_STRING_HASH_H
#define NOWORSE_SCHEMAS_STRING_HASH_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Of a text up to 16 bytes: its bytes as they lie in memory, zeros behind them. */
static inline uint32_t string_hash_short(uint64_t first, uint64_t second, size_t length)
{
    uint64_t a = (first ^ length * 0x9e3779b97f4a7c15u) * 0xff51afd7ed558ccdu;
    uint64_t b = (second ^ 0xc2b2ae3d27d4eb4fu) * 0x87c37b91114253d5u;

    a ^= b ^ b >> 32;
    a = (a ^ a >> 32) * 0xc4ceb9fe1a85ec53u;
    return (uint32_t)(a >> 32);
}

static inline uint32_t string_hash(const char *text, size_t length)
{
    uint64_t words[2], all = length, first = 0, second = 0;

    for (; length > sizeof words; text += sizeof words, length -= sizeof words) {
        memcpy(words, text, sizeof words);
        first = (first ^ words[0]) * 0xff51afd7ed558ccdu;
        second = (second ^ words[1]) * 0x87c37b91114253d5u;
        first ^= first >> 32;
        second ^= second >> 32;
    }
    words[0] = words[1] = 0;
    if (length)
        memcpy(words, text, length);
    return string_hash_short(first ^ words[0], second ^ words[1], all);
}

#endif

/* values/string_hash.h - the hash that each string of a document carries.
 *
 * Sixteen bytes at a step, multiplied and folded, the last sixteen of all at the end. A
 * text of fewer is taken as if zeros followed, so that a reader that has its bytes in a
 * register needs no branch. Anyone can
 * make texts that collide: nothing may depend on it for more than speed in the ordinary
 * case.
 */
#ifndef NOWORSE_VALUES_STRING_HASH_H
#define NOWORSE_VALUES_STRING_HASH_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef __SIZEOF_INT128__
__extension__ typedef unsigned __int128 string_hash_wide;
#endif

/* Of a text up to 16 bytes: its bytes as they lie in memory, zeros behind them. */
static inline uint32_t string_hash_short(uint64_t first, uint64_t second, size_t length)
{
    uint64_t a = first ^ 0x9e3779b97f4a7c15u;
    uint64_t b = second ^ 0xc2b2ae3d27d4eb4fu ^ (uint64_t)length << 56;
#ifdef __SIZEOF_INT128__
    string_hash_wide product = (string_hash_wide)a * b;

    return (uint32_t)(product >> 64 ^ product);
#else
    a *= 0xff51afd7ed558ccdu;
    b *= 0x87c37b91114253d5u;
    a ^= b ^ b >> 32;
    a = (a ^ a >> 32) * 0xc4ceb9fe1a85ec53u;
    return (uint32_t)(a >> 32);
#endif
}

static inline uint32_t string_hash(const char *text, size_t length)
{
    uint64_t words[2] = {0, 0}, first = 0, second = 0;
    const char *end = text + length;

    if (length <= sizeof words) {
        if (length)
            memcpy(words, text, length);
        return string_hash_short(words[0], words[1], length);
    }
    for (; end - text > (ptrdiff_t)sizeof words; text += sizeof words) {
        memcpy(words, text, sizeof words);
        first = (first ^ words[0]) * 0xff51afd7ed558ccdu;
        second = (second ^ words[1]) * 0x87c37b91114253d5u;
        first ^= first >> 32;
        second ^= second >> 32;
    }
    memcpy(words, end - sizeof words, sizeof words);
    return string_hash_short(first ^ words[0], second ^ words[1], length);
}

#endif

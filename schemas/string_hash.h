/* schemas/string_hash.h - the hash that each string of a document carries.
 *
 * Eight bytes at a step, multiplied and folded. Anyone can make texts that collide:
 * nothing may depend on it for more than speed in the ordinary case.
 */
#ifndef NOWORSE_SCHEMAS_STRING_HASH_H
#define NOWORSE_SCHEMAS_STRING_HASH_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

static inline uint32_t string_hash(const char *text, size_t length)
{
    uint64_t hash = length * 0x9e3779b97f4a7c15u;
    uint64_t word;

    for (; length >= sizeof word; text += sizeof word, length -= sizeof word) {
        memcpy(&word, text, sizeof word);
        hash = (hash ^ word) * 0xff51afd7ed558ccdu;
        hash ^= hash >> 32;
    }
    if (length) {
        word = 0;
        memcpy(&word, text, length);
        hash = (hash ^ word) * 0xff51afd7ed558ccdu;
    }
    hash = (hash ^ hash >> 29) * 0xc4ceb9fe1a85ec53u;
    return (uint32_t)(hash >> 32);
}

#endif

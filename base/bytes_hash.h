/* bytes_hash.h - 64 bits over some bytes, to notice that they changed by accident.
 *
 * Not cryptographic: anyone can make bytes that have a given hash. Eight bytes at a step,
 * little endian: h = (h xor word) times an odd number, its upper half folded into the
 * lower. Each step is one to one, so a change within one word is always noticed, and one
 * of several words but for a chance of about 2^-64. The same on every machine.
 */
#ifndef NOWORSE_BASE_BYTES_HASH_H
#define NOWORSE_BASE_BYTES_HASH_H

#include <stddef.h>
#include <stdint.h>

/* Never 0, so that 0 can stand for "none". */
uint64_t bytes_hash(const void *bytes, size_t length);

#endif

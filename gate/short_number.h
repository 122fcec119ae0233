/* gate/short_number.h - scores and weights in as few bytes as bring them back to the last
 * bit.
 *
 * A score is told by its first byte:
 *
 *   0 to 100    so many hundredths: 1 byte
 *   101 to 104  thousandths, of which these are the upper bits: 2
 *   105         millionths: 4
 *   106         of a double from 2^-15 up to 2 all bytes but the first, which is 0x3f: 8
 *   107         any double: 9
 *   108         NaN, whatever its bits: 1
 *   from 128    the lower 56 bits of what a double is above 2^-8, from there up to 1: 7
 *
 * What few decimals mean is the double nearest to them, as readers of JSON and a division
 * by a power of ten give it. Most scores that graders give are such, or have all their 53
 * bits and are above 2^-8.
 */
#ifndef NOWORSE_GATE_SHORT_NUMBER_H
#define NOWORSE_GATE_SHORT_NUMBER_H

#include <endian.h>
#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum {
    SHORT_SCORE_BYTES_MAX = 9,
    SHORT_WEIGHT_BYTES = 7,
    SHORT_BYTES_BEYOND = 1 /* that readers may look at after the last */
};

/* First bytes. */
enum {
    SHORT_THOUSANDTHS = 101,
    SHORT_MILLIONTHS = 105,
    SHORT_SMALL = 106,
    SHORT_ANY = 107,
    SHORT_NAN = 108,
    SHORT_DOUBLE = 128
};

/* The bits of 2^-8, the smallest double in 7 bytes: of scores from there up to 1, of
 * weights up to 256. */
#define SHORT_LEAST_BITS (UINT64_C(1015) << 52)

/* Into at most SHORT_SCORE_BYTES_MAX; how many. */
size_t short_score_write(uint8_t *out, double score);

/* Whether it comes back from whole millionths in 32 bits. */
bool weight_is_millionths(double weight);
/* Whether it can stand in SHORT_WEIGHT_BYTES. */
bool weight_is_short(double weight);
void short_weight_write(uint8_t *out, double weight);

static inline double short_of_bits(uint64_t bits)
{
    double value;

    memcpy(&value, &bits, sizeof value);
    return value;
}

/* Eight bytes, the first of them the highest. */
static inline uint64_t short_bytes(const uint8_t *bytes)
{
    uint64_t word;

    memcpy(&word, bytes, sizeof word);
    return be64toh(word);
}

static inline double short_weight_read(const uint8_t *bytes)
{
    return short_of_bits((short_bytes(bytes) >> 8) + SHORT_LEAST_BITS);
}

struct short_rare {
    double score;
    size_t length; /* bytes, the first included */
};
/* Those that are neither hundredths nor doubles in 7 bytes. */
struct short_rare short_score_read_rare(const uint8_t *bytes);

/* *at is moved behind it. */
static inline double short_score_read(const uint8_t *bytes, size_t *at)
{
    const uint8_t first = bytes[*at];
    struct short_rare rare;

    if (first >= SHORT_DOUBLE) {
        const uint64_t above = short_bytes(bytes + *at) >> 8;

        *at += 7;
        return short_of_bits(above + (SHORT_LEAST_BITS - ((uint64_t)SHORT_DOUBLE << 48)));
    }
    if (first < SHORT_THOUSANDTHS) {
        ++*at;
        return (double)first / 100;
    }
    rare = short_score_read_rare(bytes + *at);
    *at += rare.length;
    return rare.score;
}

#endif

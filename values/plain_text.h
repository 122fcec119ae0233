/* values/plain_text.h - the part of a JSON string that needs no second look.
 *
 * Sixteen bytes at a step where the processor has SSE2, as every x86-64 has; else eight.
 */
#ifndef NOWORSE_VALUES_PLAIN_TEXT_H
#define NOWORSE_VALUES_PLAIN_TEXT_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>

/* A bit for each of 16 bytes that is a quote. */
static inline unsigned plain_quotes(__m128i bytes)
{
    return (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')));
}

/* The same for a backslash, a control, or no ASCII. */
static inline unsigned plain_others(__m128i bytes)
{
    __m128i slash = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'));
    /* Signed: what is no ASCII is below 0. */
    __m128i low = _mm_cmpgt_epi8(_mm_set1_epi8(' '), bytes);

    return (unsigned)_mm_movemask_epi8(_mm_or_si128(slash, low));
}

static inline __m128i plain_load(const char *at)
{
    return _mm_loadu_si128((const __m128i *)(const void *)at);
}

static inline const char *plain_skip_blocks(const char *at, const char *end)
{
    for (; end - at >= 16; at += 16) {
        __m128i bytes = plain_load(at);
        unsigned stops = plain_quotes(bytes) | plain_others(bytes);

        if (stops)
            return at + __builtin_ctz(stops);
    }
    return at;
}
#else
/* By the usual "has a zero byte" arithmetic; stops before the block that has a stop. */
static inline const char *plain_skip_blocks(const char *at, const char *end)
{
    const uint64_t ones = 0x0101010101010101u, highs = 0x8080808080808080u;

    for (; end - at >= 8; at += 8) {
        uint64_t word, quote, slash, control;

        memcpy(&word, at, 8);
        quote = word ^ ones * '"';
        slash = word ^ ones * '\\';
        control = word - ones * 0x20;
        if (((quote - ones) | (slash - ones) | control | word) & highs)
            break;
    }
    return at;
}
#endif

/* The first byte from here that is a quote, a backslash, a control or no ASCII; or end.
 */
static inline const char *plain_skip(const char *at, const char *end)
{
    at = plain_skip_blocks(at, end);
    for (; at < end; at++) {
        unsigned char byte = (unsigned char)*at;

        if (byte < 0x20 || byte >= 0x80 || byte == '"' || byte == '\\')
            break;
    }
    return at;
}

#endif

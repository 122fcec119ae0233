/* schemas/format_bytes.h - what an ASCII character may be in the grammars of the formats;
 * private to schemas/format*.c. */
#ifndef NOWORSE_SCHEMAS_FORMAT_BYTES_H
#define NOWORSE_SCHEMAS_FORMAT_BYTES_H

#include <stdbool.h>
#include <stdint.h>

enum {
    BYTE_HEX = 1 << 0,
    BYTE_LETTER = 1 << 1,
    BYTE_UNRESERVED = 1 << 2, /* RFC 3986, section 2 */
    BYTE_DELIMITER = 1 << 3,  /* a sub-delimiter of it */
    BYTE_COLON = 1 << 4,
    BYTE_AT = 1 << 5,
    BYTE_SLASH = 1 << 6,
    BYTE_QUESTION = 1 << 7,
    BYTE_ATOM = 1 << 8,     /* atext of RFC 5322 */
    BYTE_HOST = 1 << 9,     /* a letter, a digit or a hyphen */
    BYTE_LITERAL = 1 << 10, /* RFC 6570, section 2.1, without "%", with the apostrophe */
    BYTE_NAME = 1 << 11,    /* its section 2.3, without "%" */
    BYTE_SCHEME = 1 << 12   /* RFC 3986, section 3.1, behind the first letter */
};

/* 0 for what is not ASCII. */
extern const uint16_t byte_kinds[256];

static inline unsigned byte_is(char byte, unsigned kinds)
{
    return byte_kinds[(unsigned char)byte] & kinds;
}

static inline bool byte_is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

/* "%" and two hexadecimal digits at `at`. */
static inline bool byte_is_escape(const char *at, const char *end)
{
    return end - at >= 3 && at[0] == '%' && byte_is(at[1], BYTE_HEX) &&
           byte_is(at[2], BYTE_HEX);
}

#endif

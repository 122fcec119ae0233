/* schemas/format_uri.c - URIs, RFC 3986, appendix A; IRIs, RFC 3987, section 2.2. */
#include "schemas/format.h"

#include "base/utf8.h"

#include <string.h>

/* What a character may be in: one bit a group of the grammar. */
enum {
    U = 1,        /* unreserved */
    S = 2,        /* a sub-delimiter */
    C = 4,        /* a colon */
    A = 8,        /* an at sign */
    D = 16,       /* a slash, which divides */
    Q = 32,       /* a question mark */
    WIDE = 64,    /* ucschar */
    PRIVATE = 128 /* iprivate */
};
enum {
    HOST = U | S,
    USER = HOST | C,
    SEGMENT = HOST | C | A,
    PATH = SEGMENT | D,
    QUERY = PATH | Q
};

static const unsigned char groups[128] = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, /* controls */
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, /* controls */
    0, S, 0, 0, S, 0, S, S, S, S, S, S, S, U, U, D, /*   ! " # $ % & ' ( ) * + , - . / */
    U, U, U, U, U, U, U, U, U, U, C, S, 0, S, 0, Q, /* 0 to 9 : ; < = > ? */
    A, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, /* @ A to O */
    U, U, U, U, U, U, U, U, U, U, U, 0, 0, 0, 0, U, /* P to Z [ \ ] ^ _ */
    0, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, /* ` a to o */
    U, U, U, U, U, U, U, U, U, U, U, 0, 0, 0, U, 0, /* p to z { | } ~ */
};

struct uri_scan {
    const char *at, *end;
    unsigned wide, wide_query; /* groups beyond ASCII: none, or those of an IRI */
};

static unsigned point_group(uint32_t point)
{
    if ((point >= 0xe000 && point <= 0xf8ff) ||
        (point >= 0xf0000 && (point & 0xffff) <= 0xfffd))
        return PRIVATE;
    if (point < 0x10000)
        return (point >= 0xa0 && point <= 0xd7ff) ||
                       (point >= 0xf900 && point <= 0xfdcf) ||
                       (point >= 0xfdf0 && point <= 0xffef)
                   ? WIDE
                   : 0;
    return (point & 0xffff) <= 0xfffd && !(point >= 0xe0000 && point < 0xe1000) ? WIDE
                                                                                : 0;
}

bool format_is_iri_point(uint32_t point)
{
    return point_group(point) != 0;
}

/* How long the character is where it stands in `allowed`, else 0. */
static size_t char_length(const char *at, const char *end, unsigned allowed)
{
    unsigned char byte = (unsigned char)*at;
    uint32_t point = 0;
    size_t size;

    if (byte < 0x80)
        return groups[byte] & allowed ? 1 : byte_is_escape(at, end) ? 3 : 0;
    if (!(allowed & (WIDE | PRIVATE)))
        return 0;
    size = utf8_decode(at, (size_t)(end - at), &point);
    return point_group(point) & allowed ? size : 0;
}

static void pass(struct uri_scan *scan, unsigned allowed)
{
    while (scan->at < scan->end) {
        size_t size = char_length(scan->at, scan->end, allowed);

        if (size == 0)
            return;
        scan->at += size;
    }
}

static bool take(struct uri_scan *scan, char byte)
{
    if (scan->at == scan->end || *scan->at != byte)
        return false;
    scan->at++;
    return true;
}

static bool future_address(const char *text, size_t length)
{
    size_t i = 1;

    if (length < 4 || (text[0] | 0x20) != 'v')
        return false;
    while (i < length && byte_is_hex(text[i]))
        i++;
    if (i == 1 || i + 1 >= length || text[i++] != '.')
        return false;
    for (; i < length; i++)
        if (text[i] & 0x80 || !(groups[(unsigned char)text[i]] & USER))
            return false;
    return true;
}

/* Past "[...]". */
static bool take_address(struct uri_scan *scan)
{
    const char *from = scan->at + 1;
    const char *close = memchr(from, ']', (size_t)(scan->end - from));

    if (!close || (!format_ipv6(from, (size_t)(close - from)) &&
                   !future_address(from, (size_t)(close - from))))
        return false;
    scan->at = close + 1;
    return true;
}

/* Behind "//": a user, a host, a port. What stops it is for the path to judge. */
static bool take_authority(struct uri_scan *scan)
{
    const char *from = scan->at;

    pass(scan, USER | scan->wide);
    if (!take(scan, '@'))
        scan->at = from;
    if (scan->at < scan->end && *scan->at == '[') {
        if (!take_address(scan))
            return false;
    } else {
        pass(scan, HOST | scan->wide);
    }
    if (take(scan, ':'))
        while (scan->at < scan->end && byte_is_digit(*scan->at))
            scan->at++;
    return scan->at == scan->end || memchr("/?#", *scan->at, 3);
}

/* From behind the scheme on, to the end. */
static bool take_rest(struct uri_scan *scan)
{
    if (scan->end - scan->at >= 2 && scan->at[0] == '/' && scan->at[1] == '/') {
        scan->at += 2;
        if (!take_authority(scan))
            return false;
    }
    pass(scan, PATH | scan->wide);
    if (take(scan, '?'))
        pass(scan, QUERY | scan->wide_query);
    if (take(scan, '#'))
        pass(scan, QUERY | scan->wide);
    return scan->at == scan->end;
}

static bool take_scheme(struct uri_scan *scan)
{
    const char *at = scan->at;

    while (at < scan->end &&
           (byte_is_letter(*at) || (at > scan->at && (byte_is_digit(*at) || *at == '+' ||
                                                      *at == '-' || *at == '.'))))
        at++;
    if (at == scan->at || at == scan->end || *at != ':')
        return false;
    scan->at = at + 1;
    return true;
}

static bool take_reference(struct uri_scan *scan)
{
    if (!take_scheme(scan)) {
        const char *from = scan->at;

        /* A relative path has no colon in its first segment. */
        pass(scan, (SEGMENT & ~(unsigned)C) | scan->wide);
        if (take(scan, ':'))
            return false;
        scan->at = from;
    }
    return take_rest(scan);
}

bool format_uri(const char *text, size_t length)
{
    struct uri_scan scan = {text, text + length, 0, 0};

    return take_scheme(&scan) && take_rest(&scan);
}

bool format_uri_reference(const char *text, size_t length)
{
    struct uri_scan scan = {text, text + length, 0, 0};

    return take_reference(&scan);
}

bool format_iri(const char *text, size_t length)
{
    struct uri_scan scan = {text, text + length, WIDE, WIDE | PRIVATE};

    return take_scheme(&scan) && take_rest(&scan);
}

bool format_iri_reference(const char *text, size_t length)
{
    struct uri_scan scan = {text, text + length, WIDE, WIDE | PRIVATE};

    return take_reference(&scan);
}

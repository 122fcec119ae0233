/* schemas/format_uri.c - URIs, RFC 3986, appendix A; IRIs, RFC 3987, section 2.2. */
#include "base/utf8.h"
#include "schemas/format.h"
#include "schemas/format_bytes.h"

#include <string.h>

enum {
    HOST = BYTE_UNRESERVED | BYTE_DELIMITER,
    USER = HOST | BYTE_COLON,
    SEGMENT = USER | BYTE_AT,
    PATH = SEGMENT | BYTE_SLASH,
    QUERY = PATH | BYTE_QUESTION,
    WIDE = 1 << 16,   /* ucschar */
    PRIVATE = 1 << 17 /* iprivate */
};

struct uri_scan {
    const char *at, *end;
    unsigned wide, wide_query; /* kinds beyond ASCII: none, or those of an IRI */
};

static unsigned point_kind(uint32_t point)
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
    return point_kind(point) != 0;
}

/* How long the escape, or the character beyond ASCII, is where it stands in `allowed`,
 * else 0. */
static size_t sequence_length(const char *at, const char *end, unsigned allowed)
{
    uint32_t point = 0;
    size_t size;

    if (!(*at & 0x80))
        return byte_is_escape(at, end) ? 3 : 0;
    if (!(allowed & (WIDE | PRIVATE)))
        return 0;
    size = utf8_decode(at, (size_t)(end - at), &point);
    return (point_kind(point) & allowed) ? size : 0;
}

static void pass(struct uri_scan *scan, unsigned allowed)
{
    size_t size = 1;

    while (size && scan->at < scan->end) {
        size = byte_is(*scan->at, allowed)
                   ? 1
                   : sequence_length(scan->at, scan->end, allowed);
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
    while (i < length && byte_is(text[i], BYTE_HEX))
        i++;
    if (i == 1 || i + 1 >= length || text[i++] != '.')
        return false;
    for (; i < length; i++)
        if (!byte_is(text[i], USER))
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
    return scan->at == scan->end || *scan->at == '#' ||
           byte_is(*scan->at, BYTE_SLASH | BYTE_QUESTION);
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

    if (at == scan->end || !byte_is(*at, BYTE_LETTER))
        return false;
    while (at < scan->end && byte_is(*at, BYTE_SCHEME))
        at++;
    if (at == scan->end || *at != ':')
        return false;
    scan->at = at + 1;
    return true;
}

static bool take_reference(struct uri_scan *scan)
{
    if (!take_scheme(scan)) {
        const char *from = scan->at;

        /* A relative path has no colon in its first segment. */
        pass(scan, (SEGMENT & ~(unsigned)BYTE_COLON) | scan->wide);
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

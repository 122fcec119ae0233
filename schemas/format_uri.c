/* schemas/format_uri.c - URIs, RFC 3986, appendix A. */
#include "schemas/format.h"

#include <string.h>

/* Whether all bytes are unreserved, a sub-delimiter, %XX or one of `more`. */
static bool bytes_are_good(const char *text, size_t length, const char *more)
{
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '%') {
            if (length - i < 3 || !byte_is_hex(text[i + 1]) || !byte_is_hex(text[i + 2]))
                return false;
            i += 2;
        } else if (!byte_is_letter(text[i]) && !byte_is_digit(text[i]) &&
                   !(text[i] &&
                     (strchr("-._~!$&'()*+,;=", text[i]) || strchr(more, text[i])))) {
            return false;
        }
    }
    return true;
}

static size_t until(const char *text, size_t length, const char *stops)
{
    size_t i = 0;

    while (i < length && !(text[i] && strchr(stops, text[i])))
        i++;
    return i;
}

static bool port_is_good(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (!byte_is_digit(text[i]))
            return false;
    return true;
}

static bool future_address(const char *text, size_t length)
{
    size_t i = 1;

    if (length < 4 || (text[0] | 0x20) != 'v')
        return false;
    while (i < length && byte_is_hex(text[i]))
        i++;
    return i > 1 && i + 1 < length && text[i] == '.' &&
           !memchr(text + i + 1, '%', length - i - 1) &&
           bytes_are_good(text + i + 1, length - i - 1, ":");
}

static bool authority_is_good(const char *text, size_t length)
{
    const char *at = length ? memchr(text, '@', length) : NULL;
    size_t host;

    if (at) {
        if (!bytes_are_good(text, (size_t)(at - text), ":"))
            return false;
        length -= (size_t)(at - text) + 1;
        text = at + 1;
    }
    if (length && text[0] == '[') {
        host = until(text, length, "]");
        if (host == length ||
            !(format_ipv6(text + 1, host - 1) || future_address(text + 1, host - 1)))
            return false;
        host++;
    } else {
        host = until(text, length, ":");
        if (!bytes_are_good(text, host, ""))
            return false;
    }
    return host == length ||
           (text[host] == ':' && port_is_good(text + host + 1, length - host - 1));
}

/* From behind the scheme on. */
static bool rest_is_good(const char *text, size_t length)
{
    const char *end = text + length;
    size_t size;

    if (length >= 2 && text[0] == '/' && text[1] == '/') {
        size = until(text + 2, length - 2, "/?#");
        if (!authority_is_good(text + 2, size))
            return false;
        text += 2 + size;
    }
    size = until(text, (size_t)(end - text), "?#");
    if (!bytes_are_good(text, size, ":@/"))
        return false;
    text += size;
    if (text < end && *text == '?') {
        text++;
        size = until(text, (size_t)(end - text), "#");
        if (!bytes_are_good(text, size, ":@/?"))
            return false;
        text += size;
    }
    return text == end || bytes_are_good(text + 1, (size_t)(end - text) - 1, ":@/?");
}

static size_t scheme_length(const char *text, size_t length)
{
    size_t i = 0;

    while (i < length && (byte_is_letter(text[i]) ||
                          (i > 0 && (byte_is_digit(text[i]) || text[i] == '+' ||
                                     text[i] == '-' || text[i] == '.'))))
        i++;
    return i > 0 && i < length && text[i] == ':' ? i : 0;
}

bool format_uri(const char *text, size_t length)
{
    size_t scheme = scheme_length(text, length);

    return scheme && rest_is_good(text + scheme + 1, length - scheme - 1);
}

bool format_uri_reference(const char *text, size_t length)
{
    size_t first = until(text, length, "/?#");

    if (format_uri(text, length))
        return true;
    /* A relative path has no colon in its first segment. */
    return !(first && memchr(text, ':', first)) && rest_is_good(text, length);
}

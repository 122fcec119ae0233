/* schemas/format_template.c - URI templates of every level, RFC 6570. */
#include "base/utf8.h"
#include "schemas/format.h"
#include "schemas/format_bytes.h"

#include <string.h>

static size_t literal_length(const char *at, const char *end)
{
    uint32_t point = 0;
    size_t size;

    if (byte_is(*at, BYTE_LITERAL))
        return 1;
    if (!(*at & 0x80))
        return byte_is_escape(at, end) ? 3 : 0;
    size = utf8_decode(at, (size_t)(end - at), &point);
    return format_is_iri_point(point) ? size : 0;
}

static size_t name_char_length(const char *at, const char *end)
{
    if (at == end)
        return 0;
    if (byte_is(*at, BYTE_NAME))
        return 1;
    return byte_is_escape(at, end) ? 3 : 0;
}

/* Past a name, with single dots inside; NULL: none. */
static const char *name_end(const char *at, const char *end)
{
    for (;;) {
        size_t size = name_char_length(at, end);

        if (size == 0)
            return NULL;
        while (size) {
            at += size;
            size = name_char_length(at, end);
        }
        if (at == end || *at != '.')
            return at;
        at++;
    }
}

/* Past "*", or ":" and 1 to 9999; NULL: a colon without that. */
static const char *modifier_end(const char *at, const char *end)
{
    const char *from = at + 1;

    if (at < end && *at == '*')
        return at + 1;
    if (at == end || *at != ':')
        return at;
    for (at = from; at < end && at - from < 4 && byte_is_digit(*at);)
        at++;
    return at > from && *from != '0' ? at : NULL;
}

/* From behind "{" to behind "}". The operators that are reserved for later (section 2.2)
 * are an error to a processor of today, so they are here. */
static const char *expression_end(const char *at, const char *end)
{
    if (at < end && *at && strchr("+#./;?&", *at))
        at++;
    for (;;) {
        at = name_end(at, end);
        if (at)
            at = modifier_end(at, end);
        if (!at || at == end)
            return NULL;
        if (*at == '}')
            return at + 1;
        if (*at++ != ',')
            return NULL;
    }
}

bool format_uri_template(const char *text, size_t length)
{
    const char *at = text;
    const char *end = text + length;

    while (at < end) {
        size_t size;

        if (*at == '{') {
            at = expression_end(at + 1, end);
            if (!at)
                return false;
            continue;
        }
        size = literal_length(at, end);
        if (size == 0)
            return false;
        at += size;
    }
    return true;
}

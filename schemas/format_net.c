/* schemas/format_net.c - host names and addresses: RFC 1123, 2673, 4291. */
#include "schemas/format.h"
#include "schemas/format_bytes.h"

#include <string.h>

bool host_label_is_good(const char *text, size_t length)
{
    unsigned all = BYTE_HOST;

    if (length == 0 || length > HOST_LABEL_MAX || text[0] == '-' ||
        text[length - 1] == '-')
        return false;
    for (size_t i = 0; i < length; i++)
        all &= byte_is(text[i], BYTE_HOST);
    return all;
}

bool host_label_is_encoded(const char *text, size_t length)
{
    return length > 4 && (text[0] | 0x20) == 'x' && (text[1] | 0x20) == 'n' &&
           text[2] == '-' && text[3] == '-';
}

enum host_kind host_kind_of(const char *text, size_t length)
{
    enum host_kind kind = HOST_PLAIN;
    const char *end = text + length;

    if (length == 0 || length > HOST_MAX)
        return HOST_OTHER;
    for (;;) {
        const char *dot = memchr(text, '.', (size_t)(end - text));
        size_t size = (size_t)((dot ? dot : end) - text);

        if (!host_label_is_good(text, size))
            return HOST_OTHER;
        if (host_label_is_encoded(text, size))
            kind = HOST_ENCODED;
        if (!dot)
            return kind;
        text = dot + 1;
    }
}

bool format_hostname(const char *text, size_t length)
{
    enum host_kind kind = host_kind_of(text, length);

    return kind == HOST_PLAIN || (kind == HOST_ENCODED && idn_name_is_good(text, length));
}

bool format_ipv4(const char *text, size_t length)
{
    size_t at = 0;

    for (int part = 0; part < 4; part++) {
        size_t from;
        int number = 0;

        if (part > 0 && (at == length || text[at++] != '.'))
            return false;
        from = at;
        while (at < length && byte_is_digit(text[at]) && at - from < 3)
            number = number * 10 + (text[at++] - '0');
        if (at == from || number > 255 || (text[from] == '0' && at - from > 1))
            return false;
    }
    return at == length;
}

/* A group of up to four digits; 0: none, or more. */
static size_t group_length(const char *text, size_t length)
{
    size_t i = 0;

    while (i < length && byte_is(text[i], BYTE_HEX))
        i++;
    return i <= 4 ? i : 0;
}

/* Groups with one colon between; a dotted quad may be the last and counts as two. "::"
 * ends the run. The count, or -1. */
static int groups_read(const char *text, size_t length, size_t *at)
{
    int groups = 0;

    while (*at < length) {
        size_t size = group_length(text + *at, length - *at);

        if (*at + size < length && text[*at + size] == '.') {
            if (!format_ipv4(text + *at, length - *at))
                return -1;
            *at = length;
            return groups + 2;
        }
        if (size == 0)
            return -1;
        groups++;
        *at += size;
        if (*at == length)
            return groups;
        if (text[(*at)++] != ':' || *at == length)
            return -1;
        if (text[*at] == ':')
            return groups;
    }
    return groups;
}

bool format_ipv6(const char *text, size_t length)
{
    size_t at = 0;
    int front = 0, back;

    if (length < 2)
        return false;
    if (text[0] == ':' && text[1] == ':') {
        at = 2;
    } else {
        front = groups_read(text, length, &at);
        if (front < 0 || at == length)
            return front == 8;
        at++; /* the second colon of "::" */
    }
    back = groups_read(text, length, &at);
    return back >= 0 && at == length && front + back <= 7;
}

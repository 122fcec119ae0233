/* schemas/format_net.c - names and addresses: RFC 1123, 2673, 4291, 5321. */
#include "schemas/format.h"

#include <string.h>

enum { HOST_MAX = 253, LABEL_MAX = 63, LOCAL_MAX = 64 };

static bool label_is_good(const char *text, size_t length)
{
    if (length == 0 || length > LABEL_MAX || text[0] == '-' || text[length - 1] == '-')
        return false;
    for (size_t i = 0; i < length; i++)
        if (!byte_is_letter(text[i]) && !byte_is_digit(text[i]) && text[i] != '-')
            return false;
    /* "--" in the third place is kept for A-labels (RFC 5891, 4.2.3.1). */
    return length < 4 || text[2] != '-' || text[3] != '-' ||
           ((text[0] | 0x20) == 'x' && (text[1] | 0x20) == 'n' && length > 4);
}

bool format_hostname(const char *text, size_t length)
{
    size_t from = 0;

    if (length == 0 || length > HOST_MAX)
        return false;
    for (size_t i = 0; i <= length; i++) {
        if (i < length && text[i] != '.')
            continue;
        if (!label_is_good(text + from, i - from))
            return false;
        from = i + 1;
    }
    return true;
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

    while (i < length && byte_is_hex(text[i]))
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

static bool is_atom_byte(char byte)
{
    return byte_is_letter(byte) || byte_is_digit(byte) ||
           (byte && strchr("!#$%&'*+-/=?^_`{|}~", byte));
}

static bool local_is_atoms(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        bool dot_in_place =
            text[i] == '.' && i > 0 && i + 1 < length && text[i - 1] != '.';

        if (!dot_in_place && !is_atom_byte(text[i]))
            return false;
    }
    return length > 0;
}

static bool local_is_quoted(const char *text, size_t length)
{
    if (length < 2 || text[0] != '"' || text[length - 1] != '"')
        return false;
    for (size_t i = 1; i < length - 1; i++) {
        if (text[i] == '\\')
            i++;
        else if (text[i] == '"')
            return false;
        if (i >= length - 1 || text[i] < 0x20 || text[i] > 0x7e)
            return false;
    }
    return true;
}

bool format_email(const char *text, size_t length)
{
    const char *at = length ? memrchr(text, '@', length) : NULL;
    size_t local = at ? (size_t)(at - text) : 0;
    const char *host;
    size_t size;

    if (!at || local > LOCAL_MAX ||
        (!local_is_atoms(text, local) && !local_is_quoted(text, local)))
        return false;
    host = at + 1;
    size = length - local - 1;
    if (size > 2 && host[0] == '[' && host[size - 1] == ']') {
        if (size > 7 && !memcmp(host + 1, "IPv6:", 5))
            return format_ipv6(host + 6, size - 7);
        return format_ipv4(host + 1, size - 2);
    }
    return format_hostname(host, size);
}

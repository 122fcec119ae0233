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
        size_t from = at;
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

bool format_ipv6(const char *text, size_t length)
{
    size_t at = 0;
    int groups = 0;
    bool shortened = false;

    if (length >= 2 && text[0] == ':' && text[1] == ':') {
        shortened = true;
        at = 2;
    }
    while (at < length) {
        size_t from = at;

        while (at < length && byte_is_hex(text[at]) && at - from < 5)
            at++;
        if (at < length && text[at] == '.') {
            groups += 2;
            return format_ipv4(text + from, length - from) &&
                   (shortened ? groups <= 7 : groups == 8);
        }
        if (at == from || at - from > 4 || ++groups > 8)
            return false;
        if (at == length)
            break;
        if (text[at++] != ':' || at == length)
            return false;
        if (text[at] == ':') {
            if (shortened)
                return false;
            shortened = true;
            at++;
        }
    }
    return shortened ? groups <= 7 : groups == 8;
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

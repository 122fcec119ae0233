/* schemas/format_email.c - mailboxes: RFC 5321, section 4.1.2; RFC 6531, section 3.3. */
#include "schemas/format.h"
#include "schemas/format_bytes.h"

#include <string.h>
#include <strings.h>

enum { LOCAL_MAX = 64 };
enum email_bytes { EMAIL_ASCII, EMAIL_UTF8 };

static bool is_atom_byte(char byte, enum email_bytes bytes)
{
    return byte_is(byte, BYTE_ATOM) || (byte & 0x80 && bytes == EMAIL_UTF8);
}

static bool local_is_atoms(const char *text, size_t length, enum email_bytes bytes)
{
    for (size_t i = 0; i < length; i++) {
        bool dot_in_place =
            text[i] == '.' && i > 0 && i + 1 < length && text[i - 1] != '.';

        if (!dot_in_place && !is_atom_byte(text[i], bytes))
            return false;
    }
    return length > 0;
}

static bool local_is_quoted(const char *text, size_t length, enum email_bytes bytes)
{
    if (length < 2 || text[0] != '"' || text[length - 1] != '"')
        return false;
    for (size_t i = 1; i < length - 1; i++) {
        bool escaped = text[i] == '\\';
        bool wide;

        i += escaped;
        wide = text[i] & 0x80;
        if (i == length - 1 || (!escaped && text[i] == '"') ||
            (wide ? escaped || bytes == EMAIL_ASCII : text[i] < 0x20 || text[i] == 0x7f))
            return false;
    }
    return true;
}

static bool email_is_good(const char *text, size_t length, enum email_bytes bytes)
{
    const char *at = length ? memrchr(text, '@', length) : NULL;
    size_t local = at ? (size_t)(at - text) : 0;
    const char *host;
    size_t size;

    if (!at || local > LOCAL_MAX ||
        (!local_is_atoms(text, local, bytes) && !local_is_quoted(text, local, bytes)))
        return false;
    host = at + 1;
    size = length - local - 1;
    if (size > 2 && host[0] == '[' && host[size - 1] == ']') {
        if (size > 7 && !strncasecmp(host + 1, "IPv6:", 5))
            return format_ipv6(host + 6, size - 7);
        return format_ipv4(host + 1, size - 2);
    }
    return bytes == EMAIL_UTF8 ? format_idn_hostname(host, size)
                               : format_hostname(host, size);
}

bool format_email(const char *text, size_t length)
{
    return email_is_good(text, length, EMAIL_ASCII);
}

bool format_idn_email(const char *text, size_t length)
{
    return email_is_good(text, length, EMAIL_UTF8);
}

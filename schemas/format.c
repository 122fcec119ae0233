/* schemas/format.c - the keyword "format": the table, and small scanners. */
#include "schemas/format.h"

#include "base/error.h"
#include "base/nearest.h"
#include "patterns/pattern.h"
#include "schemas/format_bytes.h"

#include <string.h>

static const struct {
    const char *name, *expected;
    format_scan *scan;
} formats[] = {
    {"date", "a date such as 2026-11-21", format_date},
    {"date-time", "a date-time such as 2026-11-21T10:00:00Z", format_date_time},
    {"duration", "a duration such as P1DT12H", format_duration},
    {"email", "an email address such as name@example.com", format_email},
    {"hostname", "a host name such as www.example.com", format_hostname},
    {"idn-email", "an email address of any script such as name@example.com",
     format_idn_email},
    {"idn-hostname", "a host name of any script such as www.example.com",
     format_idn_hostname},
    {"ipv4", "an IPv4 address such as 192.0.2.1", format_ipv4},
    {"ipv6", "an IPv6 address such as 2001:db8::1", format_ipv6},
    {"iri", "an IRI such as https://example.com/a", format_iri},
    {"iri-reference", "an IRI or a reference to one such as /a?b=c",
     format_iri_reference},
    {"json-pointer", "a JSON Pointer such as /items/0", format_json_pointer},
    {"regex", "a regular expression of ECMA-262", format_regex},
    {"relative-json-pointer", "a relative JSON Pointer such as 1/name",
     format_relative_json_pointer},
    {"time", "a time with its offset such as 10:00:00Z", format_time},
    {"uri", "a URI such as https://example.com/a", format_uri},
    {"uri-reference", "a URI or a reference to one such as /a?b=c", format_uri_reference},
    {"uri-template", "a URI template such as /users/{id}", format_uri_template},
    {"uuid", "a UUID such as 2c5ea4c0-4067-11e9-8bad-9b1deb4d3b7d", format_uuid},
};

enum { FORMATS = sizeof formats / sizeof *formats };

bool format_find(const char *name, size_t length, size_t *index)
{
    for (size_t i = 0; i < FORMATS; i++) {
        if (strlen(formats[i].name) == length && !memcmp(formats[i].name, name, length)) {
            *index = i;
            return true;
        }
    }
    return false;
}

const char *format_nearest(const char *name)
{
    const char *names[FORMATS + 1];

    for (size_t i = 0; i < FORMATS; i++)
        names[i] = formats[i].name;
    names[FORMATS] = NULL;
    return nearest_name(name, names);
}

bool format_matches(size_t index, const char *text, size_t length)
{
    return formats[index].scan(text, length);
}

const char *format_expected(size_t index)
{
    return formats[index].expected;
}

bool format_uuid(const char *text, size_t length)
{
    size_t digits = 0;

    if (length != 36 || text[8] != '-' || text[13] != '-' || text[18] != '-' ||
        text[23] != '-')
        return false;
    for (size_t i = 0; i < length; i++)
        digits += byte_is(text[i], BYTE_HEX) != 0;
    return digits == 32;
}

bool format_json_pointer(const char *text, size_t length)
{
    if (length == 0)
        return true;
    if (text[0] != '/')
        return false;
    for (size_t i = 0; i < length; i++)
        if (text[i] == '~' &&
            (i + 1 == length || (text[i + 1] != '0' && text[i + 1] != '1')))
            return false;
    return true;
}

bool format_relative_json_pointer(const char *text, size_t length)
{
    size_t i = 0;

    while (i < length && byte_is_digit(text[i]))
        i++;
    if (i == 0 || (i > 1 && text[0] == '0'))
        return false;
    if (i + 1 == length && text[i] == '#')
        return true;
    return format_json_pointer(text + i, length - i);
}

bool format_regex(const char *text, size_t length)
{
    struct error err = ERROR_INIT;
    struct pattern_note note;

    return !pattern_check(length ? text : "", length, &note, &err) && note.count == 0;
}

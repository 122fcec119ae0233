/* schemas/format.c - the keyword "format": the table, and small scanners. */
#include "schemas/format.h"

#include "base/error.h"
#include "schemas/pattern.h"

#include <string.h>

static const struct {
    const char *name;
    format_scan *scan; /* NULL: known, not done */
} formats[] = {
    {"date", format_date},
    {"date-time", format_date_time},
    {"duration", format_duration},
    {"email", format_email},
    {"hostname", format_hostname},
    {"idn-email", NULL},
    {"idn-hostname", NULL},
    {"ipv4", format_ipv4},
    {"ipv6", format_ipv6},
    {"iri", NULL},
    {"iri-reference", NULL},
    {"json-pointer", format_json_pointer},
    {"regex", format_regex},
    {"relative-json-pointer", format_relative_json_pointer},
    {"time", format_time},
    {"uri", format_uri},
    {"uri-reference", format_uri_reference},
    {"uri-template", NULL},
    {"uuid", format_uuid},
};

enum format_known format_find(const char *name, size_t length, size_t *index)
{
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        if (strlen(formats[i].name) == length && !memcmp(formats[i].name, name, length)) {
            *index = i;
            return formats[i].scan ? FORMAT_KNOWN : FORMAT_NOT_DONE;
        }
    }
    return FORMAT_UNKNOWN;
}

bool format_matches(size_t index, const char *text, size_t length)
{
    return formats[index].scan(text, length);
}

bool format_uuid(const char *text, size_t length)
{
    if (length != 36)
        return false;
    for (size_t i = 0; i < length; i++) {
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;

        if (dash ? text[i] != '-' : !byte_is_hex(text[i]))
            return false;
    }
    return true;
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
    pcre2_code *code = NULL;
    bool good = !pattern_compile(text, length, &code, &err) || !strcmp(err.code, "N0171");

    pcre2_code_free(code);
    return good;
}

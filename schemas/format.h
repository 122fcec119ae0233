/* schemas/format.h - the keyword "format": scanners written by hand, for ASCII texts.
 *
 * Done: date, date-time, duration, email, hostname, ipv4, ipv6, json-pointer, regex,
 * relative-json-pointer, time, uri, uri-reference, uuid. Known but not done: the idn- and
 * iri- kinds and uri-template. Sources: the RFCs that JSON Schema Validation 2020-12,
 * section 7.3, names.
 *
 * To add one: a scanner in a format_*.c and a row in format.c.
 */
#ifndef NOWORSE_SCHEMAS_FORMAT_H
#define NOWORSE_SCHEMAS_FORMAT_H

#include <stdbool.h>
#include <stddef.h>

enum format_known { FORMAT_UNKNOWN, FORMAT_NOT_DONE, FORMAT_KNOWN };

enum format_known format_find(const char *name, size_t length, size_t *index);
bool format_matches(size_t index, const char *text, size_t length);

/* The whole text; private to schemas/format*.c. */
typedef bool format_scan(const char *text, size_t length);
format_scan format_date, format_time, format_date_time, format_duration;
format_scan format_email, format_hostname, format_ipv4, format_ipv6;
format_scan format_uri, format_uri_reference, format_uuid, format_json_pointer,
    format_relative_json_pointer, format_regex;

static inline bool byte_is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static inline bool byte_is_letter(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

static inline bool byte_is_hex(char byte)
{
    return byte_is_digit(byte) || (byte >= 'a' && byte <= 'f') ||
           (byte >= 'A' && byte <= 'F');
}

#endif

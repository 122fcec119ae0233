/* schemas/format.h - the keyword "format": scanners written by hand.
 *
 * All formats of drafts 4 to 2020-12, with one meaning in all of them (the official suite
 * tells them apart nowhere); one that came with a later draft is known in the earlier
 * ones too. Sources: the RFCs that JSON Schema Validation 2020-12, section 7.3, names.
 *
 * Texts are UTF-8 and may hold NUL. A scan takes time linear in the text, and no memory
 * but for "regex" and for host names that are not plain ASCII, where the text is cut off
 * by its limits first.
 *
 * To add one: a scanner in a format_*.c and a row in format.c.
 */
#ifndef NOWORSE_SCHEMAS_FORMAT_H
#define NOWORSE_SCHEMAS_FORMAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* False: no such format. */
bool format_find(const char *name, size_t length, size_t *index);

/* The name that a misspelt one means, or NULL. */
const char *format_nearest(const char *name);

bool format_matches(size_t index, const char *text, size_t length);

/* What to say that was expected: "a date such as 2026-11-21". */
const char *format_expected(size_t index);

/* The whole text; private to schemas/format*.c. */
typedef bool format_scan(const char *text, size_t length);
format_scan format_date, format_date_time, format_duration, format_email, format_hostname,
    format_idn_email, format_idn_hostname, format_ipv4, format_ipv6, format_iri,
    format_iri_reference, format_json_pointer, format_regex, format_relative_json_pointer,
    format_time, format_uri, format_uri_reference, format_uri_template, format_uuid;

/* RFC 1034, section 3.1, without the root's dot. */
enum { HOST_MAX = 253, HOST_LABEL_MAX = 63 };

/* Letters, digits and hyphens in their places; "xn--" is in front of an A-label. */
bool host_label_is_good(const char *text, size_t length);
bool host_label_is_encoded(const char *text, size_t length);

/* All labels good; with A-labels among them; or neither. */
enum host_kind { HOST_PLAIN, HOST_ENCODED, HOST_OTHER };
enum host_kind host_kind_of(const char *text, size_t length);

/* By IDNA2008; any text. */
bool idn_name_is_good(const char *text, size_t length);

/* ucschar or iprivate of RFC 3987. */
bool format_is_iri_point(uint32_t point);

#endif

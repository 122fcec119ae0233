/* values/json_inert.h - JSON that does nothing where it is looked at.
 *
 * JSON may hold DEL, the control characters U+0080 to U+009F and marks of writing
 * direction as they are; a terminal may obey them. Here they are escaped (\u009b), which
 * is the same JSON (RFC 8259, section 7).
 */
#ifndef NOWORSE_VALUES_JSON_INERT_H
#define NOWORSE_VALUES_JSON_INERT_H

#include <jansson.h>
#include <stdio.h>

/* Writes a JSON text (UTF-8). -1: it could not be written. */
int json_inert_write(const char *text, size_t length, FILE *out);

/* Writes the value with jansson's flags. -1: as above. */
int json_inert_dump(const json_t *value, size_t flags, FILE *out);

#endif

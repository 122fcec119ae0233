/* providers/http_date.h - points in time as servers write them. */
#ifndef NOWORSE_PROVIDERS_HTTP_DATE_H
#define NOWORSE_PROVIDERS_HTTP_DATE_H

#include <stdbool.h>
#include <stdint.h>

/* "Sat, 21 Nov 2026 10:00:00 GMT" (RFC 9110, section 5.6.7; the two old forms are not
 * read), in milliseconds since 1970. text may be NULL. */
bool http_date_read(const char *text, int64_t *out_ms);

/* "2026-11-21T10:00:00.5Z", or with an offset: RFC 3339. */
bool internet_time_read(const char *text, int64_t *out_ms);

#endif

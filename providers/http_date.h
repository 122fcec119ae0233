/* providers/http_date.h - points in time as servers write them. */
#ifndef NOWORSE_PROVIDERS_HTTP_DATE_H
#define NOWORSE_PROVIDERS_HTTP_DATE_H

#include <stdbool.h>
#include <stdint.h>

/* "Sat, 21 Nov 2026 10:00:00 GMT", or one of the two old forms that are still to be read
 * ("Saturday, 21-Nov-26 10:00:00 GMT", "Sat Nov 21 10:00:00 2026"): RFC 9110, section
 * 5.6.7; in milliseconds since 1970. No other zone is one. text may be NULL. */
bool http_date_read(const char *text, int64_t *out_ms);

/* "2026-11-21T10:00:00.5Z", or with an offset: RFC 3339. */
bool internet_time_read(const char *text, int64_t *out_ms);

#endif

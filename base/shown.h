/* shown.h - untrusted text, made harmless for a terminal or a CI log.
 *
 * Model output, data files and vendors' messages are hostile. What a person reads of them
 * on a terminal goes through here, and nothing else does this: C0, C1, DEL, bidirectional
 * controls, zero-width and other invisible characters and bytes that are no UTF-8 become
 * visible escapes (\n, \x1b, \u{202e}); a text that begins like a command to a CI runner
 * ("::", "##[", "##vso[",
 * "##teamcity[") gets a backslash before it. One line stays one line.
 */
#ifndef NOWORSE_BASE_SHOWN_H
#define NOWORSE_BASE_SHOWN_H

#include "base/buf.h"

#include <stdint.h>

/* Appends at most columns_max characters; a text that is cut ends in "…". A TAB becomes a
 * blank. */
void shown_append(struct buf *out, const char *text, size_t length, size_t columns_max);

/* The same as a text of its own, in quotes; the caller's. Made for messages:
 * quoted("a\nb", …) is "a\nb" with the backslash visible. */
char *shown_quoted(const char *text, size_t length, size_t columns_max);

/* A number for people: "2,520". */
enum { SHOWN_COUNT_SIZE = 32 };
void shown_count(int64_t count, char out[SHOWN_COUNT_SIZE]);

#endif

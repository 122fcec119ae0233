/* schemas/pattern.h - regular expressions of JSON Schema, ECMA-262 in u mode, by PCRE2.
 *
 * A pattern is parsed and written anew in PCRE2's syntax, since many characters mean
 * other things there. What ECMA-262 does not know, or PCRE2 cannot express, is an error.
 * Taken leniently, as its Annex B does: a needless backslash before punctuation, "{", "}"
 * and "]" alone, "-" beside a set in a class.
 */
#ifndef NOWORSE_SCHEMAS_PATTERN_H
#define NOWORSE_SCHEMAS_PATTERN_H

#include "base/buf.h"
#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

/* Appends the pattern in PCRE2's syntax. -1: N0165 without a place. */
int pattern_translate(const char *text, size_t length, struct buf *out,
                      struct error *err);

/* -1: N0165, or N0171 where ECMA-262 allows it but PCRE2 cannot do it (a lookbehind of
 * variable width). *out is the caller's, for pcre2_code_free(); to be matched with
 * PCRE2_NO_UTF_CHECK against valid UTF-8. */
int pattern_compile(const char *text, size_t length, pcre2_code **out, struct error *err);

#endif

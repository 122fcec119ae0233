/* utf8.h - UTF-8: checking, counting, cutting. Source: Unicode 15, table 3-7. */
#ifndef NOWORSE_BASE_UTF8_H
#define NOWORSE_BASE_UTF8_H

#include <stddef.h>
#include <stdint.h>

/* The length of the well-formed sequence at text, or 0; *point is set when it is not 0.
 */
size_t utf8_decode(const char *text, size_t length, uint32_t *point);

/* 1 to 4 bytes at out; 0 for a surrogate or a value above U+10FFFF. */
size_t utf8_encode(uint32_t point, char out[4]);

/* How many bytes from the start are well-formed: `length` where all are. */
size_t utf8_check(const char *text, size_t length);

/* Characters; a byte that is no part of a well-formed sequence counts as one. */
size_t utf8_count(const char *text, size_t length);

/* Byte offset of the character with this index, or length past the end. */
size_t utf8_offset(const char *text, size_t length, size_t index);

/* The largest cut <= length that does not end inside a sequence of text. */
size_t utf8_cut(const char *text, size_t length);

#endif

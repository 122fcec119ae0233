/* reports/word_diff_text.h - a word diff as one line for a terminal:
 * "[-12.5-]{+"12,50"+}".
 *
 * Both texts are not ours: they are made harmless (base/shown.h), so that a line break is
 * "\n". What stays the same is cut to some characters around each change, long changes
 * are cut, and what is left out is "…". Two texts that are the same are one text, cut.
 */
#ifndef NOWORSE_REPORTS_WORD_DIFF_TEXT_H
#define NOWORSE_REPORTS_WORD_DIFF_TEXT_H

#include "base/buf.h"
#include "base/error.h"

/* Of each text at most so many bytes are compared and shown: an answer as reports keep
 * it, with what says how much was left out, is less. */
enum { WORD_DIFF_TEXT_MAX = 65 * 1024 };

/* color: old words red and new ones green, besides the marks. */
void word_diff_append(struct buf *out, const char *old_text, size_t old_length,
                      const char *new_text, size_t new_length, enum color color);

#endif

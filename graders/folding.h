/* graders/folding.h - texts made equal in what does not count, and words in them.
 *
 * Always: Unicode's normal form C, so that an accent is the same whichever way it is
 * encoded. On demand (`ignore`):
 * - case: Unicode's full case folding ("ß" is "ss"), the same in every language but those
 *   that `language` names;
 * - space: a run of white space is one blank;
 * - punctuation: characters of category P are left out; signs such as "$", "+", "%" that
 *   Unicode calls punctuation go too, "+", "$", "=" that it calls symbols stay;
 * - accents: diacritics above and below a letter (combining classes 202 to 240) are left
 *   out; vowel signs, Arabic and Hebrew points and the marks of kana stay, since they
 *   make other letters.
 * What is folded is well-formed: a byte that is no UTF-8 becomes U+FFFD.
 */
#ifndef NOWORSE_GRADERS_FOLDING_H
#define NOWORSE_GRADERS_FOLDING_H

#include "base/buf.h"

#include <jansson.h>

enum { IGNORE_CASE = 1, IGNORE_SPACE = 2, IGNORE_PUNCTUATION = 4, IGNORE_ACCENTS = 8 };
enum { TRIM_NONE = 0, TRIM_START = 1, TRIM_END = 2, TRIM_BOTH = 3 };

struct folding {
    unsigned ignore, trim;
    const char *language; /* whose case it is: "tr", "az", "lt" have rules of their own;
                             NULL: as in all the others. Borrowed */
};

/* The `ignore` list as flags; NULL: otherwise. */
unsigned folding_ignore(const json_t *list, unsigned otherwise);

/* Clears out and fills it. */
void folding_apply(struct folding folding, const char *text, size_t length,
                   struct buf *out);

struct text {
    const char *bytes;
    size_t length;
};

/* The text without white space (Unicode's) at its ends. */
struct text text_trimmed(const char *bytes, size_t length, unsigned trim);

/* Copies the text with U+FFFD in place of bytes that are no UTF-8. Clears out first. */
void text_repair(const char *bytes, size_t length, struct buf *out);

/* Word boundaries (UAX 29) of a well-formed text: out->data[i] is 1 where one stands
 * before byte i; length + 1 of them. Clears out first. */
void words_break(const char *text, size_t length, struct buf *out);

/* Words: stretches between boundaries that hold a letter or a digit. */
size_t words_count(const char *text, size_t length, const struct buf *breaks);

/* Offset of the first `needle` at or after `from`; with breaks (NULL: none) only one that
 * begins and ends at boundaries. SIZE_MAX: none. */
size_t text_find(struct text text, const struct buf *breaks, struct text needle,
                 size_t from);

#endif

/* graders/number_text.h - numbers as people and models write them.
 *
 * A number is ASCII digits, with a sign ("-", "+", U+2212) that does not follow a letter
 * or digit, a decimal mark, groups of three digits, an exponent ("1e-3"). What follows a
 * letter, a digit or "_" directly is a part of a word ("v2", "RMA-123"), not a number;
 * but letters without case, such as ideographs, stand beside numbers with no blank. A dot
 * at the end of a sentence is none of the number. Digits and marks that fit no rule of
 * the locale ("12,50" in C, "1.2.3", "1_000", "0x1F", "2½") are one number that cannot be
 * read.
 */
#ifndef NOWORSE_GRADERS_NUMBER_TEXT_H
#define NOWORSE_GRADERS_NUMBER_TEXT_H

#include "base/buf.h"

#include <stdbool.h>

struct number_locale;

/* "C", "en", "de", "fr", "de-CH" and those like them; NULL: not known. */
const struct number_locale *number_locale_find(const char *name);
/* Their names, in one line for people. */
extern const char number_locale_names[];

struct found_number {
    size_t start, end; /* in the text, sign included */
    bool is_readable;
    char text[400]; /* as JSON writes it; "" where it is not readable */
};

/* The first number at or after `from`. False: there is none. */
bool number_find(const struct number_locale *locale, const char *text, size_t length,
                 size_t from, struct found_number *out);

#endif

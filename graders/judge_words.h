/* graders/judge_words.h - what a judge may say: the verdicts of each mode, as words.
 *
 * A verdict is a string in the reply, in every mode: "yes", "4", a category, "first". So
 * one schema fits all vendors' structured output, which know enumerations of strings,
 * and few of which know bounds of numbers.
 */
#ifndef NOWORSE_GRADERS_JUDGE_WORDS_H
#define NOWORSE_GRADERS_JUDGE_WORDS_H

#include "graders/judge_options.h"

enum { JUDGE_MARKS_MAX = 21 }; /* a scale of whole marks up to this many lists them */

/* "unclear", in any case: the judge cannot tell. */
bool judge_word_is_unclear(const char *word);

/* JSON Schema of the reply; the caller's reference. */
json_t *judge_schema_make(const struct judge *judge);

/* Appends for a person or a model: "yes", "no" or "unclear", the words in quotes. */
void judge_words_append(const struct judge *judge, struct buf *out);

/* What a word means. order: of a pair: 0 shows the candidate first. False: it is none of
 * the words, or no mark on the scale. "unclear" is none, and asked for before. */
struct judge_mark {
    double mark;  /* on the judge's scale; yes, a passing category and the candidate: 1 */
    double score; /* from 0 to 1 */
    bool passes;
};
bool judge_word_read(const struct judge *judge, const char *word, unsigned order,
                     struct judge_mark *out);

#endif

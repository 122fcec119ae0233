/* metrics/prose.h - a text as sentences, words, syllables and letters: what formulas of
 * readability count. One pass, no memory.
 *
 * word: what stands between white space and dashes ("—", "--") and has a letter;
 *     contractions and hyphenated words are one. Figures are no words, as Flesch (1948)
 *     advises for texts with many: how long "1918" is depends on how it is read.
 * sentence: ends at . ! ? or … where white space or the end follows (quotes and brackets
 *     may stand between) and no small letter comes next, but for "Mr." and its like and
 *     initials; and at an empty line, a list's item, a heading: answers of models end
 *     many sentences so. What has no word is no sentence.
 * syllables: syllables.h, of each part of a word between hyphens; a vowel with a mark
 *     is one by itself ("naïve", "café"); an abbreviation without a vowel ("HTML") letter
 * by letter.
 */
#ifndef NOWORSE_METRICS_PROSE_H
#define NOWORSE_METRICS_PROSE_H

#include <stddef.h>

struct prose {
    size_t sentences, words, syllables;
    size_t letters;       /* of words, in characters; of every script */
    size_t latin_letters; /* of those */
    size_t marked_words;  /* with a letter beyond a to z */
    size_t strokes;       /* letters and digits of words */
    size_t long_words;    /* of more than 6 letters */
    size_t polysyllables; /* words of 3 syllables and more */
    size_t hard_words; /* of those: no name (a capital within a sentence), no hyphen, not
                          by -es or -ed alone: Gunning's */
    size_t english_words; /* "the", "and": words of English alone that its texts are full
                             of */
};

void prose_count(const char *text, size_t length, struct prose *out);

#endif

/* metrics/syllables.h - how many syllables an English word has.
 *
 * By rule, with no dictionary: each run of vowels (a e i o u, y where no vowel follows
 * it) is one; an e at the end is silent (but -le after a consonant: "table"), so is that
 * of -es and -ed where the letter before lets it be ("likes", not "boxes"; "asked", not
 * "ended"), and that before -ly, -ment, -ness, -less and -ful. Pairs of vowels that are
 * mostly two syllables ("idea", "radio", "quiet", "being") count as two. -sm and -n't
 * after a consonant are one more. Compounds of "some", "there", "where" and their like
 * are counted part by part, for their inner e is silent.
 *
 * Against the CMU Pronouncing Dictionary, of the 5,000 words that are most frequent in
 * software's manuals: tests/metrics/vectors/README.md.
 */
#ifndef NOWORSE_METRICS_SYLLABLES_H
#define NOWORSE_METRICS_SYLLABLES_H

#include <stddef.h>

/* Of a word: a to z; what else is in it parts the vowels around it ("na~i~ve"). At
 * least 1. */
unsigned syllables_count(const char *letters, size_t length);

#endif

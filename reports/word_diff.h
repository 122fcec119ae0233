/* reports/word_diff.h - what differs between two texts, word by word.
 *
 * A text is words, runs of blanks, and single other characters. A word is letters,
 * digits, "_" and the marks on them; a point or comma between two digits belongs to the
 * number. What is written without blanks (Chinese, Japanese, Thai, …) is a word a
 * character. Bytes that are no UTF-8 are words of one byte: any two byte strings can be
 * compared.
 *
 * The shortest list of changes by E. W. Myers, "An O(ND) Difference Algorithm and Its
 * Variations", Algorithmica 1 (1986), the variant in linear space; then blanks that stand
 * alone between two changes join them, so that a phrase is one change.
 *
 * The work is bounded by count, not by time, so that the same texts always give the same
 * result: what could not be compared within it is one change from its first word that
 * differs to its last, and is_coarse says so.
 */
#ifndef NOWORSE_REPORTS_WORD_DIFF_H
#define NOWORSE_REPORTS_WORD_DIFF_H

#include <stdbool.h>
#include <stddef.h>

/* Bytes of the old text that became bytes of the new one; one of them may be empty. */
struct word_change {
    size_t old_at, old_length;
    size_t new_at, new_length;
};

/* In order; between two changes both texts are the same, byte for byte. */
struct word_diff {
    struct word_change *changes; /* owned */
    size_t count, capacity;
    bool is_coarse; /* there may be a shorter list */
};

/* Steps that one comparison may take: some 20 ms. */
enum { WORD_DIFF_WORK = 4000000 };

/* Begin *out zeroed, or released. work: WORD_DIFF_WORK, or less. */
void word_diff_make(const char *old_text, size_t old_length, const char *new_text,
                    size_t new_length, long work, struct word_diff *out);
void word_diff_release(struct word_diff *diff);

#endif

/* reports/words.h - a text cut into words, each with a number: equal ones have the same.
 *
 * What a word is: word_diff.h. A table of words is for two texts that are compared.
 */
#ifndef NOWORSE_REPORTS_WORDS_H
#define NOWORSE_REPORTS_WORDS_H

#include <stddef.h>
#include <stdint.h>

/* Bytes of the word at text, 1 at least; length is not 0. */
size_t word_length(const char *text, size_t length);

/* The words of one text, with a guard at the end. */
struct word_list {
    uint32_t *numbers; /* owned */
    size_t *starts;    /* owned: byte offsets, count + 1 of them */
    size_t count;
};

/* Cuts both texts. Begin zeroed; end each with word_list_release(). */
void words_cut(const char *old_text, size_t old_length, const char *new_text,
               size_t new_length, struct word_list *old_words,
               struct word_list *new_words);
void word_list_release(struct word_list *words);

#endif

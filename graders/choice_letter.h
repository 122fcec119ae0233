/* graders/choice_letter.h - which letter of a multiple choice an answer gives.
 *
 * Rules in order; the first that finds any letter decides, and where it finds two
 * different ones nothing is decided:
 * 1. the answer is the letter, with nothing but marks around it: "B", "(B)", "**B**.";
 * 2. statements: "answer", "option" or "choice", then ":", "=" or "is", then the letter
 *    ("The answer is **(B)**", "Final answer: option B"); and \boxed{B};
 * 3. the last line that has a letter or digit is as in 1;
 * 4. lines that begin with the letter and a mark behind it: "B) Paris", "(B) Paris",
 *    "**B**: Paris", "B. Paris";
 * 5. letters that stand alone as words, in their own case. "A" and "I" before a
 *    small word are none, unless that is "is", "or", "and", "not", "but", "because",
 *    "since" or "as".
 * In 1 to 4 a letter in the other case is taken where any_case is set and nothing but
 * marks follows it in the line, in 4 before a mark: "the answer is a matter of taste"
 * gives none.
 */
#ifndef NOWORSE_GRADERS_CHOICE_LETTER_H
#define NOWORSE_GRADERS_CHOICE_LETTER_H

#include "graders/folding.h"

enum { CHOICE_NONE = -1, CHOICE_SEVERAL = -2 };

struct choice_letters {
    const char *letters; /* ASCII letters and digits, each once; borrowed */
    bool any_case;
};

/* The index of the letter in letters, or one of the above; found[index] is set for each
 * letter that the deciding rule found. */
int choice_letter_find(const struct choice_letters *choices, struct text answer,
                       bool *found);

#endif

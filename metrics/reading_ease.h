/* metrics/reading_ease.h - how easy a text is to read, by the usual formulas, each as its
 * authors published it. w words, s sentences, y syllables (prose.h).
 *
 * flesch: 206.835 − 1.015 w/s − 84.6 y/w. Flesch, "A New Readability Yardstick", Journal
 *     of Applied Psychology 32 (1948). 100 is easy, 60 plain English, 30 an article in a
 *     scientific journal. The only one that grows as texts grow easier.
 * flesch_kincaid: 0.39 w/s + 11.8 y/w − 15.59, a US school grade. Kincaid, Fishburne,
 *     Rogers, Chissom, Research Branch Report 8-75, Naval Technical Training (1975).
 * gunning_fog: 0.4 (w/s + 100 h/w), h hard words. Gunning, "The Technique of Clear
 *     Writing" (1952). His compounds of easy words ("bookkeeper") are told by a hyphen.
 * smog: 3.1291 + 1.043 √(30 p/s), p words of three syllables and more. McLaughlin, "SMOG
 *     Grading: A New Readability Formula", Journal of Reading 12 (1969), who takes 30
 *     sentences: shorter texts are reckoned up to 30.
 * coleman_liau: 5.88 l/w − 29.6 s/w − 15.8, l letters. Coleman, Liau, "A computer
 *     readability formula designed for machine scoring", Journal of Applied Psychology 60
 *     (1975).
 * ari: 4.71 c/w + 0.5 w/s − 21.43, c letters and digits. Smith, Senter, "Automated
 *     Readability Index", AMRL-TR-66-220 (1967).
 * lix: w/s + 100 b/w, b words of more than 6 letters. Björnsson, "Läsbarhet" (1968). The
 *     only one that is for every language with an alphabet; 30 is easy, 50 hard.
 */
#ifndef NOWORSE_METRICS_READING_EASE_H
#define NOWORSE_METRICS_READING_EASE_H

#include "metrics/prose.h"

#include <stdbool.h>

struct readability_formula {
    const char *name;
    double (*value)(const struct prose *prose); /* of at least one word */
    bool grows;                                 /* as texts grow easier */
    bool is_english;                            /* made for English alone */
    bool counts_letters;                        /* and no syllables */
    double hardest;                             /* the value that is score 0 */
    double easiest;                             /* score 1 */
};

extern const struct readability_formula readability_formulas[]; /* ended by a NULL name */

/* Or NULL. */
const struct readability_formula *readability_find(const char *name);

/* Why the formula says nothing of such a text; NULL: it does. */
const char *readability_refusal(const struct readability_formula *formula,
                                const struct prose *prose);

/* From 0 to 1: where the value is between the hardest and the easiest. */
double readability_share(const struct readability_formula *formula, double value);

#endif

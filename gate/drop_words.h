/* gate/drop_words.h - a comparison with the baseline, said in one sentence. */
#ifndef NOWORSE_GATE_DROP_WORDS_H
#define NOWORSE_GATE_DROP_WORDS_H

#include "gate/gate.h"

/* "multilingual dropped 9.2 points (95%: 5.1 to 13.4), more than the 5 allowed"; name: of
 * the cohort, NULL: the whole; the caller's. */
char *drop_sentence(const struct gate_comparison *comparison, const char *name,
                    bool of_anchor);

/* What would settle one that is too noisy: "190 more cases or 5 repeats", "6 more
 * groups"; in a sentence with its commas, "6 more groups of some 40 cases". NULL: not
 * known. The caller's. */
char *settling_words(const struct gate_comparison *of, bool in_a_sentence);

#endif

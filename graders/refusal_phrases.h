/* graders/refusal_phrases.h - how models refuse, in a few languages.
 *
 * The patterns (PCRE2) are for a text in lower case, with runs of white space as one
 * blank. What a language's `excuse` matches may stand before a refusal any number of
 * times: "I'm sorry, but". `opening` is a refusal where an answer begins with it,
 * whatever follows. `sentence` is one wherever it is a whole sentence: it names nothing
 * in particular that is refused.
 */
#ifndef NOWORSE_GRADERS_REFUSAL_PHRASES_H
#define NOWORSE_GRADERS_REFUSAL_PHRASES_H

struct refusal_phrases {
    const char *language; /* ISO 639-1 */
    const char *excuse, *opening, *sentence;
};

/* Ended by a row without language. */
extern const struct refusal_phrases refusal_phrases[];

#endif

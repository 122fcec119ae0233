/* patterns/pattern.h - regular expressions of JSON Schema: ECMA-262 in u mode.
 *
 * A pattern is parsed by us. What ECMA-262 does not know is an error, even where PCRE2
 * would take it. Where u mode fails, what its Annex B tolerates is taken too and noted: a
 * needless backslash before punctuation, "{", "}" and "]" alone, "-" beside a set in a
 * class, octal escapes, a repeated look-ahead. All else keeps its meaning of u mode: "."
 * is one code point, \p{...} a property. An escaped letter without a meaning stays an
 * error, since people mean something by it (\Z, \h). Not taken either: modifiers,
 * "(?i:...)" of ES2025, which few engines know yet.
 *
 * Patterns without look-around, back references and \p{...} (nearly all) never see
 * PCRE2: a literal, a run of character sets that needs no backtracking, or else a
 * position automaton of at most 256 states, whose time grows with the text alone. Nor do
 * those that begin with "^" and look-aheads: what is in each, and what is left, are
 * patterns by themselves, and all must be right about the text. The rest is written anew
 * in PCRE2's syntax and interpreted: its JIT does not count the steps of a repeated
 * character, so (?=.*.*x) on 2,000 characters ran four seconds under a match limit of
 * 1,000,000.
 */
#ifndef NOWORSE_PATTERNS_PATTERN_H
#define NOWORSE_PATTERNS_PATTERN_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pattern; /* compiled; never written again, shared by threads */

/* What only the lenient grammar takes: the first such place, told to a person. */
struct pattern_note {
    unsigned count; /* 0: the pattern is u mode */
    char message[240];
};

enum pattern_engine { PATTERN_FASTEST, PATTERN_BY_PCRE2 /* to compare with */ };

/* *out is the caller's, for pattern_free(). -1, without a place: N0165 (not ECMA-262),
 * N0171 (PCRE2 cannot do it), N0183 (too large). note may be NULL. */
int pattern_compile(const char *text, size_t length, enum pattern_engine engine,
                    struct pattern **out, struct pattern_note *note, struct error *err);
void pattern_free(struct pattern *pattern); /* takes NULL */

/* Whether it is a pattern at all, be it one that pattern_compile() cannot do; -1: N0165,
 * N0183. */
int pattern_check(const char *text, size_t length, struct pattern_note *note,
                  struct error *err);

/* "all", "literal", "run", "automaton", "aheads", "pcre2" */
const char *pattern_kind_name(const struct pattern *pattern);

/* What grows while matching, and the work that is left: one a thread. Zeroed at first. */
struct pattern_scratch {
    void *match, *context; /* PCRE2's */
    uint64_t work;
};

enum { PATTERN_WORK_MAX = 2 * 1000 * 1000 * 1000 };

void pattern_scratch_release(struct pattern_scratch *scratch);

/* Anywhere in the text, which is UTF-8. Work adds up in the scratch, a step of a
 * character or so each; beyond PATTERN_WORK_MAX, and where PCRE2 takes more than a
 * million steps or 16 MiB, it is over the limit. */
enum pattern_answer { PATTERN_FOUND, PATTERN_ABSENT, PATTERN_OVER_LIMIT };
enum pattern_answer pattern_match(const struct pattern *pattern, const char *text,
                                  size_t length, struct pattern_scratch *scratch);

#endif

/* graders/pcre.h - regular expressions, by PCRE2 with JIT, under limits.
 *
 * Patterns are UTF (\d, \w and the like by Unicode); text that is no UTF-8 matches
 * nothing where it is broken. A match that takes more steps, memory or depth than allowed
 * is MATCH_LIMIT: neither found nor not.
 */
#ifndef NOWORSE_GRADERS_PCRE_H
#define NOWORSE_GRADERS_PCRE_H

#include "base/error_list.h"
#include "graders/grader.h"

struct pcre; /* compiled; never written again */

enum pcre_use { PCRE_ANYWHERE, PCRE_WHOLE /* from the first byte to the last */ };

/* source, pointer: where the pattern (a JSON string) stands; a mistake is told at its
 * column in the pattern where that can be known. */
int pcre_compile(const json_t *pattern, enum pcre_use use, const struct source *source,
                 const char *pointer, struct pcre **out, struct error_list *errors);
void pcre_free(struct pcre *pcre); /* takes NULL */

const char *pcre_shown(const struct pcre *pcre); /* in quotes, for reasons; borrowed */
unsigned pcre_group_count(const struct pcre *pcre);

/* The number of a group given by number or name; -1: the pattern has none. */
int pcre_group(const struct pcre *pcre, const json_t *group);

enum pcre_result { MATCH_FOUND, MATCH_NONE, MATCH_LIMIT };
struct span {
    size_t start, end;
};

/* The first match at or after `from`; not_empty: one that has bytes or begins later. */
struct pcre_from {
    size_t offset;
    bool not_empty;
};
enum pcre_result pcre_match(const struct pcre *pcre, struct grade_scratch *scratch,
                            const char *text, size_t length, struct pcre_from from);

/* A group of the last match of this scratch (0: the match). False: it took no part. */
bool pcre_span(const struct grade_scratch *scratch, unsigned group, struct span *out);

struct pcre_scratch *pcre_scratch_new(void);
void pcre_scratch_free(struct pcre_scratch *scratch);

#endif

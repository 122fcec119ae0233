/* simulator/filling.h - text with places that groups of a pattern fill.
 *
 * "{{name}}" and "{{1}}" stand for what the group matched. Where a rule has no pattern,
 * the text is taken as it is.
 */
#ifndef NOWORSE_SIMULATOR_FILLING_H
#define NOWORSE_SIMULATOR_FILLING_H

#include "base/buf.h"

#include <stddef.h>

/* The names of a pattern's groups; number 0 is the whole match. */
struct group_names {
    unsigned count; /* groups, the whole match included; 0: there is no pattern */
    unsigned named_count;
    struct group_name {
        char *name; /* owned */
        unsigned group;
    } * named; /* owned */
};

/* What the groups matched in one request; all borrowed. */
struct groups {
    const char *subject;
    const size_t *ends; /* start and end of each, as PCRE2's ovector */
    unsigned count;     /* 0: there are none */
};

/* How what is inserted is written: as it is, or as the inside of a JSON string. */
enum filling_form { FILLING_PLAIN, FILLING_JSON };

struct filling {
    char *text; /* owned; NULL: there is no such text */
    size_t length;
    enum filling_form form;
    struct filling_place {
        size_t start, end; /* of "{{name}}" in text */
        unsigned group;
    } * places; /* owned */
    size_t place_count;
};

/* Copies the text. -1: *bad_start and *bad_length tell where in the text braces stand
 * that name no group; the filling is empty. */
int filling_compile(struct filling *filling, const char *text, size_t length,
                    enum filling_form form, const struct group_names *names,
                    size_t *bad_start, size_t *bad_length);
void filling_release(struct filling *filling);

void filling_append(const struct filling *filling, const struct groups *groups,
                    struct buf *out);

void group_names_release(struct group_names *names);

#endif

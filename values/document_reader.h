/* values/document_reader.h - what the files of the reader share.
 *
 * A function that reads takes where it begins and returns where it ended, or NULL after
 * it has filled reader->err.
 */
#ifndef NOWORSE_VALUES_DOCUMENT_READER_H
#define NOWORSE_VALUES_DOCUMENT_READER_H

#include "values/value.h"

enum {
    /* Objects of more members find equal keys by a table; fewer, each key as it comes. */
    MEMBERS_FEW = 16,
    /* Flag of an object that is open: a key came again, and the last wins. */
    KEYS_REPEATED = 128
};

/* While a container is open its span is how far back the one around it is, or 0; an
 * object's as.integer has a bit for each key, its hash modulo 64. */
struct reader {
    struct document *document;
    const struct read_options *options;
    const char *text, *end;
    struct value *next, *limit; /* where values are added, and the room's end */
    struct value *open;         /* the innermost container, or NULL */
    char closer;                /* its bracket */
    unsigned depth, depth_max;
    struct error *err;
};

/* Both return NULL. The second is "expected <what>, found <the character at `at`>". */
const char *reader_fail(struct reader *reader, const char *at, const char *code,
                        const char *message);
const char *reader_fail_found(struct reader *reader, const char *at,
                              const char *expected);

/* The string whose first byte after the quote is at `begin`, read up to `at`, if it is
 * all plain up to there. Fills the value. */
const char *string_read_rest(struct reader *reader, const char *begin, const char *at,
                             struct value *value);

/* Whether the key, the last value so far, is one of its object's earlier ones: NULL with
 * an error where that is refused, else the object is marked. `at` otherwise. */
const char *key_compare(struct reader *reader, const struct value *key, const char *at);

/* The object just closed, the last in the array: finds keys that
 * key_compare() was not asked for, and drops what comes again where the last wins. */
const char *object_check(struct reader *reader, struct value *object, const char *at);

/* Room for `count` more values: they move. */
void reader_reserve(struct reader *reader, size_t count);

#endif

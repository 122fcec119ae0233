/* suites/secrets.h - values that must never be written anywhere, and what looks like one.
 *
 * Whoever reads an environment variable for a request puts its value here; whoever
 * writes text for people, files or logs masks it. Shared by threads only once it is
 * complete.
 */
#ifndef NOWORSE_SUITES_SECRETS_H
#define NOWORSE_SUITES_SECRETS_H

#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>

/* Values under this length are not masked: they would take ordinary words with them. */
enum { SECRET_LENGTH_MIN = 4, SECRET_PAIRS = 4096 };

struct secrets {
    struct secret {
        char *text; /* owned: the value, its base64, its form in an address, in JSON, in a
                       JSON Pointer */
        size_t length;
    } * items; /* longest first */
    size_t count, capacity;
    /* By the hash of two bytes: how far before the end of some first SECRET_LENGTH_MIN
     * bytes they stand at the nearest, plus one; 0: in none of them. */
    unsigned char nearest[SECRET_PAIRS];
};

#define SECRETS_INIT                                                                     \
    {                                                                                    \
        .items = NULL                                                                    \
    }
void secrets_release(struct secrets *secrets);

/* The value, its percent-encoded forms (RFC 3986 and those of forms and of the usual
 * libraries), what it is in a JSON Pointer and in a string of
 * JSON, and its base64 in either alphabet wherever in a text it begins; each kept once.
 */
void secrets_add(struct secrets *secrets, const char *value);

/* Appends the text with every secret in it replaced by "***", and the beginning of one
 * that is followed by "…": it was cut there. -1: the buffer's limit. */
int secrets_mask(const struct secrets *secrets, const char *text, size_t length,
                 struct buf *out);
bool secrets_are_in(const struct secrets *secrets, const char *text, size_t length);
/* The same of a text that may be JSON, whose strings may escape any letter, and hold
 * JSON again. */
bool secrets_are_in_json(const struct secrets *secrets, const char *text, size_t length);

/* Whether a text that a person wrote into a file looks like a key of a vendor. */
bool secret_is_likely(const char *text, size_t length);

/* What may be shown of one: its first four characters and its length: "sk-a… (51
 * characters)"; the caller's. */
char *secret_shown(const char *text, size_t length);

#endif

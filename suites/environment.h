/* suites/environment.h - ${NAME} in the few texts where it means the environment, and the
 * values that must then never be written anywhere.
 *
 * Expanded are `url`, `base_url`, values of `headers`, and `version`; elsewhere "${" is
 * text.
 */
#ifndef NOWORSE_SUITES_ENVIRONMENT_H
#define NOWORSE_SUITES_ENVIRONMENT_H

#include "base/buf.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

/* Values that are masked wherever text is written: as they are, in base64 (either
 * alphabet, at any offset) and percent-encoded. Begin with SECRETS_INIT. */
struct secrets {
    char **forms; /* owned: texts to look for */
    size_t count, capacity;
};
#define SECRETS_INIT                                                                     \
    {                                                                                    \
        NULL, 0, 0                                                                       \
    }
void secrets_release(struct secrets *secrets);

/* A value shorter than SECRET_LENGTH_MIN is passed over: it would mask half of every
 * text. */
enum { SECRET_LENGTH_MIN = 6 };
void secrets_add(struct secrets *secrets, const char *value);

/* All of `other` too. */
void secrets_add_all(struct secrets *secrets, const struct secrets *other);

/* Appends the text with "[hidden]" for each secret in it and returns true; false: there
 * is none, and out is untouched. */
bool secrets_mask(const struct secrets *secrets, const char *text, size_t length,
                  struct buf *out);

/* Appends the text with each ${NAME} and ${NAME:-default} replaced (the default too where
 * the variable is empty), and adds the values to secrets (may be NULL). $${ stands for
 * "${". -1: a variable is not set and has no default, or the form is broken; the error
 * stands at the place (may be NULL). */
int environment_expand(const char *text, const struct place *place, struct buf *out,
                       struct secrets *secrets, struct error *err);

/* True where the text has a ${NAME}. */
bool environment_is_used(const char *text);

#endif

/* suites/environment.h - ${NAME} in the few texts where it means the environment.
 *
 * Expanded are `url`, `base_url`, values of `headers`, and `version`; elsewhere "${" is
 * text.
 */
#ifndef NOWORSE_SUITES_ENVIRONMENT_H
#define NOWORSE_SUITES_ENVIRONMENT_H

#include "base/buf.h"
#include "base/error.h"
#include "suites/secrets.h"

#include <stdbool.h>
#include <stddef.h>

/* Appends the text with each ${NAME} and ${NAME:-default} replaced (the default too where
 * the variable is empty), and adds the values to secrets (may be NULL). $${ stands for
 * "${". -1: a variable is not set and has no default, or the form is broken; the error
 * stands at the place (may be NULL). */
int environment_expand(const char *text, const struct place *place, struct buf *out,
                       struct secrets *secrets, struct error *err);

/* True where the text has a ${NAME}. */
bool environment_is_used(const char *text);

#endif

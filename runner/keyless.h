/* runner/keyless.h - models whose key is missing: fine where nothing needs to be sent
 * (suite-format 7.12). */
#ifndef NOWORSE_RUNNER_KEYLESS_H
#define NOWORSE_RUNNER_KEYLESS_H

#include "runner/prepare.h"

/* Of the models that are marked key_is_missing: where every reply of theirs is in the
 * cache, they are answered from there alone; else the missing key is an error. A judge's
 * may be missing where the replies of all candidates are there. */
void keyless_check(struct prepared *prepared, struct reply_cache *cache,
                   struct error_list *errors);

/* The error itself, as the caller wants to tell it. */
void keyless_error(const struct suite_model *model, const char *key_env,
                   struct error *err);

#endif

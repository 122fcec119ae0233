/* cli/suite_cache.h - the reply cache of a suite's state folder. */
#ifndef NOWORSE_CLI_SUITE_CACHE_H
#define NOWORSE_CLI_SUITE_CACHE_H

#include "cli/suite_args.h"
#include "store/reply_cache.h"
#include "suites/suite.h"

/* Opens it where a model of the suite may use it; NULL: none does, or it cannot be
 * opened, which is a warning among `notes`: a run goes on without. notes must live as
 * long as the cache. */
struct reply_cache *suite_cache_open(const struct suite *suite,
                                     const struct suite_args *args,
                                     struct error_list *notes);

/* Only to look: nothing is made or written. NULL: it is not there, or cannot be read. */
struct reply_cache *suite_cache_read(const struct suite *suite, const char *state,
                                     struct error_list *notes);

/* At the end of a run: what is over the limits is removed. Takes NULL. */
void suite_cache_tidy(struct reply_cache *cache);

/* STATE/replies.db; the caller's. */
char *suite_cache_path(const char *state, const char *root);

#endif

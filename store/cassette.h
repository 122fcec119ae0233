/* store/cassette.h - kept replies as JSON Lines: to be read, committed, and kept
 * elsewhere.
 *
 * schemas/cassette.schema.json is the format; docs/cache.md describes it for people. A
 * body that says it is JSON stands there as JSON: its blanks are not kept, what it means
 * is. Secrets are in none, since the cache holds none.
 */
#ifndef NOWORSE_STORE_CASSETTE_H
#define NOWORSE_STORE_CASSETTE_H

#include "base/error_list.h"
#include "store/reply_cache.h"

enum { CASSETTE_LINE_MAX = 256 * 1024 * 1024 };

/* Appends the line, with its end. */
void cassette_write(const struct kept_reply *reply, struct buf *out);

typedef void cassette_fn(void *context, const struct kept_reply *reply);

/* Each reply of a file, in order; borrowed during the call. All mistakes go to errors,
 * with line and column; -1: there was one, and then the function may have been called for
 * others: read once with NULL to know that all lines are good. */
int cassette_read(const char *path, cassette_fn *fn, void *context,
                  struct error_list *errors);

#endif

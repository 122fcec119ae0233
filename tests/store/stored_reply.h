/* tests/store/stored_reply.h - a reply cache in a folder of its own, and replies for it.
 */
#ifndef NOWORSE_TESTS_STORE_STORED_REPLY_H
#define NOWORSE_TESTS_STORE_STORED_REPLY_H

#include "store/reply_cache.h"

enum { STORED_REPLY_MS = 1000000 };

struct cache_place {
    char *folder, *path; /* owned */
    struct error_list notes;
    int64_t now_ms;
};

void cache_place_make(struct cache_place *place);
void cache_place_release(struct cache_place *place);

/* Opens it, which must succeed; the caller's. */
struct reply_cache *cache_place_open(struct cache_place *place);

/* Reply number n: its key, case and body depend on it. body is room for it. */
struct kept_reply stored_reply(unsigned n, char body[64]);

/* Adds replies from..to, not to included, and commits. */
void stored_replies_add(struct reply_cache *cache, unsigned from, unsigned to);

/* Whether reply n is found; one that is found must be as it was stored. */
bool stored_reply_is_found(struct reply_cache *cache, unsigned n);

#endif

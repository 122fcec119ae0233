/* store/reply_cache_waiting.h - replies that wait for another process's lock: for the
 * reply_cache*.c alone.
 *
 * A reply that was paid for and cannot be kept just now stands in a temporary table of
 * this connection, where it is found, and goes over with the next turn that begins. No
 * run waits for that but at its end.
 */
#ifndef NOWORSE_STORE_REPLY_CACHE_WAITING_H
#define NOWORSE_STORE_REPLY_CACHE_WAITING_H

#include "store/reply_cache_database.h"

#define WAITING_BYTES_MAX ((int64_t)64 << 20) /* of requests and bodies */

/* -1: it is one too many, or there is no room for it: not kept. */
int waiting_add(struct reply_cache *cache, const struct kept_reply *reply);

/* Within a turn: all of them go over. -1: SQLite's failure. */
int waiting_move(struct reply_cache *cache);

#endif

/* store/reply_cache_database.h - the reply cache as SQLite sees it: for the
 * reply_cache*.c alone. */
#ifndef NOWORSE_STORE_REPLY_CACHE_DATABASE_H
#define NOWORSE_STORE_REPLY_CACHE_DATABASE_H

#include "base/buf.h"
#include "store/reply_cache.h"

#include <sqlite3.h>

enum {
    REPLY_CACHE_APPLICATION = 0x6e777263, /* "nwrc", at byte 68 of the file */
    REPLY_CACHE_SCHEMA = 1,
    REPLY_CACHE_PAGE_BYTES = 4096,
    REPLY_CACHE_BUSY_MS = 1000
};

enum cache_statement {
    CACHE_BEGIN,
    CACHE_COMMIT,
    CACHE_ROLLBACK,
    CACHE_FIND,
    CACHE_ADD,
    CACHE_ADD_WAITING,
    CACHE_TOUCH,
    CACHE_STATEMENTS
};

/* Kinds of trouble, each told once. */
enum cache_trouble { TROUBLE_LOCKED, TROUBLE_DAMAGED, TROUBLE_UNWRITTEN, TROUBLE_COUNT };

struct reply_cache {
    sqlite3 *db;
    sqlite3_stmt *statements[CACHE_STATEMENTS]; /* NULL until first used */
    char *path, *shown;
    struct error_list *notes;           /* borrowed */
    struct buf headers, request, body;  /* what the last reply lends */
    int64_t today;                      /* days since 1970 */
    uint8_t found_key[REPLY_KEY_BYTES]; /* of the last reply found */
    bool found_is_held_out;
    bool touch_is_due; /* it is to be marked as used today */
    bool is_read_only, in_turn;
    bool is_closed_for_writing; /* trouble that does not pass */
    bool is_impatient; /* a lock was waited for in vain, and none was had since */
    bool has_waiting_table;
    int64_t waiting_count, waiting_bytes; /* reply_cache_waiting.h */
    bool was_told[TROUBLE_COUNT];
};

/* What SQLite's last failure means. */
enum cache_trouble cache_trouble_of(const struct reply_cache *cache);
/* Notes the trouble where it was not yet; `why` may be NULL: what SQLite says. */
void cache_trouble(struct reply_cache *cache, enum cache_trouble trouble,
                   const char *why);
/* The same as an error; always -1. */
int cache_error(const struct reply_cache *cache, const char *doing, struct error *err);

/* What waits for another process's lock is waited with, once; what stays is told. */
void cache_settle(struct reply_cache *cache);

sqlite3_stmt *cache_statement(struct reply_cache *cache, enum cache_statement which);
int cache_exec(struct reply_cache *cache, const char *sql, const char *doing,
               struct error *err);
int cache_prepare(struct reply_cache *cache, const char *sql, sqlite3_stmt **out,
                  struct error *err);

/* The columns that make a reply, in the order of bind and read. */
#define REPLY_COLUMNS                                                                    \
    "key, stored_ms, used_day, held_out, provider, model, url, cohort, \"case\", "       \
    "repeat, status, latency_ms, first_byte_ms, cost_usd, input_tokens, output_tokens, " \
    "headers, request_bytes, request, body_bytes, body, checksum"
enum { REPLY_USED_DAY = 2 };

/* Binds a row, whose texts must stay until the statement has run; what is packed for it
 * stands in the cache's buffers until the next. */
void reply_bind(struct reply_cache *cache, sqlite3_stmt *statement,
                const struct kept_reply *reply);

/* Reads a row of REPLY_COLUMNS; borrowed from the statement and the cache's buffers. key:
 * what it must have, NULL: what it has. -1: it is not as it was written. */
int reply_read(struct reply_cache *cache, sqlite3_stmt *statement, const uint8_t *key,
               struct kept_reply *out);

#endif

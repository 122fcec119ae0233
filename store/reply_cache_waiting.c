/* store/reply_cache_waiting.c - replies that wait for another process's lock. */
#include "store/reply_cache_waiting.h"

static const char table[] =
    "CREATE TEMP TABLE IF NOT EXISTS waiting (" REPLY_COLUMNS ", PRIMARY KEY (key))";

static const char move[] =
    "INSERT OR REPLACE INTO main.replies (" REPLY_COLUMNS ") SELECT " REPLY_COLUMNS
    " FROM temp.waiting; DELETE FROM temp.waiting";

static int table_make(struct reply_cache *cache)
{
    if (cache->has_waiting_table)
        return 0;
    if (sqlite3_exec(cache->db, table, NULL, NULL, NULL) != SQLITE_OK)
        return -1;
    cache->has_waiting_table = true;
    sqlite3_finalize(cache->statements[CACHE_FIND]); /* it is to look there too */
    cache->statements[CACHE_FIND] = NULL;
    return 0;
}

int waiting_add(struct reply_cache *cache, const struct kept_reply *reply)
{
    const int64_t bytes = (int64_t)(reply->request_length + reply->body_length);
    sqlite3_stmt *statement;
    int code = SQLITE_ERROR;

    if (cache->waiting_bytes + bytes > WAITING_BYTES_MAX || table_make(cache))
        return -1;
    statement = cache_statement(cache, CACHE_ADD_WAITING);
    if (statement) {
        reply_bind(cache, statement, reply);
        code = sqlite3_step(statement);
        sqlite3_reset(statement);
    }
    if (code != SQLITE_DONE)
        return -1;
    cache->waiting_count++;
    cache->waiting_bytes += bytes;
    return 0;
}

int waiting_move(struct reply_cache *cache)
{
    if (!cache->waiting_count)
        return 0;
    if (sqlite3_exec(cache->db, move, NULL, NULL, NULL) != SQLITE_OK)
        return -1;
    cache->waiting_count = 0;
    cache->waiting_bytes = 0;
    return 0;
}

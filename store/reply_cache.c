/* store/reply_cache.c - replies found and kept. */
#include "store/reply_cache.h"

#include "store/reply_cache_waiting.h"

#include <string.h>

#define ROW " (" REPLY_COLUMNS ") VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
#define FOUND " WHERE key = ?1 AND stored_ms >= ?2"

static const char *const statements[CACHE_STATEMENTS] = {
    [CACHE_BEGIN] = "BEGIN IMMEDIATE",
    [CACHE_COMMIT] = "COMMIT",
    [CACHE_ROLLBACK] = "ROLLBACK",
    [CACHE_FIND] = "SELECT " REPLY_COLUMNS " FROM main.replies" FOUND,
    [CACHE_ADD] = "INSERT OR REPLACE INTO main.replies" ROW,
    [CACHE_ADD_WAITING] = "INSERT OR REPLACE INTO temp.waiting" ROW,
    [CACHE_TOUCH] =
        "UPDATE replies SET used_day = ?, held_out = held_out OR ? WHERE key = ?",
};

/* Also among those that wait, which are the newer ones. */
static const char find_waiting[] =
    "SELECT " REPLY_COLUMNS " FROM temp.waiting" FOUND " UNION ALL SELECT " REPLY_COLUMNS
    " FROM main.replies" FOUND;

enum cache_trouble cache_trouble_of(const struct reply_cache *cache)
{
    switch (sqlite3_errcode(cache->db) & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return TROUBLE_LOCKED;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return TROUBLE_DAMAGED;
    default:
        return TROUBLE_UNWRITTEN;
    }
}

static void trouble_describe(const struct reply_cache *cache, enum cache_trouble trouble,
                             const char *why, struct error *err)
{
    switch (trouble) {
    case TROUBLE_LOCKED:
        error_set(err, ERROR_SYSTEM, "N0633",
                  "another process keeps the reply cache %s locked", cache->shown);
        error_hint(err, "what it could not give was asked for, and was not kept");
        break;
    case TROUBLE_DAMAGED:
        error_set(err, ERROR_SYSTEM, "N0632", "the reply cache %s is damaged: %s",
                  cache->shown, why);
        error_hint(err, "what cannot be read is asked for again; noworse cache clear "
                        "makes it new");
        break;
    default:
        error_set(err, ERROR_SYSTEM, "N0634", "cannot keep replies in %s: %s",
                  cache->shown, why);
        error_hint(err, "the run is whole; these replies will be asked for again");
    }
}

void cache_trouble(struct reply_cache *cache, enum cache_trouble trouble, const char *why)
{
    struct error err;

    if (cache->was_told[trouble])
        return;
    cache->was_told[trouble] = true;
    trouble_describe(cache, trouble, why ? why : sqlite3_errmsg(cache->db), &err);
    error_list_warn(cache->notes, &err);
}

int cache_error(const struct reply_cache *cache, const char *doing, struct error *err)
{
    enum cache_trouble trouble = cache_trouble_of(cache);

    if (trouble != TROUBLE_UNWRITTEN)
        trouble_describe(cache, trouble, sqlite3_errmsg(cache->db), err);
    else
        error_set(err, ERROR_SYSTEM, "N0630", "cannot %s the reply cache %s: %s", doing,
                  cache->shown, sqlite3_errmsg(cache->db));
    return -1;
}

sqlite3_stmt *cache_statement(struct reply_cache *cache, enum cache_statement which)
{
    sqlite3_stmt **statement = &cache->statements[which];
    const char *sql = which == CACHE_FIND && cache->has_waiting_table ? find_waiting
                                                                      : statements[which];

    if (!*statement)
        sqlite3_prepare_v3(cache->db, sql, -1, SQLITE_PREPARE_PERSISTENT, statement,
                           NULL);
    return *statement;
}

int cache_exec(struct reply_cache *cache, const char *sql, const char *doing,
               struct error *err)
{
    return sqlite3_exec(cache->db, sql, NULL, NULL, NULL) == SQLITE_OK
               ? 0
               : cache_error(cache, doing, err);
}

int cache_prepare(struct reply_cache *cache, const char *sql, sqlite3_stmt **out,
                  struct error *err)
{
    return sqlite3_prepare_v2(cache->db, sql, -1, out, NULL) == SQLITE_OK
               ? 0
               : cache_error(cache, "read", err);
}

static int statement_run(struct reply_cache *cache, enum cache_statement which)
{
    sqlite3_stmt *statement = cache_statement(cache, which);
    int code = statement ? sqlite3_step(statement) : SQLITE_ERROR;

    if (statement && code == SQLITE_DONE)
        sqlite3_reset(statement);
    return code == SQLITE_DONE ? 0 : -1;
}

static void patience_set(struct reply_cache *cache, bool is_patient)
{
    if (is_patient == cache->is_impatient)
        sqlite3_busy_timeout(cache->db, is_patient ? REPLY_CACHE_BUSY_MS : 0);
    cache->is_impatient = !is_patient;
}

/* A turn that failed. Who waited once for another process's lock waits no more until it
 * was had: a run must not stand still for its cache. */
static void turn_drop(struct reply_cache *cache, enum cache_statement failed)
{
    enum cache_trouble trouble = cache_trouble_of(cache);

    if (trouble != TROUBLE_LOCKED || failed != CACHE_BEGIN) /* what came in it is lost */
        cache_trouble(cache, trouble, NULL);
    if (trouble == TROUBLE_LOCKED)
        patience_set(cache, false);
    else
        cache->is_closed_for_writing = true;
    sqlite3_reset(cache->statements[failed]);
    if (!sqlite3_get_autocommit(cache->db))
        statement_run(cache, CACHE_ROLLBACK);
    cache->in_turn = false;
}

static bool turn_enter(struct reply_cache *cache)
{
    if (cache->is_read_only || cache->is_closed_for_writing)
        return false;
    if (cache->in_turn)
        return true;
    if (statement_run(cache, CACHE_BEGIN)) {
        turn_drop(cache, CACHE_BEGIN);
        return false;
    }
    patience_set(cache, true);
    if (waiting_move(cache)) {
        turn_drop(cache, CACHE_ADD);
        return false;
    }
    cache->in_turn = true;
    return true;
}

static void reply_touch(struct reply_cache *cache)
{
    sqlite3_stmt *statement;

    cache->touch_is_due = false;
    if (!turn_enter(cache)) {
        if (cache->found_is_held_out && !cache->is_closed_for_writing)
            cache_trouble(cache, TROUBLE_LOCKED, NULL);
        return;
    }
    statement = cache_statement(cache, CACHE_TOUCH);
    if (statement) {
        sqlite3_bind_int64(statement, 1, cache->today);
        sqlite3_bind_int(statement, 2, cache->found_is_held_out);
        sqlite3_bind_blob(statement, 3, cache->found_key, REPLY_KEY_BYTES, SQLITE_STATIC);
    }
    if (statement_run(cache, CACHE_TOUCH))
        turn_drop(cache, CACHE_TOUCH);
}

/* A reply that is lent keeps its statement open, and with it a look at the past upon
 * which nothing can be written. */
static void lookup_end(struct reply_cache *cache)
{
    sqlite3_reset(cache->statements[CACHE_FIND]);
    if (cache->touch_is_due)
        reply_touch(cache);
}

void reply_cache_commit(struct reply_cache *cache)
{
    if (!cache)
        return;
    lookup_end(cache);
    if (!cache->in_turn)
        return;
    cache->in_turn = false;
    if (statement_run(cache, CACHE_COMMIT))
        turn_drop(cache, CACHE_COMMIT);
}

void cache_settle(struct reply_cache *cache)
{
    reply_cache_commit(cache);
    if (!cache->waiting_count)
        return;
    patience_set(cache, true);
    if (turn_enter(cache))
        reply_cache_commit(cache);
    else if (!cache->is_closed_for_writing)
        cache_trouble(cache, TROUBLE_LOCKED, NULL);
}

static int reply_step(struct reply_cache *cache, const uint8_t *key, int64_t since_ms)
{
    sqlite3_stmt *statement = cache_statement(cache, CACHE_FIND);

    if (!statement)
        return SQLITE_ERROR;
    sqlite3_bind_blob(statement, 1, key, REPLY_KEY_BYTES, SQLITE_TRANSIENT);
    sqlite3_bind_int64(statement, 2, since_ms);
    return sqlite3_step(statement);
}

bool reply_cache_find(struct reply_cache *cache, const uint8_t key[REPLY_KEY_BYTES],
                      int64_t since_ms, struct kept_reply *out)
{
    sqlite3_stmt *statement;
    int code;

    lookup_end(cache);
    code = reply_step(cache, key, since_ms);
    statement = cache->statements[CACHE_FIND];
    if (code == SQLITE_ROW && reply_read(cache, statement, key, out) == 0) {
        cache->touch_is_due =
            !cache->is_read_only &&
            sqlite3_column_int64(statement, REPLY_USED_DAY) < cache->today;
        memcpy(cache->found_key, key, REPLY_KEY_BYTES);
        cache->found_is_held_out = out->held_out;
        return true;
    }
    if (code == SQLITE_ROW)
        cache_trouble(cache, TROUBLE_DAMAGED, "a reply is not as it was stored");
    else if (code != SQLITE_DONE)
        cache_trouble(cache, cache_trouble_of(cache), NULL);
    sqlite3_reset(statement);
    return false;
}

void reply_cache_add(struct reply_cache *cache, const struct kept_reply *reply)
{
    sqlite3_stmt *statement;

    lookup_end(cache);
    if (!turn_enter(cache)) {
        if (!cache->is_read_only && !cache->is_closed_for_writing &&
            waiting_add(cache, reply))
            cache_trouble(cache, TROUBLE_LOCKED, NULL);
        return;
    }
    statement = cache_statement(cache, CACHE_ADD);
    if (statement)
        reply_bind(cache, statement, reply);
    if (statement_run(cache, CACHE_ADD))
        turn_drop(cache, CACHE_ADD);
}

void reply_cache_hold_out(struct reply_cache *cache)
{
    if (!cache->is_read_only && !cache->found_is_held_out)
        cache->touch_is_due = true;
    cache->found_is_held_out = true;
}

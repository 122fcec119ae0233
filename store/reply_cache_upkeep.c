/* store/reply_cache_upkeep.c - what the cache holds, and what is removed from it. */
#include "base/mem.h"
#include "store/reply_cache_database.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A step is a transaction: other processes get their turn between two. */
enum { EVICTED_A_STEP = 1000, EVICTED_STEPS_MAX = 50 };

static const char walk[] = "SELECT " REPLY_COLUMNS " FROM replies WHERE number = ?";

/* Numbers alone are sorted: bodies would not fit memory. */
static const char walk_order[] =
    "SELECT number FROM replies ORDER BY cohort, \"case\", repeat, key";

static int reply_visit(struct reply_cache *cache, sqlite3_stmt *statement, int64_t number,
                       reply_cache_fn *fn, void *context)
{
    struct kept_reply reply;
    int rc = 0;

    sqlite3_bind_int64(statement, 1, number);
    if (sqlite3_step(statement) != SQLITE_ROW)
        cache_trouble(cache, cache_trouble_of(cache), NULL);
    else if (reply_read(cache, statement, NULL, &reply))
        cache_trouble(cache, TROUBLE_DAMAGED, "a reply is not as it was stored");
    else
        rc = fn(context, &reply);
    sqlite3_reset(statement);
    return rc;
}

int reply_cache_each(struct reply_cache *cache, reply_cache_fn *fn, void *context,
                     struct error *err)
{
    sqlite3_stmt *numbers = NULL, *statement = NULL;
    int code = SQLITE_DONE;
    int rc = -1;

    reply_cache_commit(cache);
    if (cache_prepare(cache, walk_order, &numbers, err) ||
        cache_prepare(cache, walk, &statement, err))
        goto done;
    rc = 0;
    while (rc == 0 && (code = sqlite3_step(numbers)) == SQLITE_ROW)
        rc = reply_visit(cache, statement, sqlite3_column_int64(numbers, 0), fn, context);
    if (rc == 0 && code != SQLITE_DONE)
        rc = cache_error(cache, "read", err);

done:
    sqlite3_finalize(numbers);
    sqlite3_finalize(statement);
    return rc;
}

/* The first column of the only row. */
static int number_read(struct reply_cache *cache, const char *sql, int64_t *out,
                       struct error *err)
{
    sqlite3_stmt *statement;
    int rc = 0;

    if (cache_prepare(cache, sql, &statement, err))
        return -1;
    if (sqlite3_step(statement) == SQLITE_ROW)
        *out = sqlite3_column_int64(statement, 0);
    else
        rc = cache_error(cache, "read", err);
    sqlite3_finalize(statement);
    return rc;
}

/* Pages that hold something: those that were freed will be used again. */
static int bytes_used(struct reply_cache *cache, int64_t *out, struct error *err)
{
    int64_t pages = 0, spare = 0;

    if (number_read(cache, "PRAGMA page_count", &pages, err) ||
        number_read(cache, "PRAGMA freelist_count", &spare, err))
        return -1;
    *out = (pages - spare) * REPLY_CACHE_PAGE_BYTES;
    return 0;
}

/* Removes one step of what was last used before the day; how many, or -1. */
static int64_t step_evict(struct reply_cache *cache, int64_t before_day)
{
    sqlite3_stmt *statement;
    struct error ignored;
    int64_t removed = -1;

    if (cache_prepare(cache,
                      "DELETE FROM replies WHERE number IN (SELECT number FROM replies "
                      "INDEXED BY replies_by_use WHERE used_day < ? ORDER BY used_day "
                      "LIMIT ?)",
                      &statement, &ignored))
        return -1;
    sqlite3_bind_int64(statement, 1, before_day);
    sqlite3_bind_int(statement, 2, EVICTED_A_STEP);
    if (sqlite3_step(statement) == SQLITE_DONE)
        removed = sqlite3_changes64(cache->db);
    else
        cache_trouble(cache, cache_trouble_of(cache), NULL);
    sqlite3_finalize(statement);
    return removed;
}

void reply_cache_evict(struct reply_cache *cache, const struct reply_cache_limits *limits)
{
    struct error ignored;
    int64_t used;
    int steps = 0;

    cache_settle(cache);
    if (cache->is_read_only || cache->is_closed_for_writing)
        return;
    while (limits->days && steps++ < EVICTED_STEPS_MAX &&
           step_evict(cache, cache->today - limits->days) == EVICTED_A_STEP)
        ;
    while (limits->bytes && steps++ < EVICTED_STEPS_MAX &&
           bytes_used(cache, &used, &ignored) == 0 && used > limits->bytes &&
           step_evict(cache, INT64_MAX) > 0)
        ;
}

/* SQLite's own way to make any file an empty database again, with all locks it takes. The
 * tables are made when it is opened next. */
static int database_reset(struct reply_cache *cache)
{
    int code;

    sqlite3_db_config(cache->db, SQLITE_DBCONFIG_RESET_DATABASE, 1, NULL);
    code = sqlite3_exec(cache->db, "VACUUM", NULL, NULL, NULL);
    sqlite3_db_config(cache->db, SQLITE_DBCONFIG_RESET_DATABASE, 0, NULL);
    cache->is_closed_for_writing = true;
    return code == SQLITE_OK ? 0 : -1;
}

int reply_cache_clear(struct reply_cache *cache, int64_t before_ms, int64_t *removed,
                      struct error *err)
{
    sqlite3_stmt *statement;
    int rc = -1;

    reply_cache_commit(cache);
    if (cache_prepare(cache, "DELETE FROM replies WHERE stored_ms < ?", &statement, err))
        return -1;
    sqlite3_bind_int64(statement, 1, before_ms);
    if (sqlite3_step(statement) != SQLITE_DONE) {
        cache_error(cache, "clear", err);
        if (before_ms == INT64_MAX && cache_trouble_of(cache) == TROUBLE_DAMAGED)
            rc = database_reset(cache);
        sqlite3_finalize(statement);
        return rc;
    } else {
        *removed = sqlite3_changes64(cache->db);
        rc = 0;
    }
    sqlite3_finalize(statement);
    /* Where another process reads just now, the file stays as large as it is. */
    if (rc == 0)
        sqlite3_exec(cache->db, "VACUUM; PRAGMA wal_checkpoint(TRUNCATE)", NULL, NULL,
                     NULL);
    return rc;
}

static char *text_copy(sqlite3_stmt *statement, int at)
{
    return mem_text((const char *)sqlite3_column_text(statement, at));
}

static int models_read(struct reply_cache *cache, struct reply_cache_stats *out,
                       struct error *err)
{
    sqlite3_stmt *statement;
    size_t capacity = 0;
    int code;

    if (cache_prepare(cache,
                      "SELECT provider, model, count(*), "
                      "sum(length(request) + length(body)), total(input_tokens), "
                      "total(output_tokens), total(cost_usd), sum(held_out), "
                      "min(stored_ms), max(stored_ms) FROM replies "
                      "GROUP BY provider, model ORDER BY provider, model",
                      &statement, err))
        return -1;
    while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
        struct reply_cache_model *model;
        int64_t oldest = sqlite3_column_int64(statement, 8);
        int64_t newest = sqlite3_column_int64(statement, 9);

        MEM_GROW(out->models, out->model_count, capacity);
        model = &out->models[out->model_count++];
        *model = (struct reply_cache_model){
            .provider = text_copy(statement, 0),
            .model = text_copy(statement, 1),
            .replies = sqlite3_column_int64(statement, 2),
            .bytes = sqlite3_column_int64(statement, 3),
            .input_tokens = sqlite3_column_int64(statement, 4),
            .output_tokens = sqlite3_column_int64(statement, 5),
            .cost_usd = sqlite3_column_double(statement, 6)};
        out->replies += model->replies;
        out->held_out += sqlite3_column_int64(statement, 7);
        if (!out->oldest_ms || oldest < out->oldest_ms)
            out->oldest_ms = oldest;
        if (newest > out->newest_ms)
            out->newest_ms = newest;
    }
    if (code != SQLITE_DONE)
        cache_error(cache, "read", err);
    sqlite3_finalize(statement);
    return code == SQLITE_DONE ? 0 : -1;
}

int reply_cache_stats(struct reply_cache *cache, struct reply_cache_stats *out,
                      struct error *err)
{
    *out = (struct reply_cache_stats){.replies = 0};
    reply_cache_commit(cache);
    if (bytes_used(cache, &out->bytes, err) || models_read(cache, out, err)) {
        reply_cache_stats_release(out);
        return -1;
    }
    return 0;
}

void reply_cache_stats_release(struct reply_cache_stats *stats)
{
    for (size_t i = 0; i < stats->model_count; i++) {
        free(stats->models[i].provider);
        free(stats->models[i].model);
    }
    free(stats->models);
    *stats = (struct reply_cache_stats){.replies = 0};
}

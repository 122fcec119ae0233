/* store/reply_cache_open.c - the reply cache made, opened, set aside, closed. */
#include "base/file.h"
#include "base/mem.h"
#include "base/path.h"
#include "base/shown.h"
#include "store/reply_cache_database.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    SHOWN_COLUMNS = 200,
    HEADERS_BYTES_MAX = 64 * 1024,
    MS_A_DAY = 24 * 3600 * 1000,
    OPEN_TRIES = 20,
    OPEN_WAIT_US = 20 * 1000,
    OPEN_BUSY_MS = 100
};

/* What became of an attempt to open. */
enum opening { OPENED, OPEN_FAILED, OPEN_LOCKED, OPEN_NO_CACHE };

/* The key's index holds 32 bytes a reply and is the only one in random order; the other
 * is appended to. */
static const char tables[] = "CREATE TABLE replies (\n"
                             "  number INTEGER PRIMARY KEY,\n"
                             "  key BLOB NOT NULL UNIQUE,\n"
                             "  stored_ms INTEGER NOT NULL,\n"
                             "  used_day INTEGER NOT NULL,\n"
                             "  held_out INTEGER NOT NULL,\n"
                             "  provider TEXT NOT NULL,\n"
                             "  model TEXT,\n"
                             "  url TEXT NOT NULL,\n"
                             "  cohort TEXT NOT NULL,\n"
                             "  \"case\" TEXT NOT NULL,\n"
                             "  repeat INTEGER NOT NULL,\n"
                             "  status INTEGER NOT NULL,\n"
                             "  latency_ms REAL,\n"
                             "  first_byte_ms REAL,\n"
                             "  cost_usd REAL,\n"
                             "  input_tokens INTEGER,\n"
                             "  output_tokens INTEGER,\n"
                             "  headers TEXT NOT NULL,\n"
                             "  request_bytes INTEGER NOT NULL,\n"
                             "  body_bytes INTEGER NOT NULL,\n"
                             "  request BLOB NOT NULL,\n"
                             "  body BLOB NOT NULL,\n"
                             "  checksum INTEGER NOT NULL\n"
                             ");\n"
                             "CREATE INDEX replies_by_use ON replies (used_day);\n";

static struct reply_cache *cache_new(const struct reply_cache_options *options)
{
    struct reply_cache *cache = mem_new(1, sizeof *cache);
    struct buf shown = BUF_INIT(4 * SHOWN_COLUMNS + 16);

    cache->path = mem_text(options->path);
    shown_append(&shown, cache->path, strlen(cache->path), SHOWN_COLUMNS);
    cache->shown = buf_detach(&shown);
    cache->notes = options->notes;
    cache->today = options->now_ms / MS_A_DAY;
    cache->is_read_only = options->is_read_only;
    buf_init(&cache->headers, HEADERS_BYTES_MAX);
    buf_init(&cache->request, REQUEST_BYTES_MAX);
    buf_init(&cache->body, REPLY_TEXT_MAX);
    return cache;
}

static void database_close(struct reply_cache *cache)
{
    for (size_t i = 0; i < CACHE_STATEMENTS; i++) {
        sqlite3_finalize(cache->statements[i]);
        cache->statements[i] = NULL;
    }
    sqlite3_close(cache->db);
    cache->db = NULL;
}

static void cache_free(struct reply_cache *cache)
{
    database_close(cache);
    buf_release(&cache->headers);
    buf_release(&cache->request);
    buf_release(&cache->body);
    free(cache->path);
    free(cache->shown);
    free(cache);
}

/* An empty file that only its owner may read; SQLite gives its companions the same mode.
 */
static int place_make(const struct reply_cache *cache, struct error *err)
{
    char *folder = path_folder(cache->path);
    int rc = file_make_folders(folder, err);
    int fd;

    free(folder);
    if (rc)
        return rc;
    fd = open(cache->path, O_CREAT | O_RDWR | O_CLOEXEC, 0600);
    if (fd < 0)
        return error_errno(err, "N0630", "make", cache->shown);
    close(fd);
    return 0;
}

static enum opening failure_of(const struct reply_cache *cache, struct error *err)
{
    cache_error(cache, "open", err);
    switch (cache_trouble_of(cache)) {
    case TROUBLE_LOCKED:
        return OPEN_LOCKED;
    case TROUBLE_DAMAGED:
        return OPEN_NO_CACHE;
    default:
        return OPEN_FAILED;
    }
}

static enum opening pragma_read(struct reply_cache *cache, const char *sql, int64_t *out,
                                struct error *err)
{
    sqlite3_stmt *statement;
    enum opening rc = OPENED;

    if (sqlite3_prepare_v2(cache->db, sql, -1, &statement, NULL) != SQLITE_OK)
        return failure_of(cache, err);
    if (sqlite3_step(statement) == SQLITE_ROW)
        *out = sqlite3_column_int64(statement, 0);
    else
        rc = failure_of(cache, err);
    sqlite3_finalize(statement);
    return rc;
}

static enum opening tables_make(struct reply_cache *cache, struct error *err)
{
    char *last =
        mem_format("PRAGMA application_id = %d; PRAGMA user_version = %d; COMMIT;",
                   REPLY_CACHE_APPLICATION, REPLY_CACHE_SCHEMA);
    enum opening rc = OPENED;

    if (cache_exec(cache, tables, "make", err) || cache_exec(cache, last, "make", err)) {
        rc = failure_of(cache, err);
        sqlite3_exec(cache->db, "ROLLBACK", NULL, NULL, NULL);
    }
    free(last);
    return rc;
}

/* Two that find an empty file take turns: the second finds what the first made. */
static enum opening tables_ensure(struct reply_cache *cache, struct error *err)
{
    int64_t count = 0;
    enum opening rc;

    if (cache_exec(cache, "PRAGMA journal_mode = WAL", "make", err) ||
        cache_exec(cache, "BEGIN IMMEDIATE", "make", err))
        return failure_of(cache, err);
    rc = pragma_read(cache, "SELECT count(*) FROM sqlite_schema", &count, err);
    if (rc == OPENED && count == 0)
        return tables_make(cache, err);
    sqlite3_exec(cache->db, "ROLLBACK", NULL, NULL, NULL);
    return rc;
}

static enum opening application_read(struct reply_cache *cache, int64_t *out,
                                     struct error *err)
{
    return pragma_read(cache, "PRAGMA application_id", out, err);
}

static enum opening schema_check(struct reply_cache *cache, struct error *err)
{
    int64_t application = 0, schema = 0;
    enum opening rc = application_read(cache, &application, err);

    if (rc == OPENED && application == 0 && !cache->is_read_only)
        rc = tables_ensure(cache, err);
    if (rc == OPENED)
        rc = application_read(cache, &application, err);
    if (rc == OPENED)
        rc = pragma_read(cache, "PRAGMA user_version", &schema, err);
    if (rc != OPENED)
        return rc;
    if (application != REPLY_CACHE_APPLICATION || schema < 1) {
        error_set(err, ERROR_INPUT, "N0630", "%s is no reply cache", cache->shown);
        return OPEN_NO_CACHE;
    }
    if (schema > REPLY_CACHE_SCHEMA) {
        error_set(
            err, ERROR_INPUT, "N0635",
            "the reply cache %s was written by a newer noworse: its schema is %lld, "
            "this program's is %d",
            cache->shown, (long long)schema, REPLY_CACHE_SCHEMA);
        error_hint(err, "it is left as it is, and not used");
        return OPEN_FAILED;
    }
    return OPENED;
}

static enum opening database_open(struct reply_cache *cache, struct error *err)
{
    char *settings = mem_format("PRAGMA page_size = %d; PRAGMA cell_size_check = ON; "
                                "PRAGMA synchronous = NORMAL;",
                                REPLY_CACHE_PAGE_BYTES);
    char *name =
        cache->path[0] == '/' ? mem_text(cache->path) : mem_format("./%s", cache->path);
    enum opening rc = OPENED;

    if (sqlite3_open_v2(name, &cache->db,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX |
                            SQLITE_OPEN_PRIVATECACHE,
                        NULL) != SQLITE_OK) {
        rc = failure_of(cache, err);
    } else {
        sqlite3_busy_timeout(cache->db, OPEN_BUSY_MS);
        sqlite3_db_config(cache->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
        sqlite3_db_config(cache->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
        if (cache_exec(cache, settings, "open", err))
            rc = failure_of(cache, err);
        else
            rc = schema_check(cache, err);
        sqlite3_busy_timeout(cache->db, REPLY_CACHE_BUSY_MS);
    }
    if (rc != OPENED)
        database_close(cache);
    free(name);
    free(settings);
    return rc;
}

/* Switching to WAL, the first time, does not wait for others by itself. */
static enum opening database_open_patiently(struct reply_cache *cache, struct error *err)
{
    enum opening rc = database_open(cache, err);

    for (int i = 0; rc == OPEN_LOCKED && i < OPEN_TRIES; i++) {
        usleep(OPEN_WAIT_US);
        rc = database_open(cache, err);
    }
    return rc;
}

/* What is there is nobody's cache: it keeps its bytes under another name. */
static int database_set_aside(struct reply_cache *cache, int64_t now_ms,
                              struct error *err)
{
    static const char *const endings[] = {"", "-wal", "-shm", NULL};
    const char *shown_name;
    struct error note;
    char *aside = mem_format("%s.damaged-%lld", cache->path, (long long)now_ms);
    int rc = 0;

    for (size_t i = 0; rc == 0 && endings[i]; i++) {
        char *from = mem_format("%s%s", cache->path, endings[i]);
        char *to = mem_format("%s%s", aside, endings[i]);

        if (rename(from, to) && errno != ENOENT)
            rc = error_errno(err, "N0630", "set aside", cache->shown);
        free(from);
        free(to);
    }
    if (rc == 0) {
        shown_name = strrchr(aside, '/') ? strrchr(aside, '/') + 1 : aside;
        error_set(&note, ERROR_SYSTEM, "N0631",
                  "%s could not be read as a reply cache: a new one was begun",
                  cache->shown);
        error_hint(&note, "the old file is beside it: %s", shown_name);
        error_list_warn(cache->notes, &note);
    }
    free(aside);
    return rc;
}

static int cache_open(struct reply_cache *cache, int64_t now_ms, struct error *err)
{
    enum opening rc;

    if (!cache->is_read_only && place_make(cache, err))
        return -1;
    if (access(cache->path, R_OK))
        return error_errno(err, "N0630", "open", cache->shown);
    rc = database_open_patiently(cache, err);
    if (rc == OPEN_NO_CACHE && !cache->is_read_only) {
        if (database_set_aside(cache, now_ms, err) || place_make(cache, err))
            return -1;
        rc = database_open_patiently(cache, err);
    }
    return rc == OPENED ? 0 : -1;
}

int reply_cache_open(const struct reply_cache_options *options, struct reply_cache **out,
                     struct error *err)
{
    struct reply_cache *cache = cache_new(options);

    if (cache_open(cache, options->now_ms, err)) {
        cache_free(cache);
        return -1;
    }
    *out = cache;
    return 0;
}

void reply_cache_close(struct reply_cache *cache)
{
    if (!cache)
        return;
    cache_settle(cache);
    cache_free(cache);
}

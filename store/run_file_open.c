/* store/run_file_open.c - run files made, opened and closed. */
#include "base/file.h"
#include "base/mem.h"
#include "base/path.h"
#include "base/shown.h"
#include "store/run_file_database.h"
#include "store/run_file_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SHOWN_COLUMNS = 200 };

static struct run_file *run_file_new(const char *path)
{
    struct run_file *file = mem_new(1, sizeof *file);
    struct buf shown = BUF_INIT(4 * SHOWN_COLUMNS + 16);

    file->path = mem_text(path);
    path = path ? path : "the temporary file";
    shown_append(&shown, path, strlen(path), SHOWN_COLUMNS);
    file->shown = buf_detach(&shown);
    file->last_file_number = -1;
    file->schema = RUN_FILE_SCHEMA;
    file->lock = file->journal = -1;
    buf_init(&file->window.texts, RUN_FILE_TEXT_MAX);
    buf_init(&file->grades, RUN_FILE_TEXT_MAX);
    buf_init(&file->calls.text, RUN_FILE_TEXT_MAX);
    return file;
}

static void run_file_free(struct run_file *file)
{
    struct error ignored;

    for (size_t i = 0; i < STATEMENT_COUNT; i++)
        sqlite3_finalize(file->statements[i]);
    sync_ahead_end(file, &ignored);
    journal_copying_end(file);
    sqlite3_close(file->db);
    if (file->lock >= 0)
        close(file->lock); /* after the database: see run_file_lock.h */
    if (file->journal >= 0)
        close(file->journal);
    buf_release(&file->window.texts);
    buf_release(&file->grades);
    buf_release(&file->calls.text);
    free(file->last_file);
    free(file->checked_plan);
    json_decref(file->checked_json);
    free(file->path);
    free(file->shown);
    free(file);
}

/* SQLite gives names like ":memory:" a meaning of their own, never one with a '/'. The
 * empty name is a temporary file, kept in memory as long as it is small. */
static int database_open(struct run_file *file, struct error *err)
{
    char *name = !file->path            ? mem_text("")
                 : file->path[0] == '/' ? mem_text(file->path)
                                        : mem_format("./%s", file->path);
    int code;

    /* No statistics of its memory, which cost two locks for each piece of it. Refused
     * without harm where SQLite is in use already. */
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    code = sqlite3_open_v2(name, &file->db,
                           SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX |
                               SQLITE_OPEN_PRIVATECACHE |
                               (file->path ? 0 : SQLITE_OPEN_CREATE),
                           NULL);

    free(name);
    if (code != SQLITE_OK)
        return database_error(file, "open", err);
    sqlite3_busy_timeout(file->db, RUN_FILE_BUSY_MS);
    journal_watch(file);
    /* The file may come from anywhere: its schema is no program. */
    sqlite3_db_config(file->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(file->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    return 0;
}

/* Its tables and its row come together or not at all: the transaction stays open. Until
 * it ends nothing waits for the disk, as SQLite would six times: see run_file_sync.h. */
static int tables_make(struct run_file *file, struct error *err)
{
    char *settings = mem_format("PRAGMA page_size = %d;"
                                "PRAGMA synchronous = OFF;"
                                "PRAGMA journal_mode = %s;"
                                "BEGIN;"
                                "PRAGMA application_id = %d;"
                                "PRAGMA user_version = %d;",
                                RUN_FILE_PAGE_BYTES, file->path ? "WAL" : "MEMORY",
                                RUN_FILE_APPLICATION, RUN_FILE_SCHEMA);
    int rc = database_exec(file, settings, "write", err);

    free(settings);
    if (rc == 0)
        rc = database_exec(file, run_file_tables, "write", err);
    return rc ? rc : database_exec(file, run_file_views, "write", err);
}

static int run_row_add(struct run_file *file, const struct run_info *info,
                       struct error *err)
{
    sqlite3_stmt *statement;
    int rc;

    if (database_prepare(file,
                         "INSERT INTO run (id, started_ms, status, version, \"commit\") "
                         "VALUES (?, ?, ?, ?, ?)",
                         &statement, err))
        return -1;
    bind_text(statement, 1, info->id);
    sqlite3_bind_int64(statement, 2, info->started_ms);
    bind_text(statement, 3, run_status_name(RUN_RUNNING));
    bind_text(statement, 4, info->version ? info->version : "");
    bind_text(statement, 5, info->commit);
    rc = database_run(file, statement, err);
    sqlite3_finalize(statement);
    return rc;
}

/* One that found the file blank, before it was locked, has removed it. */
static bool is_gone(int descriptor)
{
    struct stat status;

    return fstat(descriptor, &status) == 0 && status.st_nlink == 0;
}

/* Two programs that write one run would each ask for what the other asks for. */
static int lock_take(struct run_file *file, struct error *err)
{
    int rc = run_file_lock(file->lock);

    if (rc < 0)
        return error_errno(err, "N0601", "lock", file->shown);
    if (rc == 0 && !is_gone(file->lock))
        return 0;
    error_set(err, ERROR_SYSTEM, "N0613", "another noworse is writing %s", file->shown);
    return error_hint(err, "wait for it, or begin another run beside it: --fresh");
}

/* An empty file of our own making, so that what is there already stays as it is. It will
 * hold held-out cases; SQLite gives its companions the same mode. */
static int place_take(struct run_file *file, struct error *err)
{
    char *folder = path_folder(file->path);
    int rc = file_make_folders(folder, err);

    free(folder);
    if (rc)
        return rc;
    file->lock = open(file->path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
    if (file->lock < 0 && errno == EEXIST)
        return error_set(err, ERROR_INPUT, "N0600", "%s is there already", file->shown);
    if (file->lock < 0)
        return error_errno(err, "N0601", "make", file->shown);
    return 0;
}

void run_file_remove(const char *path)
{
    static const char *const endings[] = {"", "-wal", "-shm", NULL};

    for (size_t i = 0; endings[i]; i++) {
        char *name = mem_format("%s%s", path, endings[i]);

        unlink(name);
        free(name);
    }
}

int run_file_create(const char *path, const struct run_info *info, struct run_file **out,
                    struct error *err)
{
    struct run_file *file = run_file_new(path);
    bool is_ours = false;
    int rc = -1;

    if (path && (place_take(file, err) || lock_take(file, err)))
        goto done;
    is_ours = path != NULL;
    file->is_written = true;
    if (database_open(file, err) || tables_make(file, err) ||
        run_row_add(file, info, err) ||
        database_exec(file, "COMMIT; PRAGMA synchronous = NORMAL", "write", err))
        goto done;
    file->is_new = path != NULL;
    *out = file;
    file = NULL; /* the caller's */
    rc = 0;

done:
    if (file)
        run_file_free(file);
    if (rc && is_ours)
        run_file_remove(path);
    return rc;
}

static int database_check(struct run_file *file, struct error *err)
{
    int64_t application = 0;

    if (database_number(file, "PRAGMA application_id", &application, err) ||
        database_number(file, "PRAGMA user_version", &file->schema, err))
        return -1;
    if (application != RUN_FILE_APPLICATION)
        return error_set(err, ERROR_INPUT, "N0602", "%s is not a run file", file->shown);
    if (file->schema > RUN_FILE_SCHEMA) {
        error_set(err, ERROR_INPUT, "N0603",
                  "%s was written by a newer noworse: its schema is %lld, this program "
                  "reads up to %d",
                  file->shown, (long long)file->schema, RUN_FILE_SCHEMA);
        return error_hint(err, "read it with the noworse that wrote it, or a later one");
    }
    if (file->schema < 1)
        return database_damaged(file, "it has no schema number", err);
    return 0;
}

int run_file_open(const char *path, struct run_file **out, struct error *err)
{
    struct run_file *file = run_file_new(path);
    int rc = -1;

    if (access(path, R_OK)) {
        error_errno(err, "N0601", "open", file->shown);
        goto done;
    }
    if (database_open(file, err) || database_check(file, err) ||
        database_exec(file, "PRAGMA query_only = ON; PRAGMA cell_size_check = ON;",
                      "read", err))
        goto done;
    *out = file;
    file = NULL; /* the caller's */
    rc = 0;

done:
    if (file)
        run_file_free(file);
    return rc;
}

/* SQLite heads what it found with the name of the database. */
static const char *last_line(const char *text)
{
    const char *end = strrchr(text, '\n');

    return end ? end + 1 : text;
}

/* A damaged page is found now, not when the money for what follows is spent. */
static int pages_check(struct run_file *file, struct error *err)
{
    sqlite3_stmt *statement;
    const char *found;
    int rc = 0;

    if (database_prepare(file, "PRAGMA quick_check(1)", &statement, err))
        return -1;
    if (sqlite3_step(statement) != SQLITE_ROW)
        rc = database_error(file, "read", err);
    else if ((found = column_text(statement, 0)) && strcmp(found, "ok") != 0)
        rc = database_damaged(file, last_line(found), err);
    sqlite3_finalize(statement);
    return rc;
}

/* Whether nothing of a run was ever committed to it. */
static bool is_blank(struct run_file *file)
{
    struct error ignored = ERROR_INIT;
    int64_t application, rows;

    if (database_number(file, "PRAGMA application_id", &application, &ignored) ||
        (application != 0 && application != RUN_FILE_APPLICATION) ||
        database_number(file, "SELECT count(*) FROM sqlite_schema", &rows, &ignored))
        return false;
    return rows == 0 ||
           (application == RUN_FILE_APPLICATION &&
            database_number(file,
                            "SELECT count(plan) + EXISTS (SELECT 1 FROM samples) + "
                            "EXISTS (SELECT 1 FROM calls_sent) FROM run",
                            &rows, &ignored) == 0 &&
            rows == 0);
}

bool run_file_remove_blank(const char *path)
{
    struct run_file *file = run_file_new(path);
    struct error ignored = ERROR_INIT;
    bool is_removed = false;

    file->lock = open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK);
    if (file->lock >= 0 && run_file_lock(file->lock) == 0 &&
        database_open(file, &ignored) == 0)
        is_removed = is_blank(file);
    sqlite3_close(file->db); /* it removes its companions, by name */
    file->db = NULL;
    if (is_removed)
        run_file_remove(path);
    run_file_free(file);
    return is_removed;
}

int run_file_open_again(const char *path, struct run_file **out, struct error *err)
{
    struct run_file *file = run_file_new(path);
    int rc = -1;

    file->lock = open(path, O_RDWR | O_CLOEXEC);
    if (file->lock < 0) {
        error_errno(err, "N0601", "open", file->shown);
        goto done;
    }
    file->is_written = true;
    if (lock_take(file, err) || database_open(file, err) || database_check(file, err))
        goto done;
    if (file->schema < RUN_FILE_SCHEMA) {
        error_set(err, ERROR_INPUT, "N0614",
                  "%s was begun by an older noworse and cannot be continued",
                  file->shown);
        error_hint(err, "it can still be read; begin a new run: --fresh");
        goto done;
    }
    if (pages_check(file, err))
        goto done;
    *out = file;
    file = NULL; /* the caller's */
    rc = 0;

done:
    if (file)
        run_file_free(file);
    return rc;
}

void run_file_close(struct run_file *file)
{
    struct error ignored = ERROR_INIT;

    if (!file)
        return;
    if (file->in_turn)
        run_file_commit(file, &ignored);
    run_file_settle(file, &ignored);
    run_file_free(file);
}

const char *run_file_path(const struct run_file *file)
{
    return file->path;
}

/* store/run_file_database.c - statements, turns and failures of the run file's SQLite. */
#include "store/run_file_database.h"

#include "base/sha256.h"
#include "base/utf8.h"

#include <math.h>
#include <string.h>

int database_error(const struct run_file *file, const char *doing, struct error *err)
{
    int code = file->db ? sqlite3_errcode(file->db) & 0xff : SQLITE_NOMEM;
    const char *reason = file->db ? sqlite3_errmsg(file->db) : "no memory";

    switch (code) {
    case SQLITE_NOTADB:
        return error_set(err, ERROR_INPUT, "N0602", "%s is not a run file", file->shown);
    case SQLITE_CORRUPT:
        error_set(err, ERROR_SYSTEM, "N0604", "%s is damaged: %s", file->shown, reason);
        return error_hint(err, "what can still be read: sqlite3 FILE .recover");
    case SQLITE_FULL:
        error_set(err, ERROR_SYSTEM, "N0605", "cannot %s %s: the disk is full", doing,
                  file->shown);
        return error_hint(err, file->path ? "what was committed before is in the file"
                                          : "the folder of temporary files (TMPDIR) "
                                            "must have room");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        error_set(err, ERROR_SYSTEM, "N0606", "cannot %s %s: another process uses it",
                  doing, file->shown);
        return error_hint(err, "try again when the other noworse has ended");
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_READONLY:
        return error_set(err, ERROR_SYSTEM, "N0601", "cannot %s %s: %s", doing,
                         file->shown, reason);
    default:
        return error_set(err, ERROR_SYSTEM, "N0605", "cannot %s %s: %s", doing,
                         file->shown, reason);
    }
}

int database_damaged(const struct run_file *file, const char *what, struct error *err)
{
    return error_set(err, ERROR_SYSTEM, "N0604", "%s is damaged: %s", file->shown, what);
}

int database_exec(struct run_file *file, const char *sql, const char *doing,
                  struct error *err)
{
    return sqlite3_exec(file->db, sql, NULL, NULL, NULL) == SQLITE_OK
               ? 0
               : database_error(file, doing, err);
}

int database_prepare(struct run_file *file, const char *sql, sqlite3_stmt **out,
                     struct error *err)
{
    return sqlite3_prepare_v2(file->db, sql, -1, out, NULL) == SQLITE_OK
               ? 0
               : database_error(file, "read", err);
}

sqlite3_stmt *database_statement(struct run_file *file, enum run_file_statement which,
                                 struct error *err)
{
    sqlite3_stmt **statement = &file->statements[which];

    if (!*statement &&
        sqlite3_prepare_v3(file->db, run_file_statements[which], -1,
                           SQLITE_PREPARE_PERSISTENT, statement, NULL) != SQLITE_OK) {
        database_error(file, file->is_written ? "write" : "read", err);
        return NULL;
    }
    return *statement;
}

int database_run(struct run_file *file, sqlite3_stmt *statement, struct error *err)
{
    int rc =
        sqlite3_step(statement) == SQLITE_DONE ? 0 : database_error(file, "write", err);

    sqlite3_reset(statement);
    return rc;
}

int database_number(struct run_file *file, const char *sql, int64_t *out,
                    struct error *err)
{
    sqlite3_stmt *statement;
    int rc = 0;

    if (database_prepare(file, sql, &statement, err))
        return -1;
    if (sqlite3_step(statement) == SQLITE_ROW)
        *out = sqlite3_column_int64(statement, 0);
    else
        rc = database_error(file, "read", err);
    sqlite3_finalize(statement);
    return rc;
}

static int statement_run(struct run_file *file, enum run_file_statement which,
                         struct error *err)
{
    sqlite3_stmt *statement = database_statement(file, which, err);

    return statement ? database_run(file, statement, err) : -1;
}

/* SQLite may have rolled back by itself, on a full disk for one. */
void turn_drop(struct run_file *file)
{
    struct error ignored = ERROR_INIT;

    if (!sqlite3_get_autocommit(file->db))
        statement_run(file, STATEMENT_ROLLBACK, &ignored);
    file->in_turn = false;
    file->turn_failed = false;
    calls_drop(file);
    case_window_clear(file);
}

int run_file_begin(struct run_file *file, struct error *err)
{
    if (file->in_turn)
        return error_set(err, ERROR_BUG, "N0611", "a turn of %s is open already",
                         file->shown);
    if (statement_run(file, STATEMENT_BEGIN, err))
        return -1;
    file->in_turn = true;
    return 0;
}

int run_file_commit(struct run_file *file, struct error *err)
{
    if (!file->in_turn)
        return error_set(err, ERROR_BUG, "N0611", "no turn of %s is open", file->shown);
    if (file->turn_failed || sqlite3_get_autocommit(file->db)) {
        turn_drop(file);
        return error_set(err, ERROR_SYSTEM, "N0605",
                         "cannot write %s: a part of this turn failed before, so none of "
                         "it was kept",
                         file->shown);
    }
    if (calls_write(file, err) || statement_run(file, STATEMENT_COMMIT, err)) {
        turn_drop(file);
        return -1;
    }
    file->in_turn = false;
    return 0;
}

int turn_enter(struct run_file *file, bool *own, struct error *err)
{
    *own = !file->in_turn;
    return *own ? run_file_begin(file, err) : 0;
}

int turn_leave(struct run_file *file, bool own, int rc, struct error *err)
{
    if (rc < 0)
        file->turn_failed = true;
    if (!own)
        return rc;
    if (rc < 0) {
        turn_drop(file);
        return rc;
    }
    return run_file_commit(file, err) ? -1 : rc;
}

void bind_bytes(sqlite3_stmt *statement, int at, const char *text, size_t length)
{
    if (!text)
        sqlite3_bind_null(statement, at);
    else if (memchr(text, '\0', length) || utf8_check(text, length) < length)
        sqlite3_bind_blob64(statement, at, text, length, SQLITE_STATIC);
    else
        sqlite3_bind_text64(statement, at, text, length, SQLITE_STATIC, SQLITE_UTF8);
}

void bind_text(sqlite3_stmt *statement, int at, const char *text)
{
    bind_bytes(statement, at, text, text ? strlen(text) : 0);
}

/* False where a digit is none of lower-case hex. Without a branch, so that compilers make
 * vectors of it. */
static bool digest_read(const char *hex, uint8_t room[32])
{
    uint8_t values[64];
    uint8_t wrong = 0;

    if (strnlen(hex, 65) != 64)
        return false;
    for (size_t i = 0; i < 64; i++) {
        const uint8_t digit = (uint8_t)((uint8_t)hex[i] - '0');
        const uint8_t letter = (uint8_t)((uint8_t)hex[i] - 'a');

        values[i] = (uint8_t)(digit < 10 ? digit : letter + 10);
        wrong |= (uint8_t)(digit >= 10) & (uint8_t)(letter >= 6);
    }
    for (size_t i = 0; i < 32; i++)
        room[i] = (uint8_t)(values[2 * i] << 4 | values[2 * i + 1]);
    return !wrong;
}

void bind_digest(sqlite3_stmt *statement, int at, const char *hex, uint8_t room[32])
{
    if (hex && digest_read(hex, room))
        sqlite3_bind_blob(statement, at, room, 32, SQLITE_STATIC);
    else
        bind_text(statement, at, hex);
}

void bind_count(sqlite3_stmt *statement, int at, int64_t count)
{
    if (count == UNKNOWN_COUNT)
        sqlite3_bind_null(statement, at);
    else
        sqlite3_bind_int64(statement, at, count);
}

const char *column_text(sqlite3_stmt *statement, int at)
{
    const void *text = sqlite3_column_text(statement, at);

    if (!text && sqlite3_column_type(statement, at) != SQLITE_NULL)
        return "";
    return text;
}

double column_number(sqlite3_stmt *statement, int at)
{
    const double number = sqlite3_column_double(statement, at); /* 0 for NULL */

    return number == 0 && sqlite3_column_type(statement, at) == SQLITE_NULL ? (double)NAN
                                                                            : number;
}

int64_t column_count(sqlite3_stmt *statement, int at)
{
    return sqlite3_column_type(statement, at) == SQLITE_NULL
               ? UNKNOWN_COUNT
               : sqlite3_column_int64(statement, at);
}

const char *column_digest(sqlite3_stmt *statement, int at, char room[65])
{
    if (sqlite3_column_type(statement, at) != SQLITE_BLOB ||
        sqlite3_column_bytes(statement, at) != 32)
        return column_text(statement, at);
    sha256_hex(sqlite3_column_blob(statement, at), room);
    return room;
}

int verdict_parse(const char *name, enum verdict *out)
{
    static const enum verdict all[] = {VERDICT_PASS, VERDICT_FAIL, VERDICT_UNSCORED};

    for (size_t i = 0; name && i < sizeof all / sizeof *all; i++)
        if (strcmp(name, verdict_name(all[i])) == 0) {
            *out = all[i];
            return 0;
        }
    return -1;
}

/* store/run_file_end.c - how a run ended, and one plain file of it. */
#include "store/run_file_database.h"
#include "store/run_file_lock.h"

/* One plain file, where nobody else reads it just now; else the last to close it does
 * what is left. The checkpoint has put all on the disk; what the change of mode then
 * writes is a few bytes of the first page, which is right before and after: it is not
 * waited for, nor needs it a journal on the disk. */
static int journal_end(struct run_file *file, struct error *err)
{
    int code;

    for (size_t i = 0; i < STATEMENT_COUNT; i++)
        if (file->statements[i])
            sqlite3_reset(file->statements[i]);
    sqlite3_busy_timeout(file->db, 0);
    code =
        sqlite3_wal_checkpoint_v2(file->db, NULL, SQLITE_CHECKPOINT_RESTART, NULL, NULL);
    if (code == SQLITE_OK) {
        code = sqlite3_exec(file->db,
                            "PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY;",
                            NULL, NULL, NULL);
        sqlite3_exec(file->db,
                     "PRAGMA journal_mode = DELETE; PRAGMA synchronous = NORMAL;", NULL,
                     NULL, NULL);
    }
    code &= 0xff;
    sqlite3_busy_timeout(file->db, RUN_FILE_BUSY_MS);
    if (code == SQLITE_OK || code == SQLITE_BUSY || code == SQLITE_LOCKED)
        return 0;
    return database_error(file, "write", err);
}

static int end_write(struct run_file *file, sqlite3_stmt *statement, struct error *err)
{
    bool own;

    if (turn_enter(file, &own, err))
        return -1;
    return turn_leave(file, own, database_run(file, statement, err), err);
}

int run_file_end(struct run_file *file, enum run_status status, int signal,
                 const char *reason, int64_t ended_ms, struct error *err)
{
    struct error lost = ERROR_INIT;
    sqlite3_stmt *statement;
    int rc;

    /* Samples that could not be kept are no reason to hide how the run ended, unless it
     * is said to be whole. */
    if (file->in_turn && run_file_commit(file, &lost) && status == RUN_FINISHED) {
        *err = lost;
        return -1;
    }
    if (database_prepare(
            file, "UPDATE run SET ended_ms = ?, status = ?, signal = ?, reason = ?",
            &statement, err))
        return -1;
    sqlite3_bind_int64(statement, 1, ended_ms);
    bind_text(statement, 2, run_status_name(status));
    if (status == RUN_INTERRUPTED)
        sqlite3_bind_int(statement, 3, signal);
    bind_text(statement, 4, reason);
    rc = end_write(file, statement, err);
    sqlite3_finalize(statement);
    file->is_ended = rc == 0 && file->path;
    return rc;
}

int run_file_settle(struct run_file *file, struct error *err)
{
    int rc;

    if (!file->is_ended)
        return 0;
    file->is_ended = false;
    rc = sync_ahead_end(file, err);
    journal_copying_end(file);
    if (rc == 0)
        rc = journal_end(file, err);
    run_file_unlock(file->lock);
    return rc;
}

bool run_file_has_verdict(struct run_file *file)
{
    struct error ignored;
    int64_t has = 0;

    return database_number(file, "SELECT gate_verdict IS NOT NULL FROM run", &has,
                           &ignored) == 0 &&
           has;
}

int run_file_set_verdict(struct run_file *file, const char *verdict, struct error *err)
{
    sqlite3_stmt *statement;
    int rc;

    if (database_prepare(file, "UPDATE run SET gate_verdict = ?", &statement, err))
        return -1;
    bind_text(statement, 1, verdict);
    rc = end_write(file, statement, err);
    sqlite3_finalize(statement);
    return rc;
}

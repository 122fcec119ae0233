/* store/run_file_continue.c - a run that did not finish, gone on with. */
#include "store/run_file_continue.h"

#include "base/mem.h"
#include "store/grader_partners.h"

#include <stdlib.h>

void run_file_roll_back(struct run_file *file)
{
    if (file->in_turn)
        turn_drop(file);
}

static int case_take(struct run_file *file, const struct case_record *row,
                     struct error *err)
{
    unsigned line = 0;
    char *path = NULL;
    int rc = run_file_add_case(file, row, &line, &path, err);

    free(path);
    return rc > 0 ? database_damaged(file, "two cases have one id", err) : rc;
}

static int cases_take(struct run_file *file, struct run_file *fresh, struct error *err)
{
    sqlite3_stmt *rows;
    struct case_record row;
    char digest[65];
    int code = SQLITE_DONE;
    int rc = 0;

    if (database_prepare(fresh, run_file_walk_planned, &rows, err))
        return -1;
    file->last_file_number = -1;
    free(file->last_file);
    file->last_file = NULL;
    case_window_clear(file);
    rc = database_exec(file, "DELETE FROM cases; DELETE FROM files;", "write", err);
    while (rc == 0 && (code = sqlite3_step(rows)) == SQLITE_ROW) {
        rc = planned_case_read(fresh, rows, digest, &row, err);
        row.grader_set = (unsigned)sqlite3_column_int64(rows, CASE_COLUMN_COUNT + 1);
        if (rc == 0)
            rc = case_take(file, &row, err);
    }
    if (rc == 0 && code != SQLITE_DONE)
        rc = database_error(fresh, "read", err);
    sqlite3_finalize(rows);
    return rc;
}

/* All rows of a table, as they are; one of an older schema has fewer columns. */
static int table_take(struct run_file *file, struct run_file *fresh, const char *table,
                      struct error *err)
{
    char *select = mem_format("SELECT * FROM %s", table);
    char *clear = mem_format("DELETE FROM %s", table);
    struct buf insert = BUF_INIT(4096);
    sqlite3_stmt *from = NULL, *to = NULL;
    int code = SQLITE_DONE;
    int rc = -1;

    if (database_exec(file, clear, "write", err) ||
        database_prepare(fresh, select, &from, err))
        goto done;
    buf_append_format(&insert, "INSERT INTO %s", table);
    for (int i = 0; i < sqlite3_column_count(from); i++)
        buf_append_format(&insert, "%c\"%s\"", i ? ',' : '(',
                          sqlite3_column_name(from, i));
    for (int i = 0; i < sqlite3_column_count(from); i++)
        buf_append_text(&insert, i ? ",?" : ") VALUES (?");
    buf_append_char(&insert, ')');
    if (database_prepare(file, buf_text(&insert), &to, err))
        goto done;
    rc = 0;
    while (rc == 0 && (code = sqlite3_step(from)) == SQLITE_ROW) {
        for (int i = 0; i < sqlite3_column_count(from); i++)
            sqlite3_bind_value(to, i + 1, sqlite3_column_value(from, i));
        rc = database_run(file, to, err);
    }
    if (rc == 0 && code != SQLITE_DONE)
        rc = database_error(fresh, "read", err);

done:
    sqlite3_finalize(from);
    sqlite3_finalize(to);
    buf_release(&insert);
    free(select);
    free(clear);
    return rc;
}

int run_file_take_answers(struct run_file *file, struct run_file *from, struct error *err)
{
    if (from->schema < 2)
        return error_set(err, ERROR_INPUT, "N0640",
                         "%s was written by an older noworse, too old to grade its "
                         "answers again",
                         from->shown);
    if (table_take(file, from, "samples", err) ||
        database_exec(file, "UPDATE samples SET call = NULL", "write", err)) {
        file->turn_failed = true;
        return -1;
    }
    return 0;
}

/* One is there or not, as the graders have gates or not. */
static int grades_table_take(struct run_file *file, struct run_file *fresh,
                             struct error *err)
{
    bool is_there;

    if (database_exec(file, "DROP TABLE IF EXISTS baseline_grades", "write", err) ||
        grades_table_is_there(fresh, &is_there, err))
        return -1;
    if (!is_there)
        return 0;
    return database_exec(file, run_file_baseline_grades, "write", err) ||
                   table_take(file, fresh, "baseline_grades", err)
               ? -1
               : 0;
}

/* What cases are judged by, and what they are compared with. */
static int comparison_take(struct run_file *file, struct run_file *fresh,
                           struct error *err)
{
    return table_take(file, fresh, "grader_sets", err) ||
                   table_take(file, fresh, "baseline_results", err) ||
                   grades_table_take(file, fresh, err) ||
                   table_take(file, fresh, "baseline_gone", err)
               ? -1
               : 0;
}

/* Today's plan, and who runs it; it is running again. */
static int run_row_take(struct run_file *file, struct run_file *fresh, struct error *err)
{
    sqlite3_stmt *from = NULL, *to = NULL;
    int rc = -1;

    if (database_prepare(fresh, "SELECT plan, version, \"commit\" FROM run", &from,
                         err) ||
        database_prepare(file,
                         "UPDATE run SET plan = ?, version = ?, \"commit\" = ?, "
                         "status = 'running', ended_ms = NULL, signal = NULL, "
                         "reason = NULL, gate_verdict = NULL",
                         &to, err))
        goto done;
    if (sqlite3_step(from) != SQLITE_ROW) {
        database_error(fresh, "read", err);
        goto done;
    }
    for (int i = 0; i < 3; i++)
        sqlite3_bind_value(to, i + 1, sqlite3_column_value(from, i));
    rc = database_run(file, to, err);

done:
    sqlite3_finalize(from);
    sqlite3_finalize(to);
    return rc;
}

static const char calls_mark[] =
    "WITH calls AS (" RUN_FILE_CALLS
    ") INSERT INTO calls_ended (number, failure, cost_usd, cost_source) "
    "SELECT number, 'uncertain', reserved_usd, "
    "CASE WHEN reserved_usd IS NULL THEN NULL ELSE 'reserved' END "
    "FROM calls WHERE ended_ms IS NULL AND failure IS NULL";

static const char calls_skip[] =
    "WITH calls AS (" RUN_FILE_CALLS
    ") INSERT INTO samples (\"case\", variant, repeat, verdict, failure, started_ms, "
    "attempts, message) "
    "SELECT \"case\", variant, repeat, 'unscored', 'uncertain', min(sent_ms), count(*), "
    "'the call was in flight when the run was killed' FROM calls c "
    "WHERE failure = 'uncertain' AND purpose IS NULL AND NOT EXISTS "
    "(SELECT 1 FROM samples s WHERE s.\"case\" = c.\"case\" AND s.variant = c.variant "
    "AND s.repeat = c.repeat) GROUP BY \"case\", variant, repeat";

static int samples_drop(struct run_file *file, enum uncertain uncertain,
                        struct error *err)
{
    const char *kept = uncertain == UNCERTAIN_SKIP ? " AND failure <> 'uncertain'" : "";
    char *sql = mem_format("DELETE FROM samples WHERE failure IS NOT NULL%s", kept);
    int rc = database_exec(file, sql, "write", err);

    free(sql);
    return rc;
}

/* Adds what the statement counts, and what it sums up. */
static int sum_add(struct run_file *file, const char *sql, int64_t *count, double *usd,
                   struct error *err)
{
    sqlite3_stmt *sum;
    int rc = 0;

    if (database_prepare(file, sql, &sum, err))
        return -1;
    if (sqlite3_step(sum) == SQLITE_ROW) {
        *count += sqlite3_column_int64(sum, 0);
        *usd += sqlite3_column_double(sum, 1);
    } else {
        rc = database_error(file, "read", err);
    }
    sqlite3_finalize(sum);
    return rc;
}

/* To find them takes longer than to count all others. */
static int in_flight_add(struct run_file *file, int64_t *count, double *usd,
                         struct error *err)
{
    int64_t calls;

    if (calls_under_way(file, &calls, err))
        return -1;
    return calls > 0 ? sum_add(file,
                               "WITH calls AS (" RUN_FILE_CALLS
                               ") SELECT count(*), total(reserved_usd) FROM calls "
                               "WHERE ended_ms IS NULL AND failure IS NULL",
                               count, usd, err)
                     : 0;
}

static int calls_settle(struct run_file *file, enum uncertain uncertain,
                        struct run_continued *out, struct error *err)
{
    if (in_flight_add(file, &out->in_flight, &out->in_flight_usd, err) ||
        (out->in_flight > 0 && database_exec(file, calls_mark, "write", err)) ||
        samples_drop(file, uncertain, err))
        return -1;
    return uncertain == UNCERTAIN_SKIP ? database_exec(file, calls_skip, "write", err)
                                       : 0;
}

int run_file_adopt(struct run_file *file, struct run_file *fresh, struct error *err)
{
    if (run_file_begin(file, err))
        return -1;
    if (run_row_take(file, fresh, err) || cases_take(file, fresh, err) ||
        comparison_take(file, fresh, err)) {
        run_file_roll_back(file);
        return -1;
    }
    return run_file_commit(file, err);
}

int run_file_continue(struct run_file *file, struct run_file *fresh,
                      const struct run_changes *changes, enum uncertain uncertain,
                      struct run_continued *out, struct error *err)
{
    *out = (struct run_continued){.in_flight = 0};
    if (database_exec(file, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;",
                      "write", err) ||
        run_file_begin(file, err))
        return -1;
    if (run_row_take(file, fresh, err) ||
        ((changes->cases || changes->graded) && cases_take(file, fresh, err)) ||
        comparison_take(file, fresh, err) ||
        (changes->graded &&
         database_exec(file, "UPDATE samples SET grades = NULL", "write", err)) ||
        calls_settle(file, uncertain, out, err)) {
        run_file_roll_back(file);
        return -1;
    }
    return 0;
}

int run_file_each_done(struct run_file *file, run_file_done_fn *fn, void *context,
                       struct error *err)
{
    sqlite3_stmt *rows;
    enum verdict verdict;
    int code = SQLITE_DONE;
    int rc = 0;

    if (database_prepare(file,
                         "SELECT \"case\", variant, repeat, verdict, failure IS NULL "
                         "FROM samples",
                         &rows, err))
        return -1;
    while (rc == 0 && (code = sqlite3_step(rows)) == SQLITE_ROW) {
        rc = verdict_parse(column_text(rows, 3), &verdict);
        if (rc)
            database_damaged(file, "a sample with an unknown verdict", err);
        else
            rc = fn(context, sqlite3_column_int64(rows, 0), sqlite3_column_int(rows, 1),
                    (unsigned)sqlite3_column_int64(rows, 2), verdict,
                    sqlite3_column_int(rows, 4) != 0);
    }
    if (rc == 0 && code != SQLITE_DONE)
        rc = database_error(file, "read", err);
    sqlite3_finalize(rows);
    return rc;
}

int run_file_uncertain(struct run_file *file, int64_t *count, double *usd,
                       struct error *err)
{
    *count = 0;
    *usd = 0;
    if (file->schema < 2)
        return 0;
    if (file->schema < 3)
        return sum_add(file,
                       "SELECT count(*), total(ifnull(cost_usd, reserved_usd)) "
                       "FROM calls WHERE ended_ms IS NULL",
                       count, usd, err);
    return sum_add(file,
                   "SELECT count(*), total(cost_usd) FROM calls_ended "
                   "WHERE ended_ms IS NULL",
                   count, usd, err) ||
                   in_flight_add(file, count, usd, err)
               ? -1
               : 0;
}

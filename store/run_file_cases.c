/* store/run_file_cases.c - the cases of a run, as planned. */
#include "base/mem.h"
#include "store/run_file_database.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The number of a file's name: cases of one file come one after the other. */
static int file_number(struct run_file *file, const char *path, int64_t *out,
                       struct error *err)
{
    sqlite3_stmt *statement;

    if (file->last_file && strcmp(file->last_file, path) == 0) {
        *out = file->last_file_number;
        return 0;
    }
    statement = database_statement(file, STATEMENT_ADD_FILE, err);
    if (!statement)
        return -1;
    bind_text(statement, 1, path);
    if (database_run(file, statement, err))
        return -1;
    statement = database_statement(file, STATEMENT_FIND_FILE, err);
    if (!statement)
        return -1;
    bind_text(statement, 1, path);
    if (sqlite3_step(statement) != SQLITE_ROW) {
        sqlite3_reset(statement);
        return database_error(file, "write", err);
    }
    *out = sqlite3_column_int64(statement, 0);
    sqlite3_reset(statement);
    free(file->last_file);
    file->last_file = mem_text(path);
    file->last_file_number = *out;
    return 0;
}

/* 1: it is there; 0: it is not. */
static int case_find(struct run_file *file, const struct case_record *row,
                     unsigned *first_line, char **first_file, struct error *err)
{
    sqlite3_stmt *statement = database_statement(file, STATEMENT_FIND_CASE, err);
    int found;

    if (!statement)
        return -1;
    sqlite3_bind_int(statement, 1, row->cohort);
    bind_text(statement, 2, row->id);
    found = sqlite3_step(statement) == SQLITE_ROW;
    if (found) {
        *first_line = (unsigned)sqlite3_column_int64(statement, 0);
        *first_file = mem_text(column_text(statement, 1));
    }
    sqlite3_reset(statement);
    return found;
}

int run_file_case_number(struct run_file *file, int cohort, const char *id,
                         int64_t *number, struct error *err)
{
    sqlite3_stmt *statement = database_statement(file, STATEMENT_FIND_CASE, err);
    int code;

    if (!statement)
        return -1;
    sqlite3_bind_int(statement, 1, cohort);
    bind_text(statement, 2, id);
    code = sqlite3_step(statement);
    *number = code == SQLITE_ROW ? sqlite3_column_int64(statement, 2) : -1;
    sqlite3_reset(statement);
    return code == SQLITE_ROW || code == SQLITE_DONE ? 0
                                                     : database_error(file, "read", err);
}

static void bind_case(struct kept_bindings *kept, const struct case_record *row,
                      int64_t file_number, uint8_t digest[32])
{
    keep_integer(kept, 1, row->number);
    keep_integer(kept, 2, row->cohort);
    keep_text(kept, 3, row->id);
    bind_digest(kept->statement, 4, row->digest, digest);
    keep_integer(kept, 5, file_number);
    keep_integer(kept, 6, row->line);
    keep_integer(kept, 7, row->source);
    keep_integer(kept, 8, (int64_t)row->offset);
    keep_integer(kept, 9, (int64_t)row->length);
    if (row->row_hash)
        keep_integer(kept, 10, (int64_t)row->row_hash);
    else
        keep_null(kept, 10);
    keep_real(kept, 11, row->weight);
    keep_integer(kept, 12, row->must_pass);
    keep_text(kept, 13, row->group);
    keep_integer(kept, 14, row->grader_set);
}

static int case_write(struct run_file *file, const struct case_record *row,
                      unsigned *first_line, char **first_file, struct error *err)
{
    struct kept_bindings *kept = &file->case_bindings;
    uint8_t digest[32];
    int64_t number = 0;
    int code;

    if (file_number(file, row->file ? row->file : "", &number, err))
        return -1;
    kept->statement = database_statement(file, STATEMENT_ADD_CASE, err);
    if (!kept->statement)
        return -1;
    bind_case(kept, row, number, digest);
    case_window_clear(file);
    code = sqlite3_step(kept->statement);
    sqlite3_reset(kept->statement);
    if (code == SQLITE_DONE)
        return 0;
    if (sqlite3_extended_errcode(file->db) == SQLITE_CONSTRAINT_UNIQUE)
        return case_find(file, row, first_line, first_file, err);
    return database_error(file, "write", err);
}

int run_file_add_case(struct run_file *file, const struct case_record *row,
                      unsigned *first_line, char **first_file, struct error *err)
{
    bool own;

    if (turn_enter(file, &own, err))
        return -1;
    return turn_leave(file, own, case_write(file, row, first_line, first_file, err), err);
}

static int grader_set_write(struct run_file *file, unsigned number, int variant,
                            const int *graders, size_t count, struct error *err)
{
    struct buf text = BUF_INIT(RUN_FILE_TEXT_MAX);
    sqlite3_stmt *statement = database_statement(file, STATEMENT_ADD_GRADER_SET, err);
    int rc = -1;

    if (statement) {
        for (size_t i = 0; i < count; i++)
            buf_append_format(&text, "%s%d", i ? "," : "[", graders[i]);
        buf_append_text(&text, count ? "]" : "[]");
        sqlite3_bind_int64(statement, 1, number);
        sqlite3_bind_int(statement, 2, variant);
        bind_text(statement, 3, buf_text(&text));
        rc = database_run(file, statement, err);
    }
    buf_release(&text);
    return rc;
}

int run_file_add_grader_set(struct run_file *file, unsigned number, int variant,
                            const int *graders, size_t count, struct error *err)
{
    bool own;

    if (turn_enter(file, &own, err))
        return -1;
    return turn_leave(file, own,
                      grader_set_write(file, number, variant, graders, count, err), err);
}

static int case_check(const struct run_file *file, const struct case_record *row,
                      int64_t cohort, struct error *err)
{
    if (cohort < 0 || cohort > INT_MAX || !row->id || !row->digest)
        return database_damaged(file, "a case without cohort, id or digest", err);
    if (!isfinite(row->weight) || row->weight <= 0)
        return database_damaged(file, "a case whose weight is not above 0", err);
    return 0;
}

int case_read(const struct run_file *file, sqlite3_stmt *statement, char digest[65],
              struct case_record *out, struct error *err)
{
    int64_t cohort = sqlite3_column_int64(statement, 1);

    *out = (struct case_record){
        .number = sqlite3_column_int64(statement, 0),
        .cohort = (int)cohort,
        .id = column_text(statement, 2),
        .digest = column_digest(statement, 3, digest),
        .file = column_text(statement, 4),
        .line = (unsigned)sqlite3_column_int64(statement, 5),
        .source = (unsigned)sqlite3_column_int64(statement, 6),
        .offset = (uint64_t)sqlite3_column_int64(statement, 7),
        .length = (uint64_t)sqlite3_column_int64(statement, 8),
        .weight = column_number(statement, 9),
        .must_pass = sqlite3_column_int(statement, 10) != 0,
        .group = column_text(statement, 11),
    };
    if (!out->file)
        return database_damaged(file, "a case of no file", err);
    return case_check(file, out, cohort, err);
}

int outcome_case_read(const struct run_file *file, sqlite3_stmt *statement,
                      char digest[65], struct case_record *out, struct error *err)
{
    const int64_t cohort = sqlite3_column_int64(statement, 1);

    *out = (struct case_record){
        .number = sqlite3_column_int64(statement, 0),
        .cohort = (int)cohort,
        .id = column_text(statement, 2),
        .digest = column_digest(statement, 3, digest),
        .weight = column_number(statement, 4),
        .must_pass = sqlite3_column_int(statement, 5) != 0,
        .group = column_text(statement, 6),
        .grader_set = (unsigned)sqlite3_column_int64(statement, 7),
    };
    return case_check(file, out, cohort, err);
}

int planned_case_read(const struct run_file *file, sqlite3_stmt *statement,
                      char digest[65], struct case_record *out, struct error *err)
{
    if (case_read(file, statement, digest, out, err))
        return -1;
    out->row_hash = (uint64_t)sqlite3_column_int64(statement, CASE_COLUMN_COUNT);
    return 0;
}

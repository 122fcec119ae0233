/* store/run_file_heard.c - what models replied to the graders of a sample. */
#include "store/run_file_heard.h"

#include "store/run_file_database.h"

static int heard_write(struct run_file *file, const struct heard_record *row,
                       struct error *err)
{
    sqlite3_stmt *statement = database_statement(file, STATEMENT_ADD_HEARD, err);
    uint8_t digest[32];

    if (!statement)
        return -1;
    sqlite3_clear_bindings(statement);
    sqlite3_bind_int64(statement, 1, row->case_number);
    sqlite3_bind_int(statement, 2, row->variant);
    sqlite3_bind_int64(statement, 3, row->repeat);
    sqlite3_bind_int64(statement, 4, row->call);
    bind_digest(statement, 5, row->request_digest, digest);
    sqlite3_bind_int64(statement, 6, row->vote);
    bind_bytes(statement, 7, row->text, row->text_length);
    bind_text(statement, 8, row->refusal);
    return database_run(file, statement, err);
}

int run_file_add_heard(struct run_file *file, const struct heard_record *row,
                       struct error *err)
{
    bool own;

    if (turn_enter(file, &own, err))
        return -1;
    return turn_leave(file, own, heard_write(file, row, err), err);
}

int run_file_each_heard(struct run_file *file, int64_t case_number, int variant,
                        unsigned repeat, run_file_heard_fn *fn, void *context,
                        struct error *err)
{
    sqlite3_stmt *rows = database_statement(file, STATEMENT_HEARD, err);
    int code = SQLITE_DONE;
    char digest[65];
    int rc = 0;

    if (!rows)
        return -1;
    sqlite3_bind_int64(rows, 1, case_number);
    sqlite3_bind_int(rows, 2, variant);
    sqlite3_bind_int64(rows, 3, repeat);
    while (rc == 0 && (code = sqlite3_step(rows)) == SQLITE_ROW) {
        const struct heard_record row = {.case_number = case_number,
                                         .variant = variant,
                                         .repeat = repeat,
                                         .call = sqlite3_column_int64(rows, 0),
                                         .request_digest = column_digest(rows, 1, digest),
                                         .vote = (unsigned)sqlite3_column_int64(rows, 2),
                                         .text = column_text(rows, 3),
                                         .text_length =
                                             (size_t)sqlite3_column_bytes(rows, 3),
                                         .refusal = column_text(rows, 4)};

        rc = fn(context, &row);
    }
    if (rc == 0 && code != SQLITE_DONE)
        rc = database_error(file, "read", err);
    sqlite3_reset(rows);
    return rc;
}

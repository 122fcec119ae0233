/* store/run_file_calls.c - the journal: each call before it is sent, and how it ended. */
#include "store/run_file_database.h"

static int call_write(struct run_file *file, const struct call_record *row,
                      int64_t *number, struct error *err)
{
    sqlite3_stmt *statement = database_statement(file, STATEMENT_ADD_CALL, err);

    if (!statement)
        return -1;
    sqlite3_clear_bindings(statement);
    sqlite3_bind_int64(statement, 1, row->case_number);
    sqlite3_bind_int(statement, 2, row->variant);
    sqlite3_bind_int64(statement, 3, row->repeat);
    bind_text(statement, 4, row->purpose);
    sqlite3_bind_int64(statement, 5, row->tries);
    sqlite3_bind_int64(statement, 6, row->sent_ms);
    sqlite3_bind_double(statement, 7, row->reserved_usd); /* SQLite: NaN is NULL */
    if (row->reserved_tokens >= 0)
        sqlite3_bind_int64(statement, 8, row->reserved_tokens);
    if (database_run(file, statement, err))
        return -1;
    *number = sqlite3_last_insert_rowid(file->db);
    return 0;
}

int run_file_add_call(struct run_file *file, const struct call_record *row,
                      int64_t *number, struct error *err)
{
    bool own;

    if (turn_enter(file, &own, err))
        return -1;
    return turn_leave(file, own, call_write(file, row, number, err), err);
}

static int call_end_write(struct run_file *file, int64_t number,
                          const struct call_outcome *outcome, struct error *err)
{
    sqlite3_stmt *statement = database_statement(file, STATEMENT_END_CALL, err);

    if (!statement)
        return -1;
    sqlite3_clear_bindings(statement);
    sqlite3_bind_int64(statement, 1, outcome->ended_ms);
    if (outcome->failure != FAILURE_NONE)
        bind_text(statement, 2, failure_facts[outcome->failure].name);
    if (outcome->status)
        sqlite3_bind_int(statement, 3, outcome->status);
    bind_count(statement, 4, outcome->input_tokens);
    bind_count(statement, 5, outcome->output_tokens);
    sqlite3_bind_double(statement, 6, outcome->cost_usd);
    bind_text(statement, 7, outcome->cost_source);
    if (outcome->wait_ms >= 0)
        sqlite3_bind_int64(statement, 8, outcome->wait_ms);
    sqlite3_bind_int64(statement, 9, number);
    return database_run(file, statement, err);
}

int run_file_end_call(struct run_file *file, int64_t number,
                      const struct call_outcome *outcome, struct error *err)
{
    bool own;

    if (turn_enter(file, &own, err))
        return -1;
    return turn_leave(file, own, call_end_write(file, number, outcome, err), err);
}

/* store/run_file_calls.c - the journal: each call before it is sent, and how it ended. */
#include "base/money.h"
#include "store/run_file_database.h"
#include "values/value.h"

#include <string.h>

/* Some three kilobytes: whoever looks for one call reads its row. */
enum { CALLS_A_ROW = 64 };

static int next_call_read(struct run_file *file, struct error *err)
{
    sqlite3_stmt *statement = database_statement(file, STATEMENT_LAST_CALL, err);
    int code;

    if (!statement)
        return -1;
    code = sqlite3_step(statement);
    if (code == SQLITE_ROW)
        file->calls.next = sqlite3_column_int64(statement, 0);
    else if (code == SQLITE_DONE)
        file->calls.next = 1;
    sqlite3_reset(statement);
    return code == SQLITE_ROW || code == SQLITE_DONE ? 0
                                                     : database_error(file, "read", err);
}

static void number_append(struct buf *out, int64_t number, bool is_known)
{
    buf_append_char(out, ',');
    if (is_known)
        buf_append_number(out, number);
    else
        buf_append_text(out, "null");
}

static void call_append(struct buf *out, const struct call_record *row)
{
    const int64_t reserved = money_from_usd(row->reserved_usd);

    buf_append_char(out, out->length ? ',' : '[');
    buf_append_char(out, '[');
    buf_append_number(out, row->case_number);
    number_append(out, row->variant, true);
    number_append(out, row->repeat, true);
    number_append(out, row->tries, true);
    number_append(out, row->sent_ms, true);
    number_append(out, reserved, reserved != MONEY_UNKNOWN);
    number_append(out, row->reserved_tokens, row->reserved_tokens >= 0);
    if (row->purpose) {
        buf_append_char(out, ',');
        json_quote(out, row->purpose, strlen(row->purpose));
    }
    buf_append_char(out, ']');
}

int calls_write(struct run_file *file, struct error *err)
{
    struct pending_calls *calls = &file->calls;
    sqlite3_stmt *statement;
    int rc;

    if (!calls->count)
        return 0;
    statement = database_statement(file, STATEMENT_ADD_CALLS, err);
    if (!statement)
        return -1;
    buf_append_char(&calls->text, ']');
    sqlite3_bind_int64(statement, 1, calls->next - calls->count);
    sqlite3_bind_text64(statement, 2, buf_text(&calls->text), calls->text.length,
                        SQLITE_STATIC, SQLITE_UTF8);
    rc = database_run(file, statement, err);
    buf_clear(&calls->text);
    calls->count = 0;
    return rc;
}

void calls_drop(struct run_file *file)
{
    buf_clear(&file->calls.text);
    file->calls.count = 0;
    file->calls.next = 0;
}

static void count_keep(struct run_file *file, int64_t under_way)
{
    file->counted_calls =
        (struct counted_calls){true, under_way, sqlite3_total_changes64(file->db)};
}

/* Counting goes over all samples, and a report asks more than once. What this process
 * writes makes it count anew. */
int calls_under_way(struct run_file *file, int64_t *out, struct error *err)
{
    const struct counted_calls *counted = &file->counted_calls;

    if (!counted->is_known || counted->changes != sqlite3_total_changes64(file->db)) {
        if (database_number(file, run_file_calls_under_way, out, err))
            return -1;
        count_keep(file, *out);
    }
    *out = counted->under_way;
    return 0;
}

int calls_left(struct run_file *file, int64_t ended, int64_t *out, struct error *err)
{
    if (database_number(file, run_file_calls_sent, out, err))
        return -1;
    *out -= ended;
    count_keep(file, *out);
    return 0;
}

static int call_take(struct run_file *file, const struct call_record *row,
                     int64_t *number, struct error *err)
{
    struct pending_calls *calls = &file->calls;

    if (!calls->next && next_call_read(file, err))
        return -1;
    call_append(&calls->text, row);
    *number = calls->next++;
    return ++calls->count < CALLS_A_ROW ? 0 : calls_write(file, err);
}

int run_file_add_call(struct run_file *file, const struct call_record *row,
                      int64_t *number, struct error *err)
{
    bool own;

    if (turn_enter(file, &own, err))
        return -1;
    return turn_leave(file, own, call_take(file, row, number, err), err);
}

static int call_end_write(struct run_file *file, int64_t number,
                          const struct call_outcome *outcome, struct error *err)
{
    sqlite3_stmt *statement = database_statement(file, STATEMENT_END_CALL, err);

    if (!statement)
        return -1;
    sqlite3_clear_bindings(statement);
    sqlite3_bind_int64(statement, 1, number);
    sqlite3_bind_int64(statement, 2, outcome->ended_ms);
    if (outcome->failure != FAILURE_NONE)
        bind_text(statement, 3, failure_facts[outcome->failure].name);
    if (outcome->status)
        sqlite3_bind_int(statement, 4, outcome->status);
    bind_count(statement, 5, outcome->input_tokens);
    bind_count(statement, 6, outcome->output_tokens);
    sqlite3_bind_double(statement, 7, outcome->cost_usd); /* SQLite: NaN is NULL */
    bind_text(statement, 8, outcome->cost_source);
    if (outcome->wait_ms >= 0)
        sqlite3_bind_int64(statement, 9, outcome->wait_ms);
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

/* store/run_file_ledger.c - what the calls of a run used, added up exactly. */
#include "store/run_file_ledger.h"

#include "store/run_file_database.h"

#include <string.h>

enum { COST, SOURCE, INPUT, OUTPUT, RESERVED, RESERVED_TOKENS, ENDED };

static const char calls_walk[] =
    "SELECT cost_usd, cost_source, input_tokens, output_tokens, reserved_usd, "
    "reserved_tokens, ended_ms FROM calls";

static bool is_null(sqlite3_stmt *row, int column)
{
    return sqlite3_column_type(row, column) == SQLITE_NULL;
}

static int64_t call_tokens(sqlite3_stmt *row, bool is_free)
{
    if (!is_null(row, INPUT) && !is_null(row, OUTPUT))
        return money_add(sqlite3_column_int64(row, INPUT),
                         sqlite3_column_int64(row, OUTPUT));
    return is_free ? 0 : sqlite3_column_int64(row, RESERVED_TOKENS);
}

static void call_add(struct ledger *ledger, sqlite3_stmt *row)
{
    const char *source = column_text(row, SOURCE);
    bool has_no_end = is_null(row, ENDED) && is_null(row, COST);
    int64_t cost =
        money_from_usd(sqlite3_column_double(row, has_no_end ? RESERVED : COST));
    bool is_unknown = is_null(row, has_no_end ? RESERVED : COST);

    ledger->requests++;
    ledger->tokens = money_add(ledger->tokens,
                               call_tokens(row, !is_unknown && !has_no_end && !source));
    if (is_unknown || cost == MONEY_UNKNOWN) {
        ledger->unknown_calls++;
        return;
    }
    ledger->cost = money_add(ledger->cost, cost);
    if (has_no_end || (source && !strcmp(source, "reserved")))
        ledger->estimated = money_add(ledger->estimated, cost);
}

int run_file_ledger(struct run_file *file, struct ledger *out, struct error *err)
{
    sqlite3_stmt *row;
    int code, rc;

    *out = (struct ledger){.cost = 0};
    if (file->schema < 2) {
        out->unknown_calls = 1;
        return 0;
    }
    if (database_prepare(file, calls_walk, &row, err))
        return -1;
    while ((code = sqlite3_step(row)) == SQLITE_ROW)
        call_add(out, row);
    rc = code == SQLITE_DONE ? 0 : database_error(file, "read", err);
    sqlite3_finalize(row);
    return rc;
}

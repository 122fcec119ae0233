/* store/run_file_ledger.c - what the calls of a run used, added up exactly. */
#include "store/run_file_ledger.h"

#include "store/run_file_database.h"

#include <string.h>

enum { COST, SOURCE, INPUT, OUTPUT, RESERVED, RESERVED_TOKENS, ENDED };

/* What was reserved for a call is looked for where it counts. */
#define ENDED_CALLS(number, from)                                                        \
    "SELECT cost_usd, cost_source, input_tokens, output_tokens, NULL, "                  \
    "CASE WHEN input_tokens IS NULL OR output_tokens IS NULL THEN "                      \
    "(SELECT json_extract(t.calls, '$[' || (" number " - t.number) || '][6]') "          \
    "FROM calls_sent t WHERE t.number <= " number " ORDER BY t.number DESC LIMIT 1) "    \
    "END, ended_ms FROM " from

/* As their samples tell, or by rows of their own. */
static const char ended_walk[] =
    ENDED_CALLS("s.call", "samples s NOT INDEXED WHERE s.call IS NOT NULL AND s.call "
                          "NOT IN (SELECT number FROM calls_ended) "
                          "UNION ALL ") ENDED_CALLS("e.number", "calls_ended e");

static const char under_way_walk[] =
    "WITH calls AS (" RUN_FILE_CALLS ") "
    "SELECT NULL, NULL, NULL, NULL, reserved_usd, reserved_tokens, NULL FROM calls "
    "WHERE ended_ms IS NULL AND failure IS NULL";

/* A purpose is the one text that a row of the journal may hold: where there is none, no
 * row is read as JSON. */
static const char journal_walk[] = "SELECT calls FROM calls_sent";

/* Calls for graders have a row for their end, or none. */
static const char graders_walk[] =
    "SELECT e.cost_usd, e.cost_source, e.input_tokens, e.output_tokens, "
    "json_extract(c.value, '$[5]') / 1e12, json_extract(c.value, '$[6]'), e.ended_ms "
    "FROM calls_sent t, json_each(t.calls) c "
    "LEFT JOIN calls_ended e ON e.number = t.number + c.key "
    "WHERE instr(t.calls, '\"') AND json_extract(c.value, '$[7]') IS NOT NULL";

static const char calls_walk_2[] =
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
    const bool has_no_cost = is_null(row, COST);
    const bool has_no_end = has_no_cost && is_null(row, ENDED);
    const int64_t cost =
        money_from_usd(sqlite3_column_double(row, has_no_end ? RESERVED : COST));
    const bool is_unknown = has_no_end ? is_null(row, RESERVED) : has_no_cost;

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

static int calls_add(struct run_file *file, const char *sql, struct ledger *ledger,
                     struct error *err)
{
    sqlite3_stmt *row;
    int code, rc;

    if (database_prepare(file, sql, &row, err))
        return -1;
    while ((code = sqlite3_step(row)) == SQLITE_ROW)
        call_add(ledger, row);
    rc = code == SQLITE_DONE ? 0 : database_error(file, "read", err);
    sqlite3_finalize(row);
    return rc;
}

int run_file_ledger(struct run_file *file, struct ledger *out, struct error *err)
{
    int64_t under_way = 0;

    *out = (struct ledger){.cost = 0};
    if (file->schema < 2) {
        out->unknown_calls = 1;
        return 0;
    }
    if (file->schema < 3)
        return calls_add(file, calls_walk_2, out, err);
    if (calls_add(file, ended_walk, out, err) ||
        calls_left(file, out->requests, &under_way, err))
        return -1;
    return under_way > 0 ? calls_add(file, under_way_walk, out, err) : 0;
}

static int journal_has_purpose(struct run_file *file, bool *out, struct error *err)
{
    sqlite3_stmt *rows;
    int code = SQLITE_DONE, rc;

    if (database_prepare(file, journal_walk, &rows, err))
        return -1;
    *out = false;
    while (!*out && (code = sqlite3_step(rows)) == SQLITE_ROW) {
        const void *calls = sqlite3_column_blob(rows, 0); /* not copied, as a text is */

        *out = calls && memchr(calls, '"', (size_t)sqlite3_column_bytes(rows, 0));
    }
    rc = *out || code == SQLITE_DONE ? 0 : database_error(file, "read", err);
    sqlite3_finalize(rows);
    return rc;
}

int run_file_graders_ledger(struct run_file *file, struct ledger *out, struct error *err)
{
    bool has_purpose;

    *out = (struct ledger){.cost = 0};
    if (file->schema < 3)
        return 0;
    if (journal_has_purpose(file, &has_purpose, err))
        return -1;
    return has_purpose ? calls_add(file, graders_walk, out, err) : 0;
}

/* tests/store/test_run_file_ledger.c - calls whose end stands in their samples' rows, in
 * rows of their own and nowhere: shown, numbered and added up. */
#include "store/run_file_ledger.h"

#include "base/mem.h"
#include "store/run_file_continue.h"
#include "tests/store/scratch_folder.h"
#include "tests/store/stored_run.h"

#include <criterion/criterion.h>
#include <math.h>
#include <sqlite3.h>
#include <stdlib.h>

/* What the query gives as one text a row; the caller's. */
static char *rows_text(const char *path, const char *sql)
{
    struct buf text = BUF_INIT(1 << 20);
    sqlite3_stmt *statement;
    sqlite3 *db;

    cr_assert_eq(sqlite3_open(path, &db), SQLITE_OK);
    cr_assert_eq(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK, "%s",
                 sqlite3_errmsg(db));
    while (sqlite3_step(statement) == SQLITE_ROW) {
        buf_append_text(&text, (const char *)sqlite3_column_text(statement, 0));
        buf_append_char(&text, '\n');
    }
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return buf_detach(&text);
}

static int64_t call_add(struct run_file *file, int64_t case_number, unsigned tries,
                        double usd)
{
    const struct call_record row = {.case_number = case_number,
                                    .repeat = 1,
                                    .tries = tries,
                                    .sent_ms = 1000 + tries,
                                    .reserved_usd = usd,
                                    .reserved_tokens = isnan(usd) ? UNKNOWN_COUNT : 571};
    struct error err = ERROR_INIT;
    int64_t number = 0;

    cr_assert_eq(run_file_add_call(file, &row, &number, &err), 0, "%s", err.message);
    return number;
}

static void call_fail(struct run_file *file, int64_t number, double usd)
{
    const struct call_outcome failed = {.ended_ms = 2000,
                                        .failure = FAILURE_SERVER,
                                        .status = 500,
                                        .input_tokens = UNKNOWN_COUNT,
                                        .output_tokens = UNKNOWN_COUNT,
                                        .cost_usd = usd,
                                        .cost_source = usd > 0 ? "reserved" : NULL,
                                        .wait_ms = 250};
    struct error err = ERROR_INIT;

    cr_assert_eq(run_file_end_call(file, number, &failed, &err), 0, "%s", err.message);
}

/* Answered at the first try with a cost; at the second, of unknown cost and use; failed
 * for good, at no cost; under way, of known and of unknown bounds. */
static void calls_make(struct run_file *file)
{
    struct error err = ERROR_INIT;
    struct reply reply;
    struct sample_record answered = {.repeat = 1,
                                     .verdict = VERDICT_PASS,
                                     .score = 1,
                                     .reply = &reply,
                                     .ended_ms = 2500,
                                     .cost_source = "table"};

    stored_cases_add(file);
    cr_assert_eq(run_file_begin(file, &err), 0);
    answered.call = call_add(file, 0, 1, 0.5);
    reply_init(&reply);
    reply.status = 201;
    reply.usage.input_total = 10;
    reply.usage.output_total = 20;
    reply.cost_usd = 0.25;
    cr_assert_eq(run_file_add_sample(file, &answered, &err), 0, "%s", err.message);
    reply_release(&reply);
    call_fail(file, call_add(file, 1, 1, 0.5), 0.5);
    stored_answer_add(file, call_add(file, 1, 2, 0.5), 1, 0, 1, "yes");
    call_fail(file, call_add(file, 2, 1, 0.125), 0);
    call_add(file, 2, 2, 0.0625);
    call_add(file, 2, 3, (double)NAN);
    cr_assert_eq(run_file_commit(file, &err), 0);
}

static const char shown_sql[] =
    "SELECT number || ' ' || \"case\" || variant || repeat || ' ' || try || ' ' || "
    "sent_ms "
    "|| ' ' || ifnull(reserved_usd, '-') || ' ' || ifnull(reserved_tokens, '-') || ' ' "
    "|| "
    "ifnull(ended_ms, '-') || ' ' || ifnull(failure, '-') || ' ' || ifnull(status, '-') "
    "|| ' ' || ifnull(input_tokens, '-') || ' ' || ifnull(output_tokens, '-') || ' ' || "
    "ifnull(cost_usd, '-') || ' ' || ifnull(cost_source, '-') || ' ' || "
    "ifnull(wait_ms, '-') FROM calls ORDER BY number";

Test(run_file_ledger, the_view_shows_each_call_with_its_end_wherever_that_stands)
{
    char *folder = scratch_folder_new();
    char *path = mem_format("%s/a.nwrun", folder);
    struct run_file *file = stored_run_new(path);
    char *text;

    calls_make(file);
    run_file_close(file);
    text = rows_text(path, shown_sql);
    cr_expect_str_eq(text, "1 001 1 1001 0.5 571 2500 - 201 10 20 0.25 table -\n"
                           "2 101 1 1001 0.5 571 2000 server 500 - - 0.5 reserved 250\n"
                           "3 101 2 1002 0.5 571 3000 - 200 - - - - -\n"
                           "4 201 1 1001 0.125 571 2000 server 500 - - 0.0 - 250\n"
                           "5 201 2 1002 0.0625 571 - - - - - - - -\n"
                           "6 201 3 1003 - - - - - - - - - -\n");
    free(text);
    free(path);
    scratch_folder_free(folder);
}

static void ledger_look(const char *path)
{
    struct run_file *file = NULL;
    struct error err = ERROR_INIT;
    struct ledger ledger;
    int64_t count;
    double usd;

    cr_assert_eq(run_file_open(path, &file, &err), 0, "%s", err.message);
    cr_assert_eq(run_file_ledger(file, &ledger, &err), 0, "%s", err.message);
    cr_expect_eq(ledger.cost, money_from_usd(0.25 + 0.5 + 0.0625));
    cr_expect_eq(ledger.estimated, money_from_usd(0.5 + 0.0625));
    cr_expect_eq(ledger.tokens, 30 + 571 + 571 + 571);
    cr_expect_eq(ledger.requests, 6);
    cr_expect_eq(ledger.unknown_calls, 2);
    cr_assert_eq(run_file_uncertain(file, &count, &usd, &err), 0, "%s", err.message);
    cr_expect_eq(count, 2);
    cr_expect_eq(usd, 0.0625);
    run_file_close(file);
}

Test(run_file_ledger, calls_add_up_alike_before_and_after_they_are_known_as_uncertain)
{
    char *folder = scratch_folder_new();
    char *path = mem_format("%s/a.nwrun", folder);
    struct run_file *file = stored_run_new(path);
    struct run_file *fresh = stored_run_new(NULL);
    const struct run_changes changes = {.cases = false};
    struct run_continued continued;
    struct error err = ERROR_INIT;

    calls_make(file);
    run_file_close(file);
    ledger_look(path);
    cr_assert_eq(run_file_open_again(path, &file, &err), 0, "%s", err.message);
    cr_assert_eq(
        run_file_continue(file, fresh, &changes, UNCERTAIN_RESEND, &continued, &err), 0,
        "%s", err.message);
    cr_expect_eq(continued.in_flight, 2);
    cr_assert_eq(run_file_commit(file, &err), 0);
    run_file_close(file);
    ledger_look(path);
    run_file_close(fresh);
    free(path);
    scratch_folder_free(folder);
}

Test(run_file_ledger, what_graders_asked_is_told_apart)
{
    char *folder = scratch_folder_new();
    char *path = mem_format("%s/a.nwrun", folder);
    struct run_file *file = stored_run_new(path);
    struct call_record row = {.repeat = 1,
                              .tries = 1,
                              .purpose = "\"tone\"",
                              .reserved_usd = 0.5,
                              .reserved_tokens = 100};
    const struct call_outcome judged = {.ended_ms = 2000,
                                        .input_tokens = 10,
                                        .output_tokens = 7,
                                        .cost_usd = 0.25,
                                        .cost_source = "price",
                                        .wait_ms = -1};
    struct error err = ERROR_INIT;
    struct ledger ledger, graders;
    int64_t number;

    calls_make(file);
    cr_assert_eq(run_file_graders_ledger(file, &graders, &err), 0, "%s", err.message);
    cr_expect_eq(graders.requests, 0);
    cr_assert_eq(run_file_add_call(file, &row, &number, &err), 0);
    cr_assert_eq(run_file_end_call(file, number, &judged, &err), 0);
    cr_assert_eq(run_file_add_call(file, &row, &number, &err), 0);
    row.reserved_usd = (double)NAN;
    cr_assert_eq(run_file_add_call(file, &row, &number, &err), 0);
    cr_assert_eq(run_file_graders_ledger(file, &graders, &err), 0, "%s", err.message);
    cr_expect_eq(graders.requests, 3);
    cr_expect_eq(graders.cost, money_from_usd(0.75));
    cr_expect_eq(graders.estimated, money_from_usd(0.5));
    cr_expect_eq(graders.tokens, 17 + 200);
    cr_expect_eq(graders.unknown_calls, 1);
    cr_assert_eq(run_file_ledger(file, &ledger, &err), 0, "%s", err.message);
    cr_expect_eq(ledger.requests, 9);
    run_file_close(file);
    free(path);
    scratch_folder_free(folder);
}

Test(run_file_ledger, calls_are_numbered_on_over_rows_turns_and_starts_without_a_gap)
{
    enum { CALLS = 200 };
    char *folder = scratch_folder_new();
    char *path = mem_format("%s/a.nwrun", folder);
    struct run_file *file = stored_run_new(path);
    struct error err = ERROR_INIT;
    char *text;

    stored_cases_add(file);
    cr_assert_eq(run_file_begin(file, &err), 0);
    for (int64_t i = 1; i <= CALLS; i++)
        cr_expect_eq(call_add(file, 0, (unsigned)i, 0), i);
    cr_assert_eq(run_file_commit(file, &err), 0);
    cr_assert_eq(run_file_begin(file, &err), 0);
    cr_expect_eq(call_add(file, 0, CALLS + 1, 0), CALLS + 1);
    run_file_roll_back(file);
    cr_expect_eq(call_add(file, 0, CALLS + 1, 0), CALLS + 1);
    run_file_close(file);
    cr_assert_eq(run_file_open_again(path, &file, &err), 0, "%s", err.message);
    cr_expect_eq(call_add(file, 0, CALLS + 2, 0), CALLS + 2);
    run_file_close(file);
    text = rows_text(path, "SELECT count(*) || ' ' || sum(number = try) FROM calls");
    cr_expect_str_eq(text, "202 202\n");
    free(text);
    free(path);
    scratch_folder_free(folder);
}

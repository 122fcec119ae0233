/* tests/store/test_run_file_calls.c - the journal of calls, and files from before it. */
#include "base/mem.h"
#include "tests/store/scratch_folder.h"
#include "tests/store/stored_run.h"

#include <criterion/criterion.h>
#include <math.h>
#include <sqlite3.h>
#include <stdlib.h>

/* What the query gives as its one text; the caller's. */
static char *query_text(const char *path, const char *sql)
{
    sqlite3_stmt *statement;
    sqlite3 *db;
    char *text;

    cr_assert_eq(sqlite3_open(path, &db), SQLITE_OK);
    cr_assert_eq(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK, "%s",
                 sqlite3_errmsg(db));
    cr_assert_eq(sqlite3_step(statement), SQLITE_ROW);
    text = mem_text((const char *)sqlite3_column_text(statement, 0));
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return text;
}

static void database_change(const char *path, const char *sql)
{
    sqlite3 *db;

    cr_assert_eq(sqlite3_open(path, &db), SQLITE_OK);
    cr_assert_eq(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK, "%s",
                 sqlite3_errmsg(db));
    sqlite3_close(db);
}

static int64_t call_add(struct run_file *file, unsigned tries)
{
    const struct call_record row = {.case_number = 1,
                                    .variant = 1,
                                    .repeat = 2,
                                    .tries = tries,
                                    .sent_ms = 1000 + tries,
                                    .reserved_usd = tries == 1 ? 0.5 : (double)NAN};
    struct error err = ERROR_INIT;
    int64_t number = 0;

    cr_assert_eq(run_file_add_call(file, &row, &number, &err), 0, "%s", err.message);
    return number;
}

Test(run_file_calls, a_call_is_there_before_it_ends_and_completed_then)
{
    char *folder = scratch_folder_new();
    char *path = mem_format("%s/a.nwrun", folder);
    struct run_file *file = stored_run_new(path);
    const struct call_outcome failed = {.ended_ms = 2000,
                                        .failure = FAILURE_SERVER,
                                        .status = 500,
                                        .input_tokens = UNKNOWN_COUNT,
                                        .output_tokens = UNKNOWN_COUNT,
                                        .cost_usd = 0.5,
                                        .cost_source = "reserved",
                                        .wait_ms = 250};
    const struct call_outcome answered = {.ended_ms = 3000,
                                          .status = 200,
                                          .input_tokens = 10,
                                          .output_tokens = 20,
                                          .cost_usd = 0.25,
                                          .cost_source = "table",
                                          .wait_ms = -1};
    struct error err = ERROR_INIT;
    int64_t first, second;
    char *text;

    stored_cases_add(file);
    cr_assert_eq(run_file_begin(file, &err), 0);
    first = call_add(file, 1);
    cr_assert_eq(run_file_commit(file, &err), 0);
    text = query_text(path, "SELECT group_concat(quote(ended_ms)) FROM calls");
    cr_expect_str_eq(text, "NULL");
    free(text);
    cr_assert_eq(run_file_end_call(file, first, &failed, &err), 0, "%s", err.message);
    second = call_add(file, 2);
    cr_assert_eq(run_file_end_call(file, second, &answered, &err), 0, "%s", err.message);
    call_add(file, 3);
    run_file_close(file);
    text = query_text(
        path,
        "SELECT group_concat(concat, '\n') FROM (SELECT number || ' ' || \"case\" || "
        "variant || repeat || ' ' || try || ' ' || sent_ms || ' ' || "
        "ifnull(reserved_usd, '-') || ' ' || ifnull(ended_ms, '-') || ' ' || "
        "ifnull(failure, '-') || ' ' || ifnull(status, '-') || ' ' || "
        "ifnull(input_tokens, '-') || ' ' || ifnull(output_tokens, '-') || ' ' || "
        "ifnull(cost_usd, '-') || ' ' || ifnull(cost_source, '-') || ' ' || "
        "ifnull(wait_ms, '-') AS concat FROM calls ORDER BY number)");
    cr_expect_str_eq(text, "1 112 1 1001 0.5 2000 server 500 - - 0.5 reserved 250\n"
                           "2 112 2 1002 - 3000 - 200 10 20 0.25 table -\n"
                           "3 112 3 1003 - - - - - - - - -");
    free(text);
    free(path);
    scratch_folder_free(folder);
}

static int sample_look(void *context, const struct sample_view *view)
{
    ++*(int *)context;
    cr_expect_str_eq(view->answer, "yes");
    cr_expect_null(view->cost_source);
    cr_expect_eq(view->cached_ms, 0);
    cr_expect(isnan(view->queued_ms));
    return 0;
}

/* As schema 2 had them. */
#define VIEWS_AS_TABLES                                                                  \
    "CREATE TABLE packed AS SELECT * FROM grades; DROP VIEW grades;"                     \
    "CREATE TABLE journal AS SELECT * FROM calls; DROP VIEW calls;"                      \
    "ALTER TABLE packed RENAME TO grades; ALTER TABLE journal RENAME TO calls;"          \
    "DROP TABLE calls_sent; DROP TABLE calls_ended;"                                     \
    "ALTER TABLE samples DROP COLUMN grades; ALTER TABLE samples DROP COLUMN call;"      \
    "ALTER TABLE samples DROP COLUMN ended_ms;"

static int grades_look(void *context, const struct sample_view *view)
{
    ++*(int *)context;
    cr_assert_eq(view->grade_count, 2);
    cr_expect_eq(view->grades[0].verdict, VERDICT_PASS);
    cr_expect_eq(view->grades[0].score, 0.25);
    cr_expect_null(view->grades[0].reason);
    cr_expect_null(view->grades[0].details);
    cr_expect_eq(view->grades[1].verdict, VERDICT_UNSCORED);
    cr_expect(isnan(view->grades[1].score));
    cr_expect_str_eq(view->grades[1].reason, "a \"word\"\n");
    cr_expect_str_eq(view->grades[1].details, "{\"a\":1}");
    return 0;
}

Test(run_file_calls, grades_are_read_from_the_samples_row_and_from_an_older_files_table)
{
    static const struct grade_record grades[] = {
        {.grader = 0, .verdict = VERDICT_PASS, .score = 0.25},
        {1, VERDICT_UNSCORED, NAN, "a \"word\"\n", "{\"a\":1}", false, false}};
    const struct sample_record row = {.repeat = 1,
                                      .verdict = VERDICT_PASS,
                                      .score = 1,
                                      .reply = &(struct reply){.failure = FAILURE_NONE},
                                      .grades = grades,
                                      .grade_count = 2};
    char *folder = scratch_folder_new();
    char *path = mem_format("%s/a.nwrun", folder);
    struct run_file *file = stored_run_new(path);
    struct error err = ERROR_INIT;
    int count = 0;

    stored_cases_add(file);
    cr_assert_eq(run_file_add_sample(file, &row, &err), 0, "%s", err.message);
    cr_assert_eq(run_file_end(file, RUN_FINISHED, 0, NULL, 5, &err), 0);
    cr_expect_eq(run_file_each_sample(file, grades_look, &count, &err), 0, "%s",
                 err.message);
    run_file_close(file);
    database_change(path, VIEWS_AS_TABLES "PRAGMA user_version = 2");
    cr_assert_eq(run_file_open(path, &file, &err), 0, "%s", err.message);
    cr_expect_eq(run_file_each_sample(file, grades_look, &count, &err), 0, "%s",
                 err.message);
    cr_expect_eq(count, 2);
    run_file_close(file);
    free(path);
    scratch_folder_free(folder);
}

static int nothing_look(void *context, const struct sample_view *view)
{
    (void)context;
    (void)view;
    return 0;
}

Test(run_file_calls, grades_that_nobody_wrote_are_damage)
{
    static const char *const packed[] = {"x",
                                         "{}",
                                         "[1]",
                                         "[[]]",
                                         "[[9,\"pass\",1]]",
                                         "[[\"0\",\"pass\"]]",
                                         "[[0,\"good\",1]]",
                                         "[[4294967296,\"pass\",1]]"};
    char *folder = scratch_folder_new();
    char *path = mem_format("%s/a.nwrun", folder);
    struct run_file *file = stored_run_new(path);
    struct error err = ERROR_INIT;

    stored_cases_add(file);
    stored_sample_add(file, 0, 0, 1, "yes");
    cr_assert_eq(run_file_end(file, RUN_FINISHED, 0, NULL, 5, &err), 0);
    run_file_close(file);
    for (size_t i = 0; i < sizeof packed / sizeof *packed; i++) {
        char *sql = mem_format("UPDATE samples SET grades = '%s'", packed[i]);

        database_change(path, sql);
        cr_assert_eq(run_file_open(path, &file, &err), 0, "%s", err.message);
        cr_expect_eq(run_file_each_sample(file, nothing_look, NULL, &err), -1, "%s",
                     packed[i]);
        run_file_close(file);
        free(sql);
    }
    free(path);
    scratch_folder_free(folder);
}

Test(run_file_calls, a_file_of_schema_1_is_read)
{
    char *folder = scratch_folder_new();
    char *path = mem_format("%s/a.nwrun", folder);
    struct run_file *file = stored_run_new(path);
    struct error err = ERROR_INIT;
    int count = 0;

    stored_cases_add(file);
    stored_sample_add(file, 0, 0, 1, "yes");
    cr_assert_eq(run_file_end(file, RUN_FINISHED, 0, NULL, 5, &err), 0);
    run_file_close(file);
    database_change(
        path,
        "UPDATE run SET plan = json_remove(plan, "
        "'$.variants[0].model_digest', '$.variants[0].asked_digest',"
        "'$.variants[1].model_digest', '$.variants[1].asked_digest');" VIEWS_AS_TABLES
        "DROP TABLE calls;"
        "ALTER TABLE samples DROP COLUMN cost_source;"
        "ALTER TABLE samples DROP COLUMN cached_ms;"
        "ALTER TABLE samples DROP COLUMN queued_ms;"
        "PRAGMA user_version = 1");
    cr_assert_eq(run_file_open(path, &file, &err), 0, "%s", err.message);
    cr_expect_eq(run_file_each_sample(file, sample_look, &count, &err), 0, "%s",
                 err.message);
    cr_expect_eq(count, 1);
    run_file_close(file);
    free(path);
    scratch_folder_free(folder);
}

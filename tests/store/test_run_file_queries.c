/* tests/store/test_run_file_queries.c - the queries of docs/run-file.md run and find
 * something; readers never sort.
 */
#include "base/file.h"
#include "base/mem.h"
#include "store/run_file_schema.h"
#include "tests/store/scratch_folder.h"
#include "tests/store/stored_run.h"

#include <criterion/criterion.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

static void sample_add(struct run_file *file, unsigned repeat, enum verdict verdict,
                       enum failure failure)
{
    struct grade_record grade = {
        .grader = 0,
        .verdict = verdict,
        .reason = "because",
        .details = "{\"errors\": [{\"group\": \"/a/*\", \"message\": \"expected…\"}]}"};
    struct error err = ERROR_INIT;
    struct reply reply;
    struct sample_record row = {.case_number = 0,
                                .repeat = repeat,
                                .verdict = verdict,
                                .reply = &reply,
                                .grades = &grade,
                                .grade_count = 1};

    reply_init(&reply);
    if (failure != FAILURE_NONE)
        reply_fail(&reply, failure, "no answer");
    cr_assert_eq(run_file_add_sample(file, &row, &err), 0, "%s", err.message);
    reply_release(&reply);
}

static void query_finds(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *statement;

    cr_assert_eq(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK, "%s\n%s",
                 sqlite3_errmsg(db), sql);
    cr_expect_eq(sqlite3_step(statement), SQLITE_ROW, "finds nothing:\n%s", sql);
    sqlite3_finalize(statement);
}

Test(run_file_queries, each_query_of_the_manual_finds_rows)
{
    char *folder = scratch_folder_new();
    char *path = mem_format("%s/a.nwrun", folder);
    struct run_file *file = stored_run_new(path);
    struct buf manual = BUF_INIT(1 << 20);
    struct error err = ERROR_INIT;
    const struct call_record in_flight = {.repeat = 1, .tries = 1, .sent_ms = 1};
    int64_t number;
    int count = 0;
    sqlite3 *db;

    stored_cases_add(file);
    sample_add(file, 1, VERDICT_PASS, FAILURE_NONE);
    sample_add(file, 2, VERDICT_FAIL, FAILURE_NONE);
    sample_add(file, 3, VERDICT_UNSCORED, FAILURE_TIMEOUT);
    cr_assert_eq(run_file_add_call(file, &in_flight, &number, &err), 0);
    cr_assert_eq(run_file_end(file, RUN_FINISHED, 0, NULL, 5, &err), 0);
    run_file_close(file);
    cr_assert_eq(file_read(PROJECT_DIR "/docs/run-file.md", &manual, &err), 0, "%s",
                 err.message);
    cr_assert_eq(sqlite3_open(path, &db), SQLITE_OK);
    for (char *at = manual.data; (at = strstr(at, "```sql\n")); count++) {
        char *end = strstr(at + 7, "```");
        char *sql = mem_text_n(at + 7, (size_t)(end - at) - 7);

        query_finds(db, sql);
        free(sql);
        at = end + 3;
    }
    cr_expect(count >= 6, "only %d queries in the manual", count);
    sqlite3_close(db);
    buf_release(&manual);
    free(path);
    scratch_folder_free(folder);
}

/* SQL's functions stop at NUL in a TEXT, so that a query would see half of it. */
Test(run_file_queries, a_text_with_nul_is_a_blob_and_others_are_text)
{
    static const char *const wanted[] = {"text", "blob"};
    char *folder = scratch_folder_new();
    char *path = mem_format("%s/a.nwrun", folder);
    struct run_file *file = stored_run_new(path);
    struct error err = ERROR_INIT;
    sqlite3_stmt *statement;
    struct reply reply;
    sqlite3 *db;

    stored_cases_add(file);
    reply_init(&reply);
    reply.has_text = true;
    buf_append_text(&reply.text, "plain");
    for (unsigned i = 1; i <= 2; i++) {
        struct sample_record row = {.repeat = i, .reply = &reply};

        cr_assert_eq(run_file_add_sample(file, &row, &err), 0, "%s", err.message);
        buf_append(&reply.text, "\0hidden", 7);
    }
    reply_release(&reply);
    run_file_close(file);
    cr_assert_eq(sqlite3_open(path, &db), SQLITE_OK);
    cr_assert_eq(sqlite3_prepare_v2(db,
                                    "SELECT typeof(answer), length(answer) FROM samples "
                                    "ORDER BY repeat",
                                    -1, &statement, NULL),
                 SQLITE_OK);
    for (int i = 0; i < 2; i++) {
        cr_assert_eq(sqlite3_step(statement), SQLITE_ROW);
        cr_expect_str_eq((const char *)sqlite3_column_text(statement, 0), wanted[i]);
        cr_expect_eq(sqlite3_column_int(statement, 1), i == 0 ? 5 : 12);
    }
    sqlite3_finalize(statement);
    sqlite3_close(db);
    free(path);
    scratch_folder_free(folder);
}

Test(run_file_queries, every_column_is_in_the_manual)
{
    struct buf manual = BUF_INIT(1 << 20);
    struct error err = ERROR_INIT;
    sqlite3_stmt *statement;
    int count = 0;
    sqlite3 *db;

    cr_assert_eq(file_read(PROJECT_DIR "/docs/run-file.md", &manual, &err), 0);
    cr_assert_eq(sqlite3_open(":memory:", &db), SQLITE_OK);
    cr_assert_eq(sqlite3_exec(db, run_file_tables, NULL, NULL, NULL), SQLITE_OK);
    cr_assert_eq(sqlite3_prepare_v2(db,
                                    "SELECT m.name, c.name FROM sqlite_master m, "
                                    "pragma_table_info(m.name) c WHERE m.type = 'table' "
                                    "AND m.name <> 'files' AND NOT (m.name = 'samples' "
                                    "AND c.name = 'number')",
                                    -1, &statement, NULL),
                 SQLITE_OK);
    while (sqlite3_step(statement) == SQLITE_ROW) {
        char *named = mem_format("`%s`", (const char *)sqlite3_column_text(statement, 1));

        cr_expect(strstr(buf_text(&manual), named), "%s of %s is not in docs/run-file.md",
                  named, (const char *)sqlite3_column_text(statement, 0));
        free(named);
        count++;
    }
    cr_expect(count > 40);
    sqlite3_finalize(statement);
    sqlite3_close(db);
    buf_release(&manual);
}

Test(run_file_queries, walks_read_in_order_and_sort_nothing)
{
    const char *const walks[] = {run_file_walk_cases, run_file_walk_samples,
                                 run_file_walk_results};
    sqlite3 *db;

    cr_assert_eq(sqlite3_open(":memory:", &db), SQLITE_OK);
    cr_assert_eq(sqlite3_exec(db, run_file_tables, NULL, NULL, NULL), SQLITE_OK);
    for (size_t i = 0; i < sizeof walks / sizeof *walks; i++) {
        char *sql = mem_format("EXPLAIN QUERY PLAN %s", walks[i]);
        sqlite3_stmt *statement;

        cr_assert_eq(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK, "%s",
                     sqlite3_errmsg(db));
        while (sqlite3_step(statement) == SQLITE_ROW)
            cr_expect_null(
                strstr((const char *)sqlite3_column_text(statement, 3), "TEMP B-TREE"),
                "walk %zu sorts: %s", i, (const char *)sqlite3_column_text(statement, 3));
        sqlite3_finalize(statement);
        free(sql);
    }
    sqlite3_close(db);
}

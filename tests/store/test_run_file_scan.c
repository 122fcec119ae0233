/* tests/store/test_run_file_scan.c - what few columns of all samples tell. */
#include "store/run_file_scan.h"

#include "base/mem.h"
#include "tests/store/scratch_folder.h"
#include "tests/store/stored_run.h"

#include <criterion/criterion.h>
#include <math.h>
#include <sqlite3.h>
#include <stdlib.h>

static void sample_add(struct run_file *file, int64_t number, int variant,
                       unsigned repeat, enum verdict verdict, enum failure failure,
                       const char *details)
{
    const struct grade_record grade = {.verdict = verdict, .details = details};
    struct error err = ERROR_INIT;
    struct reply reply;
    struct sample_record row = {.case_number = number,
                                .variant = variant,
                                .repeat = repeat,
                                .verdict = verdict,
                                .score = (double)NAN,
                                .reply = &reply,
                                .latency_ms = (double)NAN,
                                .first_byte_ms = (double)NAN,
                                .grades = &grade,
                                .grade_count = 1};

    reply_init(&reply);
    reply.failure = failure;
    cr_assert_eq(run_file_add_sample(file, &row, &err), 0, "%s", err.message);
    reply_release(&reply);
}

/* In another order than that of the cases; a-2 passed, c-1 failed as a-1 did. */
static void samples_add(struct run_file *file)
{
    stored_cases_add(file);
    sample_add(file, 2, 1, 1, VERDICT_FAIL, FAILURE_NONE, NULL);
    sample_add(file, 0, 1, 2, VERDICT_FAIL, FAILURE_NONE, "{\"errors\":[]}");
    sample_add(file, 0, 0, 1, VERDICT_PASS, FAILURE_NONE, NULL);
    sample_add(file, 2, 1, 2, VERDICT_UNSCORED, FAILURE_TIMEOUT, NULL);
    sample_add(file, 1, 1, 2, VERDICT_UNSCORED, FAILURE_TIMEOUT, NULL);
    sample_add(file, 1, 1, 1, VERDICT_PASS, FAILURE_NONE, NULL);
    sample_add(file, 0, 1, 1, VERDICT_FAIL, FAILURE_NONE, "{\"note\":\"x\"}");
    sample_add(file, 0, 0, 2, VERDICT_UNSCORED, FAILURE_NONE, NULL);
}

/* What is told, and after how many lines it is to end. */
struct told {
    struct buf text;
    int left;
};

static int told_end(struct told *told)
{
    return --told->left == 0 ? 7 : 0;
}

static int unscored_tell(void *context, int variant, enum failure failure, int64_t count)
{
    struct told *told = context;

    buf_append_format(&told->text, "%d %d: %d\n", variant, failure == FAILURE_TIMEOUT,
                      (int)count);
    return told_end(told);
}

static int sample_tell(void *context, const struct sample_view *view)
{
    struct told *told = context;

    buf_append_format(&told->text, "%s.%d.%u\n", view->test.id, view->variant,
                      view->repeat);
    return told_end(told);
}

static int outcome_tell(void *context, const struct case_outcome *outcome)
{
    struct told *told = context;

    buf_append_format(&told->text, "%s.%d: %u+%u+%u-%u of %u+%u\n", outcome->id,
                      outcome->variant, outcome->passed, outcome->failed,
                      outcome->unscored, outcome->missing, outcome->baseline.passed,
                      outcome->baseline.failed);
    return told_end(told);
}

static int grades_tell(void *context, const struct sample_grades *sample)
{
    struct told *told = context;

    buf_append_format(&told->text, "%d.%d:", sample->cohort, sample->variant);
    for (size_t i = 0; i < sample->count; i++)
        buf_append_format(&told->text, " %s %s", verdict_name(sample->grades[i].verdict),
                          sample->grades[i].details ? sample->grades[i].details : "-");
    buf_append_char(&told->text, '\n');
    return told_end(told);
}

enum scan { COUNT_UNSCORED, EACH_UNSCORED, EACH_FAILING, EACH_GRADES, SCAN_COUNT };

static int scan_run(struct run_file *file, enum scan scan, const char *word,
                    struct told *told, struct error *err)
{
    struct run_plan *plan = stored_plan();
    int rc = -1;

    if (scan == COUNT_UNSCORED)
        rc = run_file_count_unscored(file, plan, unscored_tell, told, err);
    else if (scan == EACH_UNSCORED)
        rc = run_file_each_unscored(file, sample_tell, told, err);
    else if (scan == EACH_FAILING)
        rc = run_file_each_failing(file, plan, outcome_tell, told, err);
    else
        rc = run_file_each_grades(file, plan, word, grades_tell, told, err);
    run_plan_free(plan);
    return rc;
}

static void scan_expect(struct run_file *file, enum scan scan, const char *word,
                        const char *expected)
{
    struct told told = {.text = BUF_INIT(4096)};
    struct error err = ERROR_INIT;

    cr_expect_eq(scan_run(file, scan, word, &told, &err), 0, "%s", err.message);
    cr_expect_str_eq(buf_text(&told.text), expected, "got\n%s", buf_text(&told.text));
    buf_release(&told.text);
}

static const char all_grades[] = "0.0: pass -\n"
                                 "0.0: unscored -\n"
                                 "0.1: fail {\"note\":\"x\"}\n"
                                 "0.1: fail {\"errors\":[]}\n"
                                 "0.1: pass -\n"
                                 "0.1: unscored -\n"
                                 "1.1: fail -\n"
                                 "1.1: unscored -\n";

Test(run_file_scan, each_tells_its_part_of_the_samples_in_order_of_the_cases)
{
    static const struct {
        enum scan scan;
        const char *word, *expected;
    } rows[] = {
        {COUNT_UNSCORED, NULL, "0 0: 1\n1 1: 2\n"},
        {EACH_UNSCORED, NULL, "a-1.0.2\na-2.1.2\nc-1.1.2\n"},
        {EACH_FAILING, NULL,
         "a-1.0: 1+0+1-0 of 0+0\na-1.1: 0+2+0-0 of 1+0\n"
         "c-1.0: 0+0+0-2 of 0+0\nc-1.1: 0+1+1-0 of 0+0\n"},
        {EACH_GRADES, "errors", all_grades},
        {EACH_GRADES, "mistakes", ""},
    };
    struct run_file *file = stored_run_new(NULL);

    samples_add(file);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        scan_expect(file, rows[i].scan, rows[i].word, rows[i].expected);
    run_file_close(file);
}

Test(run_file_scan, a_function_ends_its_walk)
{
    struct run_file *file = stored_run_new(NULL);

    samples_add(file);
    for (int scan = 0; scan < SCAN_COUNT; scan++) {
        struct told told = {.text = BUF_INIT(4096), .left = 2};
        struct error err = ERROR_INIT;

        cr_expect_eq(scan_run(file, (enum scan)scan, "errors", &told, &err), 7, "%d",
                     scan);
        cr_expect_eq(told.left, 0, "%d goes on", scan);
        buf_release(&told.text);
    }
    run_file_close(file);
}

static void database_change(const char *path, const char *sql)
{
    sqlite3 *db;

    cr_assert_eq(sqlite3_open(path, &db), SQLITE_OK);
    cr_assert_eq(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK, "%s",
                 sqlite3_errmsg(db));
    sqlite3_close(db);
}

Test(run_file_scan, values_that_are_none_of_ours_are_damage)
{
    static const struct {
        enum scan scan;
        const char *sql;
    } rows[] = {
        {COUNT_UNSCORED, "UPDATE samples SET failure = 'vanished'"},
        {COUNT_UNSCORED, "UPDATE samples SET variant = -1 - number"},
        {COUNT_UNSCORED, "UPDATE samples SET variant = variant + 2"},
        {EACH_UNSCORED, "UPDATE samples SET variant = variant + 2"},
        {EACH_FAILING, "UPDATE samples SET \"case\" = \"case\" + 50"},
        {EACH_GRADES, "UPDATE samples SET variant = variant + 2"},
        {EACH_GRADES, "UPDATE cases SET cohort = 2 + number"},
        {EACH_GRADES, "UPDATE samples SET grades = '[\"errors\"]'"},
        {COUNT_UNSCORED, "DROP TABLE samples"},
        {EACH_FAILING, "DROP TABLE samples"},
        {EACH_GRADES, "DROP TABLE samples"},
    };
    char *folder = scratch_folder_new();

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *path = mem_format("%s/%zu.nwrun", folder, i);
        struct run_file *file = stored_run_new(path);
        struct told told = {.text = BUF_INIT(4096)};
        struct error err = ERROR_INIT;

        samples_add(file);
        cr_assert_eq(run_file_end(file, RUN_FINISHED, 0, NULL, 5, &err), 0);
        run_file_close(file);
        database_change(path, rows[i].sql);
        cr_assert_eq(run_file_open(path, &file, &err), 0, "%s", err.message);
        cr_expect_eq(scan_run(file, rows[i].scan, "errors", &told, &err), -1,
                     "taken by %d: %s", rows[i].scan, rows[i].sql);
        cr_expect_eq(err.kind, ERROR_SYSTEM);
        run_file_close(file);
        buf_release(&told.text);
        free(path);
    }
    scratch_folder_free(folder);
}

Test(run_file_scan, grades_of_an_older_file_are_told_too)
{
    char *folder = scratch_folder_new();
    char *path = mem_format("%s/a.nwrun", folder);
    struct run_file *file = stored_run_new(path);
    struct error err = ERROR_INIT;

    samples_add(file);
    cr_assert_eq(run_file_end(file, RUN_FINISHED, 0, NULL, 5, &err), 0);
    run_file_close(file);
    database_change(path, "CREATE TABLE rows AS SELECT * FROM grades; DROP VIEW grades;"
                          "ALTER TABLE rows RENAME TO grades;"
                          "ALTER TABLE samples DROP COLUMN grades;"
                          "PRAGMA user_version = 2");
    cr_assert_eq(run_file_open(path, &file, &err), 0, "%s", err.message);
    scan_expect(file, EACH_GRADES, "errors", all_grades);
    run_file_close(file);
    free(path);
    scratch_folder_free(folder);
}

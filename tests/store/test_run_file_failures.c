/* tests/store/test_run_file_failures.c - what cannot be written or read is told, and
 * nothing that is there is lost.
 */
#include "base/file.h"
#include "base/mem.h"
#include "store/run_file_database.h"
#include "tests/store/scratch_folder.h"
#include "tests/store/stored_run.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static void is_told(int rc, const struct error *err, enum error_kind kind,
                    const char *code, const char *part)
{
    cr_expect_eq(rc, -1, "taken; wanted %s", part);
    cr_expect_eq(err->kind, kind);
    cr_expect_str_eq(err->code, code);
    cr_expect(strstr(err->message, part), "\"%s\" in \"%s\"", part, err->message);
}

static void sql_run(const char *path, const char *sql)
{
    sqlite3 *db;

    cr_assert_eq(sqlite3_open(path, &db), SQLITE_OK);
    cr_assert_eq(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK, "%s",
                 sqlite3_errmsg(db));
    sqlite3_close(db);
}

Test(run_file_failures, a_file_that_is_there_is_never_written_over)
{
    char *folder = scratch_folder_new();
    char *path = mem_format("%s/a.nwrun", folder);
    struct buf bytes = BUF_INIT(100);
    struct error err = ERROR_INIT;
    struct run_file *file = NULL;

    scratch_write(folder, "a.nwrun", "dear diary", 10);
    is_told(run_file_create(path, &stored_info, &file, &err), &err, ERROR_INPUT, "N0600",
            "is there already");
    cr_assert_eq(file_read(path, &bytes, &err), 0);
    cr_expect_str_eq(buf_text(&bytes), "dear diary");
    buf_release(&bytes);
    free(path);
    scratch_folder_free(folder);
}

Test(run_file_failures, a_folder_that_cannot_be_made_is_told)
{
    char *folder = scratch_folder_new();
    char *path = mem_format("%s/file/runs/a.nwrun", folder);
    struct error err = ERROR_INIT;
    struct run_file *file = NULL;

    scratch_write(folder, "file", "", 0);
    is_told(run_file_create(path, &stored_info, &file, &err), &err, ERROR_SYSTEM, "N0004",
            "Not a directory");
    is_told(run_file_open(path, &file, &err), &err, ERROR_SYSTEM, "N0601",
            "Not a directory");
    free(path);
    scratch_folder_free(folder);
}

struct foreign_file {
    const char *name, *bytes;
    size_t length;
    enum error_kind kind;
    const char *code, *part;
};

Test(run_file_failures, what_is_no_run_file_is_refused_and_left_as_it_is)
{
    static const struct foreign_file files[] = {
        {"empty", "", 0, ERROR_INPUT, "N0602", "is not a run file"},
        {"text", "dear diary, dear diary", 22, ERROR_INPUT, "N0602", "is not a run file"},
        {"front", "SQLite format 3\0broken", 22, ERROR_INPUT, "N0602",
         "is not a run file"},
    };
    char *folder = scratch_folder_new();

    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        char *path = mem_format("%s/%s", folder, files[i].name);
        struct error err = ERROR_INIT;
        struct run_file *file = NULL;
        struct buf bytes = BUF_INIT(100);

        scratch_write(folder, files[i].name, files[i].bytes, files[i].length);
        is_told(run_file_open(path, &file, &err), &err, files[i].kind, files[i].code,
                files[i].part);
        cr_assert_eq(file_read(path, &bytes, &err), 0);
        cr_expect_eq(bytes.length, files[i].length);
        buf_release(&bytes);
        free(path);
    }
    scratch_folder_free(folder);
}

static void is_removed_when_blank(const char *path, bool want, const char *what)
{
    cr_expect_eq(run_file_remove_blank(path), want, "%s", what);
    cr_expect_eq(access(path, F_OK) == 0, !want && strcmp(what, "no file") != 0, "%s",
                 what);
    run_file_remove(path);
}

Test(run_file_failures, what_holds_nothing_of_a_run_is_removed_and_all_else_stays)
{
    char *folder = scratch_folder_new();
    char *path = mem_format("%s/a.nwrun", folder);
    struct error err = ERROR_INIT;
    struct run_file *file;

    is_removed_when_blank(path, false, "no file");
    scratch_write(folder, "a.nwrun", "", 0);
    is_removed_when_blank(path, true, "an empty file");
    scratch_write(folder, "a.nwrun", "dear diary", 10);
    is_removed_when_blank(path, false, "a text");
    sql_run(path, "PRAGMA application_id = 7");
    is_removed_when_blank(path, false, "a database of others");
    cr_assert_eq(run_file_create(path, &stored_info, &file, &err), 0);
    cr_expect_not(run_file_remove_blank(path), "one that is being written");
    run_file_close(file);
    is_removed_when_blank(path, true, "a run without a plan");
    run_file_close(stored_run_new(path));
    is_removed_when_blank(path, false, "a run with a plan");
    free(path);
    scratch_folder_free(folder);
}

Test(run_file_failures, databases_of_others_and_of_later_schemas_are_refused)
{
    static const struct {
        const char *sql;
        enum error_kind kind;
        const char *code, *part;
    } rows[] = {
        {"CREATE TABLE run (id)", ERROR_INPUT, "N0602", "is not a run file"},
        {"PRAGMA application_id=0x6e77726e; PRAGMA user_version=4", ERROR_INPUT, "N0603",
         "was written by a newer noworse: its schema is 4, this program reads up to 3"},
        {"PRAGMA application_id=0x6e77726e", ERROR_SYSTEM, "N0604", "is damaged"},
    };
    char *folder = scratch_folder_new();

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *path = mem_format("%s/%zu.nwrun", folder, i);
        struct error err = ERROR_INIT;
        struct run_file *file = NULL;

        sql_run(path, rows[i].sql);
        is_told(run_file_open(path, &file, &err), &err, rows[i].kind, rows[i].code,
                rows[i].part);
        free(path);
    }
    scratch_folder_free(folder);
}

static int sample_ignore(void *context, const struct sample_view *view)
{
    (void)view;
    ++*(int *)context;
    return 0;
}

static int outcome_ignore(void *context, const struct case_outcome *outcome)
{
    (void)outcome;
    ++*(int *)context;
    return 0;
}

/* A whole run file at path, ended, with two samples. */
static void run_write(const char *path)
{
    struct run_file *file = stored_run_new(path);
    struct error err = ERROR_INIT;

    stored_cases_add(file);
    stored_sample_add(file, 0, 0, 1, "x");
    stored_sample_add(file, 1, 1, 1, "x");
    cr_assert_eq(run_file_end(file, RUN_FINISHED, 0, NULL, 5, &err), 0);
    run_file_close(file);
}

static int run_read(const char *path, struct error *err)
{
    struct run_file *file = NULL;
    struct run_info info;
    int count = 0;
    int rc;

    if (run_file_open(path, &file, err))
        return -1;
    rc = run_file_info(file, &info, err);
    if (rc == 0)
        run_info_release(&info);
    if (rc == 0)
        rc = run_file_each_sample(file, sample_ignore, &count, err);
    if (rc == 0)
        rc = run_file_each_outcome(file, outcome_ignore, &count, err);
    run_file_close(file);
    return rc;
}

Test(run_file_failures, values_that_are_none_of_ours_are_damage)
{
    static const struct {
        const char *sql, *code;
    } rows[] = {
        {"UPDATE samples SET verdict = 'maybe'", "N0604"},
        {"UPDATE samples SET failure = 'vanished'", "N0604"},
        {"UPDATE samples SET finish = 'fish'", "N0604"},
        {"UPDATE samples SET variant = 2", "N0604"},
        {"UPDATE samples SET variant = -1", "N0604"},
        {"UPDATE samples SET repeat = 3", "N0604"},
        {"UPDATE samples SET \"case\" = 50 + number", "N0604"},
        {"UPDATE samples SET grades = json_replace(grades, '$[0][0]', 2)", "N0604"},
        {"UPDATE samples SET grades = json_replace(grades, '$[0][1]', 'x')", "N0604"},
        {"UPDATE cases SET cohort = 2 + number", "N0604"},
        {"UPDATE cases SET weight = 0", "N0604"},
        {"UPDATE cases SET weight = -1", "N0604"},
        {"UPDATE run SET status = 'fine'", "N0604"},
        {"UPDATE run SET id = 'a far too long id of a run, more than 26'", "N0604"},
        {"UPDATE run SET plan = '{'", "N0604"},
        {"UPDATE run SET plan = '{}'", "N0609"},
        {"UPDATE run SET plan = NULL", "N0610"},
        {"DELETE FROM run", "N0604"},
        {"DROP TABLE samples", "N0605"},
    };
    char *folder = scratch_folder_new();

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *path = mem_format("%s/%zu.nwrun", folder, i);
        struct error err = ERROR_INIT;

        run_write(path);
        sql_run(path, rows[i].sql);
        cr_expect_eq(run_read(path, &err), -1, "taken: %s", rows[i].sql);
        cr_expect_str_eq(err.code, rows[i].code, "%s: %s %s", rows[i].sql, err.code,
                         err.message);
        free(path);
    }
    scratch_folder_free(folder);
}

/* Wherever bytes are turned, reading ends: with an error or a result, never in a crash.
 */
Test(run_file_failures, a_damaged_file_never_crashes_the_reader)
{
    char *folder = scratch_folder_new();
    char *path = mem_format("%s/a.nwrun", folder);
    struct buf whole = BUF_INIT(1 << 20);
    struct error err = ERROR_INIT;
    int refused = 0;

    run_write(path);
    cr_assert_eq(file_read(path, &whole, &err), 0);
    for (size_t at = 0; at < whole.length; at += 997) {
        char was = whole.data[at];

        memset(whole.data + at, 0xa5, 1);
        scratch_write(folder, "b.nwrun", whole.data, whole.length);
        whole.data[at] = was;
        free(path);
        path = mem_format("%s/b.nwrun", folder);
        refused += run_read(path, &err) != 0;
    }
    scratch_write(folder, "b.nwrun", whole.data, whole.length / 2);
    cr_expect_eq(run_read(path, &err), -1, "half of a file is taken");
    cr_expect(refused > 0);
    buf_release(&whole);
    free(path);
    scratch_folder_free(folder);
}

static int big_sample_add(struct run_file *file, int64_t number, unsigned repeat,
                          struct error *err)
{
    struct reply reply;
    struct sample_record row = {.case_number = number,
                                .repeat = repeat,
                                .reply = &reply,
                                .verdict = VERDICT_PASS,
                                .latency_ms = (double)NAN,
                                .first_byte_ms = (double)NAN};
    int rc;

    reply_init(&reply);
    reply.has_text = true;
    buf_reserve(&reply.text, 100000);
    memset(reply.text.data, 'x', 100000);
    reply.text.length = 100000;
    reply.text.data[100000] = '\0';
    rc = run_file_add_sample(file, &row, err);
    reply_release(&reply);
    return rc;
}

Test(run_file_failures, a_full_disk_is_told_and_what_was_committed_stays)
{
    char *folder = scratch_folder_new();
    char *path = mem_format("%s/a.nwrun", folder);
    struct run_file *file = stored_run_new(path);
    struct rlimit limit = {1500000, 1500000};
    struct error err = ERROR_INIT;
    struct run_info info;
    int rc = 0, committed = 0, count = 0;

    stored_cases_add(file);
    signal(SIGXFSZ, SIG_IGN);
    cr_assert_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    for (unsigned i = 1; i < 100 && rc == 0; i++) {
        cr_assert_eq(run_file_begin(file, &err), 0, "%s", err.message);
        rc = big_sample_add(file, 0, i, &err);
        if (run_file_commit(file, &err) == 0)
            committed++;
        else
            rc = -1;
    }
    is_told(rc, &err, ERROR_SYSTEM, "N0605", "cannot write");
    cr_expect(committed > 3 && committed < 30, "%d turns fit", committed);
    run_file_close(file);

    cr_assert_eq(run_file_open(path, &file, &err), 0, "%s", err.message);
    cr_assert_eq(run_file_each_sample(file, sample_ignore, &count, &err), 0, "%s",
                 err.message);
    cr_expect_eq(count, committed);
    cr_assert_eq(run_file_info(file, &info, &err), 0);
    cr_expect_eq(info.status, RUN_RUNNING);
    run_info_release(&info);
    run_file_close(file);
    free(path);
    scratch_folder_free(folder);
}

/* Of a temporary file nothing stays: what helps is another folder for it. */
Test(run_file_failures, a_full_disk_of_temporary_files_is_told_with_where_to_make_room)
{
    struct run_file *file = stored_run_new(NULL);
    struct error err = ERROR_INIT;
    int rc = 0;

    stored_cases_add(file);
    sqlite3_exec(file->db, "PRAGMA max_page_count = 100", NULL, NULL, NULL);
    for (unsigned i = 1; i < 100 && rc == 0; i++)
        rc = big_sample_add(file, 0, i, &err);
    is_told(rc, &err, ERROR_SYSTEM, "N0605", "the disk is full");
    cr_expect(strstr(err.hint, "TMPDIR"), "%s", err.hint);
    run_file_close(file);
}

Test(run_file_failures, a_run_that_cannot_keep_its_samples_is_not_finished)
{
    struct run_file *file = stored_run_new(NULL);
    struct error err = ERROR_INIT;

    stored_cases_add(file);
    cr_assert_eq(run_file_begin(file, &err), 0);
    cr_expect_eq(big_sample_add(file, 0, 1, &err), 0);
    cr_expect_eq(big_sample_add(file, 0, 1, &err), -1, "a sample is taken twice");
    is_told(run_file_end(file, RUN_FINISHED, 0, NULL, 5, &err), &err, ERROR_SYSTEM,
            "N0605", "none of it was kept");
    cr_expect_eq(run_file_end(file, RUN_STOPPED, 0, "disk", 5, &err), 0,
                 "how it was stopped cannot be told");
    run_file_close(file);
}

Test(run_file_failures, one_sample_is_not_stored_twice)
{
    struct run_file *file = stored_run_new(NULL);
    struct error err = ERROR_INIT;

    stored_cases_add(file);
    stored_sample_add(file, 0, 0, 1, "x");
    cr_expect_eq(big_sample_add(file, 0, 1, &err), -1);
    cr_expect_str_eq(err.code, "N0605");
    run_file_close(file);
}

Test(run_file_failures, a_turn_within_a_turn_is_our_bug)
{
    struct run_file *file = stored_run_new(NULL);
    struct error err = ERROR_INIT;

    is_told(run_file_commit(file, &err), &err, ERROR_BUG, "N0611", "no turn");
    cr_assert_eq(run_file_begin(file, &err), 0);
    is_told(run_file_begin(file, &err), &err, ERROR_BUG, "N0611", "open already");
    run_file_close(file);
}

Test(run_file_failures, a_plan_that_could_not_be_read_is_not_written)
{
    struct run_file *file = NULL;
    struct run_plan *plan = stored_plan();
    struct error err = ERROR_INIT;

    cr_assert_eq(run_file_create(NULL, &stored_info, &file, &err), 0);
    free(plan->variants[1].label);
    plan->variants[1].label = NULL;
    is_told(run_file_set_plan(file, plan, &err), &err, ERROR_BUG, "N0609",
            "/variants/1/label");
    run_plan_free(plan);
    run_file_close(file);
}

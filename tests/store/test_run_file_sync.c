/* tests/store/test_run_file_sync.c - the descriptor that is synced is the journal's. */
#include "base/mem.h"
#include "store/run_file_sync.h"
#include "tests/store/scratch_folder.h"
#include "tests/store/stored_run.h"

#include <criterion/criterion.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void is_journal(int descriptor, const char *path, const char *when)
{
    char *name = mem_format("%s-wal", path);
    struct stat of, named;

    cr_assert_eq(fstat(descriptor, &of), 0, "%s", when);
    cr_assert_eq(stat(name, &named), 0, "%s", when);
    cr_expect_eq(of.st_ino, named.st_ino, "%s", when);
    free(name);
}

/* All of the journal is carried over, so that what is written next begins it anew. */
static void journal_carry_over(const char *path)
{
    sqlite3 *db;

    cr_assert_eq(sqlite3_open(path, &db), SQLITE_OK);
    cr_assert_eq(sqlite3_exec(db, "SELECT id FROM run; PRAGMA wal_checkpoint(TRUNCATE)",
                              NULL, NULL, NULL),
                 SQLITE_OK);
    sqlite3_close(db);
}

static struct run_file_sync sync_begin(struct run_file *file)
{
    struct run_file_sync sync;
    struct error err = ERROR_INIT;

    cr_assert_eq(run_file_sync_begin(file, &sync, &err), 0, "%s", err.message);
    return sync;
}

Test(run_file_sync, the_journal_stays_the_same_file_until_the_run_is_settled)
{
    char *folder = scratch_folder_new();
    char *path = mem_format("%s/a.nwrun", folder);
    struct run_file *file = stored_run_new(path);
    struct run_file_sync sync, again;
    struct error err = ERROR_INIT;
    struct stat status;

    stored_cases_add(file);
    sync = sync_begin(file);
    is_journal(sync.journal, path, "at first");
    cr_assert_eq(run_file_sync(&sync), 0);
    journal_carry_over(path);
    cr_assert_eq(fstat(sync.journal, &status), 0);
    cr_expect_eq(status.st_size, 0, "nothing was carried over");
    stored_sample_add(file, 0, 0, 1, "yes");
    again = sync_begin(file);
    cr_expect_eq(again.journal, sync.journal);
    is_journal(again.journal, path, "after what it held was carried over");
    cr_assert_eq(fstat(again.journal, &status), 0);
    cr_expect_gt(status.st_size, 0);
    cr_assert_eq(run_file_end(file, RUN_FINISHED, 0, NULL, 5, &err), 0);
    run_file_close(file);
    cr_expect_eq(fstat(again.journal, &status), -1, "it is left open");
    free(path);
    scratch_folder_free(folder);
}

static ino_t inode_of(int descriptor)
{
    struct stat status;

    cr_assert_eq(fstat(descriptor, &status), 0);
    return status.st_ino;
}

Test(run_file_sync, a_new_file_and_its_name_go_to_the_disk_with_the_first)
{
    char *folder = scratch_folder_new();
    char *path = mem_format("%s/a.nwrun", folder);
    struct run_file *file = stored_run_new(path);
    struct run_file_sync sync = sync_begin(file);
    struct stat named;

    cr_assert_geq(sync.file, 0, "not the file");
    cr_assert_geq(sync.folder, 0, "not its name");
    cr_assert_eq(stat(path, &named), 0);
    cr_expect_eq(inode_of(sync.file), named.st_ino);
    cr_assert_eq(stat(folder, &named), 0);
    cr_expect_eq(inode_of(sync.folder), named.st_ino);
    cr_expect_eq(run_file_sync(&sync), 0);
    cr_expect_eq(sync.folder, -1, "the folder is left open");
    sync = sync_begin(file);
    cr_expect_eq(sync.file, -1, "the file a second time");
    cr_expect_eq(sync.folder, -1, "its name a second time");
    run_file_close(file);
    free(path);
    scratch_folder_free(folder);
}

Test(run_file_sync, a_temporary_file_has_no_journal)
{
    struct run_file *file = stored_run_new(NULL);
    struct run_file_sync sync = sync_begin(file);

    cr_expect_eq(sync.file, -1);
    cr_expect_eq(sync.folder, -1);
    cr_expect_eq(sync.journal, -1);
    run_file_close(file);
}

static int64_t bytes_of(const char *path, const char *ending)
{
    char *name = mem_format("%s%s", path, ending);
    struct stat status;

    cr_assert_eq(stat(name, &status), 0, "%s", name);
    free(name);
    return status.st_size;
}

/* A turn of its own and some ten pages of the journal each. */
static void samples_add(struct run_file *file, int64_t from, int64_t count)
{
    static char answer[128 * 1024];

    memset(answer, 'a', sizeof answer - 1);
    for (int64_t i = from; i < from + count; i++)
        stored_sample_add(file, i, 0, 1, answer);
}

/* The one number, or text, that a query gives. */
static char *answer_of(sqlite3 *db, const char *query)
{
    sqlite3_stmt *row;
    char *text;

    cr_assert_eq(sqlite3_prepare_v2(db, query, -1, &row, NULL), SQLITE_OK);
    cr_assert_eq(sqlite3_step(row), SQLITE_ROW);
    text = mem_text((const char *)sqlite3_column_text(row, 0));
    sqlite3_finalize(row);
    return text;
}

static void is_whole(const char *path, const char *samples)
{
    char *check, *count;
    sqlite3 *db;

    cr_assert_eq(sqlite3_open(path, &db), SQLITE_OK);
    check = answer_of(db, "PRAGMA integrity_check(1)");
    count = answer_of(db, "SELECT count(*) FROM samples");
    cr_expect_str_eq(check, "ok");
    cr_expect_str_eq(count, samples);
    free(check);
    free(count);
    sqlite3_close(db);
}

Test(run_file_sync, a_long_journal_is_carried_over_by_the_one_that_syncs)
{
    char *folder = scratch_folder_new();
    char *path = mem_format("%s/a.nwrun", folder);
    struct run_file *file = stored_run_new(path);
    struct run_file_sync sync = sync_begin(file);
    int64_t before;

    cr_expect_null(sync.copier, "a short one");
    cr_expect_eq(run_file_sync(&sync), 0);
    run_file_sync_end(file, &sync);
    samples_add(file, 0, 150);
    before = bytes_of(path, "");
    sync = sync_begin(file);
    cr_assert_not_null(sync.copier);
    cr_expect_eq(run_file_sync(&sync), 0);
    cr_expect_gt(bytes_of(path, ""), before, "nothing was carried over");
    run_file_sync_end(file, &sync);
    sync = sync_begin(file);
    cr_expect_null(sync.copier, "all of it is there");
    run_file_close(file);
    is_whole(path, "150");
    free(path);
    scratch_folder_free(folder);
}

/* A run that has ended is carried over while it is read, as judging it does. */
Test(run_file_sync, a_run_that_ended_is_carried_over_while_it_is_read)
{
    char *folder = scratch_folder_new();
    char *path = mem_format("%s/a.nwrun", folder);
    struct run_file *file = stored_run_new(path);
    struct error err = ERROR_INIT;
    struct run_info info;
    int64_t before;

    samples_add(file, 0, 20);
    before = bytes_of(path, "");
    run_file_sync_ahead(file);
    cr_assert_eq(run_file_info(file, &info, &err), 0, "%s", err.message);
    run_info_release(&info);
    cr_assert_eq(run_file_end(file, RUN_FINISHED, 0, NULL, 5, &err), 0);
    cr_expect_eq(sync_ahead_end(file, &err), 0, "%s", err.message);
    cr_expect_gt(bytes_of(path, ""), before + 20 * 128 * 1024, "not carried over");
    run_file_sync_ahead(file); /* there is too little for a second one */
    cr_assert_eq(run_file_settle(file, &err), 0, "%s", err.message);
    run_file_close(file);
    is_whole(path, "20");
    free(path);
    scratch_folder_free(folder);
}

/* What was not settled, for the run failed, waits for the thread, too. */
Test(run_file_sync, a_run_file_is_closed_while_it_is_carried_over)
{
    char *folder = scratch_folder_new();
    char *path = mem_format("%s/a.nwrun", folder);
    struct run_file *file = stored_run_new(path);

    samples_add(file, 0, 20);
    run_file_sync_ahead(file);
    run_file_close(file);
    is_whole(path, "20");
    free(path);
    scratch_folder_free(folder);
}

struct syncing {
    struct run_file_sync sync;
    atomic_bool has_ended;
};

static void *on_thread(void *context)
{
    struct syncing *syncing = context;

    run_file_sync(&syncing->sync);
    syncing->has_ended = true;
    return NULL;
}

/* As runs do it: the loop writes all the time. */
Test(run_file_sync, what_is_carried_over_while_more_is_written_is_whole)
{
    enum { SAMPLES = 1200, A_ROUND = 20 };
    char *folder = scratch_folder_new();
    char *path = mem_format("%s/a.nwrun", folder);
    struct run_file *file = stored_run_new(path);
    struct error err = ERROR_INIT;
    int64_t count = 0;

    while (count < SAMPLES) {
        struct syncing syncing = {.sync = sync_begin(file)};
        pthread_t thread;

        cr_assert_eq(pthread_create(&thread, NULL, on_thread, &syncing), 0);
        for (int i = 0; count < SAMPLES && (i < A_ROUND || !syncing.has_ended); i++)
            samples_add(file, count++, 1);
        pthread_join(thread, NULL);
        run_file_sync_end(file, &syncing.sync);
    }
    cr_assert_eq(run_file_end(file, RUN_FINISHED, 0, NULL, 5, &err), 0);
    cr_assert_eq(run_file_settle(file, &err), 0);
    run_file_close(file);
    is_whole(path, "1200");
    free(path);
    scratch_folder_free(folder);
}

/* How often the journal was begun anew, as its head counts it. */
static uint32_t beginnings_of(int journal)
{
    uint8_t bytes[4];

    cr_assert_eq(pread(journal, bytes, sizeof bytes, 12), (ssize_t)sizeof bytes);
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 |
           bytes[3];
}

static void carry_over(struct run_file *file)
{
    struct run_file_sync sync = sync_begin(file);

    cr_assert_not_null(sync.copier);
    cr_expect_eq(run_file_sync(&sync), 0);
    run_file_sync_end(file, &sync);
}

/* One that looks at the run as it is now: what comes later cannot be carried over. */
static sqlite3 *reader_new(const char *path)
{
    sqlite3 *reader;

    cr_assert_eq(sqlite3_open(path, &reader), SQLITE_OK);
    cr_assert_eq(sqlite3_exec(reader, "BEGIN; SELECT id FROM run", NULL, NULL, NULL),
                 SQLITE_OK);
    return reader;
}

Test(run_file_sync, the_loop_copies_the_last_pages_and_the_journal_begins_anew)
{
    char *folder = scratch_folder_new();
    char *path = mem_format("%s/a.nwrun", folder);
    struct run_file *file = stored_run_new(path);
    sqlite3 *reader;
    uint32_t before;

    samples_add(file, 0, 40);
    carry_over(file);
    samples_add(file, 40, 150); /* some 20 MB */
    before = beginnings_of(sync_begin(file).journal);
    reader = reader_new(path);
    samples_add(file, 190, 1);
    carry_over(file);
    sqlite3_close(reader);
    samples_add(file, 191, 2);
    cr_expect_eq(beginnings_of(sync_begin(file).journal), before + 1);
    run_file_close(file);
    is_whole(path, "193");
    free(path);
    scratch_folder_free(folder);
}

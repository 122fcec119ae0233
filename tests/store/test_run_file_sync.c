/* tests/store/test_run_file_sync.c - the descriptor that is synced is the journal's. */
#include "base/mem.h"
#include "store/run_file_sync.h"
#include "tests/store/scratch_folder.h"
#include "tests/store/stored_run.h"

#include <criterion/criterion.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <sys/stat.h>

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

Test(run_file_sync, the_journal_stays_the_same_file_until_the_run_has_ended)
{
    char *folder = scratch_folder_new();
    char *path = mem_format("%s/a.nwrun", folder);
    struct run_file *file = stored_run_new(path);
    struct error err = ERROR_INIT;
    int descriptor = -1, again = -1;
    struct stat status;

    stored_cases_add(file);
    cr_assert_eq(run_file_journal(file, &descriptor, &err), 0, "%s", err.message);
    is_journal(descriptor, path, "at first");
    journal_carry_over(path);
    cr_assert_eq(fstat(descriptor, &status), 0);
    cr_expect_eq(status.st_size, 0, "nothing was carried over");
    stored_sample_add(file, 0, 0, 1, "yes");
    cr_assert_eq(run_file_journal(file, &again, &err), 0);
    cr_expect_eq(again, descriptor);
    is_journal(descriptor, path, "after what it held was carried over");
    cr_assert_eq(fstat(descriptor, &status), 0);
    cr_expect_gt(status.st_size, 0);
    cr_assert_eq(run_file_end(file, RUN_FINISHED, 0, NULL, 5, &err), 0);
    run_file_close(file);
    cr_expect_eq(fstat(descriptor, &status), -1, "it is left open");
    free(path);
    scratch_folder_free(folder);
}

Test(run_file_sync, a_temporary_file_has_no_journal)
{
    struct run_file *file = stored_run_new(NULL);
    struct error err = ERROR_INIT;
    int descriptor = 7;

    cr_assert_eq(run_file_journal(file, &descriptor, &err), 0);
    cr_expect_eq(descriptor, -1);
    run_file_close(file);
}

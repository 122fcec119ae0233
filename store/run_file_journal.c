/* store/run_file_journal.c - the journal, carried over while a run goes on. */
#include "store/run_file_journal.h"

#include "base/mem.h"
#include "store/run_file_database.h"
#include "store/run_file_schema.h"

#include <stdlib.h>
#include <sys/statvfs.h>

/* Pages of 8 kB: how long the journal is when it is to begin anew, 16 MB or some 5,000
 * samples of a kilobyte; how long where the copier does not keep up; how many are worth a
 * copy, and how many at the end of a run, when nothing else is to be done. */
enum {
    PAGES_MAX = 2048,
    PAGES_MAX_BEHIND = 4 * PAGES_MAX,
    PAGES_COPIED_MIN = PAGES_MAX / 4,
    PAGES_COPIED_LAST_MIN = 64,
    PAGES_LOOKED = 128 /* that came since the disk's room was looked at last: 1 MB */
};

static bool is_time(const struct journal_copying *copying)
{
    return copying->pages >= (copying->copier ? PAGES_MAX_BEHIND : PAGES_MAX) ||
           (copying->is_nearly_done && copying->pages >= PAGES_MAX);
}

/* What is copied makes the file longer, by as much as was not copied yet at most. So the
 * disk is short of room where it has less than that, and a little for the next commit:
 * then all is copied while it can be, and the journal stays short from now on, which else
 * keeps the length that it once had. */
static bool room_is_short(struct run_file *file)
{
    struct journal_copying *copying = &file->copying;
    const int64_t wanted = copying->pages - copying->copied + PAGES_LOOKED;
    struct statvfs disk;
    char *limit;

    if (copying->pages < copying->looked_at + PAGES_LOOKED)
        return false;
    copying->looked_at = copying->pages;
    if (fstatvfs(file->lock, &disk) || !disk.f_blocks) /* nobody can tell */
        return false;
    if (disk.f_bavail * (disk.f_frsize / 512) >=
        (uint64_t)wanted * (RUN_FILE_PAGE_BYTES / 512))
        return false;
    limit =
        mem_format("PRAGMA journal_size_limit = %d", PAGES_LOOKED * RUN_FILE_PAGE_BYTES);
    sqlite3_exec(file->db, limit, NULL, NULL, NULL);
    free(limit);
    return true;
}

/* After each commit. The next one begins the journal anew where all of it was copied. So
 * what the copier left, because it was written meanwhile, is copied right after it. */
static int on_commit(void *context, sqlite3 *db, const char *name, int pages)
{
    struct run_file *file = context;
    struct journal_copying *copying = &file->copying;

    if (pages < copying->pages)
        copying->copied = copying->looked_at = 0;
    copying->pages = pages;
    if ((!room_is_short(file) && !is_time(copying)) ||
        sqlite3_wal_checkpoint_v2(db, name, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL) !=
            SQLITE_BUSY) /* the copier is at it again: after the next commit */
        copying->is_nearly_done = false;
    return SQLITE_OK;
}

void journal_watch(struct run_file *file)
{
    sqlite3_wal_hook(file->db, on_commit, file);
}

static sqlite3 *copier_open(const struct run_file *file)
{
    sqlite3 *copier;

    if (sqlite3_open_v2(sqlite3_db_filename(file->db, "main"), &copier,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX |
                            SQLITE_OPEN_PRIVATECACHE,
                        NULL) != SQLITE_OK) {
        sqlite3_close(copier);
        return NULL;
    }
    sqlite3_db_config(copier, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(copier, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    return copier;
}

bool journal_is_long(const struct journal_copying *copying)
{
    return copying->pages - copying->copied >= PAGES_MAX / 2 && !is_time(copying);
}

sqlite3 *journal_copier(struct run_file *file)
{
    struct journal_copying *copying = &file->copying;

    if (copying->pages - copying->copied < PAGES_COPIED_MIN || is_time(copying))
        return NULL; /* or it is the loop's turn, which it would be in the way of */
    if (!copying->copier)
        copying->copier = copier_open(file);
    return copying->copier;
}

sqlite3 *journal_last_copier(struct run_file *file)
{
    struct journal_copying *copying = &file->copying;

    if (copying->pages - copying->copied < PAGES_COPIED_LAST_MIN)
        return NULL;
    if (!copying->copier)
        copying->copier = copier_open(file);
    return copying->copier;
}

/* A connection that has read nothing yet knows of no journal. */
int journal_copy(sqlite3 *copier)
{
    int copied = -1;

    if (sqlite3_exec(copier, "PRAGMA schema_version", NULL, NULL, NULL) != SQLITE_OK)
        return -1;
    return sqlite3_wal_checkpoint_v2(copier, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL,
                                     &copied) == SQLITE_OK
               ? copied
               : -1;
}

void journal_copied(struct run_file *file, int copied)
{
    if (copied < 0 || copied > file->copying.pages)
        return;
    file->copying.copied = copied;
    file->copying.is_nearly_done = true;
}

void journal_copying_end(struct run_file *file)
{
    sqlite3_close(file->copying.copier);
    file->copying.copier = NULL;
}

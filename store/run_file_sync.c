/* store/run_file_sync.c - what was committed, on the disk. */
#include "store/run_file_sync.h"

#include "store/run_file_database.h"

#include <errno.h>
#include <fcntl.h>

int run_file_journal(struct run_file *file, int *descriptor, struct error *err)
{
    const char *name;

    if (file->path && file->journal < 0) {
        name = sqlite3_filename_wal(sqlite3_db_filename(file->db, "main"));
        file->journal = open(name, O_RDONLY | O_CLOEXEC);
        if (file->journal < 0 && errno != ENOENT)
            return run_file_unsynced(file, errno, err);
    }
    *descriptor = file->journal;
    return 0;
}

int run_file_unsynced(const struct run_file *file, int number, struct error *err)
{
    if (number == ENOSPC || number == EDQUOT)
        error_set(err, ERROR_SYSTEM, "N0605", "cannot write %s: the disk is full",
                  file->shown);
    else {
        errno = number;
        error_errno(err, "N0605", "write", file->shown);
    }
    return error_hint(err, "what was written in its last seconds may not be on the disk");
}

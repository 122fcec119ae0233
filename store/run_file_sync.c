/* store/run_file_sync.c - what was committed, on the disk. */
#include "store/run_file_sync.h"

#include "base/path.h"
#include "store/run_file_database.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

static int folder_open(const char *path)
{
    char *folder = path_folder(path);
    int descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    free(folder);
    return descriptor;
}

int run_file_sync_begin(struct run_file *file, struct run_file_sync *out,
                        struct error *err)
{
    const char *name;

    *out = (struct run_file_sync){-1, -1, -1, NULL, -1};
    if (file->path && file->journal < 0) {
        name = sqlite3_filename_wal(sqlite3_db_filename(file->db, "main"));
        file->journal = open(name, O_RDONLY | O_CLOEXEC);
        if (file->journal < 0 && errno != ENOENT)
            return run_file_unsynced(file, errno, err);
    }
    out->journal = file->journal;
    if (file->journal >= 0)
        out->copier = journal_copier(file);
    if (file->journal >= 0 && file->is_new) {
        out->file = file->lock;
        out->folder = folder_open(file->path);
        file->is_new = false;
    }
    return 0;
}

bool run_file_sync_is_urgent(const struct run_file *file)
{
    return journal_is_long(&file->copying);
}

int run_file_sync(struct run_file_sync *sync)
{
    int failure = 0;

    if (sync->file >= 0 && fdatasync(sync->file))
        failure = errno;
    if (sync->folder >= 0) {
        fsync(sync->folder); /* which some file systems refuse */
        close(sync->folder);
    }
    sync->folder = -1;
    if (!failure && sync->journal >= 0 && fdatasync(sync->journal))
        failure = errno;
    if (!failure && sync->copier)
        sync->copied = journal_copy(sync->copier);
    return failure;
}

static void *on_thread(void *context)
{
    struct sync_ahead *ahead = context;

    ahead->result = run_file_sync(&ahead->work);
    if (!ahead->result && fdatasync(ahead->file))
        ahead->result = errno;
    return NULL;
}

void run_file_sync_ahead(struct run_file *file)
{
    struct sync_ahead *ahead = &file->ahead;
    struct error ignored;
    sqlite3 *copier;

    if (ahead->is_under_way || !file->path || !(copier = journal_last_copier(file)) ||
        run_file_sync_begin(file, &ahead->work, &ignored))
        return; /* it is done when the file is settled */
    ahead->work.copier = copier;
    ahead->file = file->lock;
    ahead->is_under_way = true;
    ahead->has_thread = pthread_create(&ahead->thread, NULL, on_thread, ahead) == 0;
    if (!ahead->has_thread)
        on_thread(ahead);
}

int sync_ahead_end(struct run_file *file, struct error *err)
{
    struct sync_ahead *ahead = &file->ahead;

    if (!ahead->is_under_way)
        return 0;
    if (ahead->has_thread)
        pthread_join(ahead->thread, NULL);
    ahead->is_under_way = false;
    return ahead->result ? run_file_unsynced(file, ahead->result, err) : 0;
}

void run_file_sync_end(struct run_file *file, const struct run_file_sync *sync)
{
    journal_copied(file, sync->copied);
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

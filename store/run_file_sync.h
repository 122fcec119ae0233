/* store/run_file_sync.h - what was committed, on the disk.
 *
 * With synchronous=NORMAL a commit is in the journal (-wal) but not yet on the disk: only
 * a checkpoint waits for that, and the kernel writes when it likes, after 5 to 30 s. So
 * whoever writes a run has the journal put on the disk now and then, on any thread: it
 * need not wait for a turn to end, for the journal is read up to its last whole commit.
 *
 * Of a file that is new, what it is made of goes there with the first of these, or at the
 * end of a run that is shorter: its first page, without which SQLite throws the journal
 * away, and the names of both.
 */
#ifndef NOWORSE_STORE_RUN_FILE_SYNC_H
#define NOWORSE_STORE_RUN_FILE_SYNC_H

#include "base/error.h"

#include <pthread.h>
#include <stdbool.h>

struct run_file;
struct sqlite3;

/* What is to be put on the disk, in this order; -1: nothing. */
struct run_file_sync {
    int file;    /* borrowed */
    int folder;  /* owned */
    int journal; /* borrowed; -1 for a temporary file, or on a file system where SQLite
                    cannot have one, and waits for the disk at each commit */
    struct sqlite3
        *copier; /* borrowed: to carry a long journal over; NULL: it is short */
    int copied;  /* what that came to */
};

/* One that goes on while the run is read. */
struct sync_ahead {
    struct run_file_sync work;
    pthread_t thread;
    int file; /* borrowed: on the disk at the end, too */
    int result;
    bool is_under_way, has_thread;
};

/* The journal's descriptor is our own, and SQLite locks the file and its -shm, never the
 * journal, so that closing it drops no lock. The journal begins anew after a checkpoint
 * but stays the same inode until the file is settled. */
int run_file_sync_begin(struct run_file *file, struct run_file_sync *out,
                        struct error *err);

/* The journal has grown so long since the last one that the next is not to be waited for.
 */
bool run_file_sync_is_urgent(const struct run_file *file);

/* On any thread, while the file is open and not settled. 0, or the errno. */
int run_file_sync(struct run_file_sync *sync);

/* After it, where the file is written. */
void run_file_sync_end(struct run_file *file, const struct run_file_sync *sync);

/* All of a run that has ended, on a thread of its own, while it is read:
 * run_file_settle() waits for it and has little left to do. Nothing is done where there
 * is little. While no run_file_sync() is under way. */
void run_file_sync_ahead(struct run_file *file);
/* For the run_file_*.c: waits for it; 0 also where there was none. */
int sync_ahead_end(struct run_file *file, struct error *err);

/* run_file_sync() failed with this errno. Always -1. */
int run_file_unsynced(const struct run_file *file, int number, struct error *err);

#endif

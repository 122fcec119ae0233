/* store/run_file_sync.h - what was committed, on the disk.
 *
 * With synchronous=NORMAL a commit is in the journal (-wal) but not yet on the disk: only
 * a checkpoint waits for that, and the kernel writes when it likes, after 5 to 30 s. So
 * whoever writes a run calls fdatasync() for the journal now and then, on any thread: it
 * need not wait for a turn to end, for the journal is read up to its last whole commit.
 */
#ifndef NOWORSE_STORE_RUN_FILE_SYNC_H
#define NOWORSE_STORE_RUN_FILE_SYNC_H

#include "base/error.h"

struct run_file;

/* A descriptor of the journal for fdatasync(), open as long as the file is. It is our
 * own, and SQLite locks the file and its -shm, never the journal, so that closing it
 * drops no lock. The journal begins anew after a checkpoint but stays the same inode
 * until run_file_end(). -1: there is none (a temporary file; a file system where SQLite
 * cannot have one, and waits for the disk at each commit). */
int run_file_journal(struct run_file *file, int *descriptor, struct error *err);

/* fdatasync() failed with this errno. Always -1. */
int run_file_unsynced(const struct run_file *file, int number, struct error *err);

#endif

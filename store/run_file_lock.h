/* store/run_file_lock.h - one writer at a time.
 *
 * A lock on one byte, far behind the bytes that SQLite locks. It belongs to the open file
 * description: the kernel drops it when the process ends, however that ends, so a killed
 * run leaves none behind.
 *
 * Closing any descriptor of a file drops the locks that SQLite holds on it for this
 * process. So a lock is closed after the database, and run_file_is_live() is not for a
 * file that this process has open.
 */
#ifndef NOWORSE_STORE_RUN_FILE_LOCK_H
#define NOWORSE_STORE_RUN_FILE_LOCK_H

/* 0: it is ours until the descriptor is closed; 1: another has it; -1: errno says why. */
int run_file_lock(int descriptor);
/* While the descriptor stays open. */
void run_file_unlock(int descriptor);

#endif

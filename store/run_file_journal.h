/* store/run_file_journal.h - the journal, carried over into the file while a run goes on:
 * for the run_file_*.c alone.
 *
 * Pages of the journal (-wal) have to go into the file some time, and whoever does that
 * waits for the disk twice. A second connection does it on the thread that puts the
 * journal on the disk (run_file_sync.h), so that the loop has a few pages left to do when
 * the journal is long enough to begin anew. No more is risked than by SQLite's own
 * checkpoints, which may be stopped anywhere: what they copy is in the journal, on the
 * disk, until it begins anew.
 *
 * A disk that has no room for a long journal is no reason to stop while there is some for
 * the file: there the loop copies, early and often.
 */
#ifndef NOWORSE_STORE_RUN_FILE_JOURNAL_H
#define NOWORSE_STORE_RUN_FILE_JOURNAL_H

#include <sqlite3.h>
#include <stdbool.h>

struct run_file;

struct journal_copying {
    sqlite3 *copier;     /* owned; NULL: none was needed yet */
    int pages;           /* in the journal, after the last commit */
    int copied;          /* of these, as far as is known */
    int looked_at;       /* pages when the disk's room was looked at last */
    bool is_nearly_done; /* the copier has copied all but the last commits */
};

/* From now on the journal is carried over when it is long. */
void journal_watch(struct run_file *file);

/* So much of it is not carried over yet that the loop would soon have to. */
bool journal_is_long(const struct journal_copying *copying);

/* What is to carry it over on another thread, with journal_copy(); borrowed. NULL: that
 * is not worth it now. */
sqlite3 *journal_copier(struct run_file *file);

/* On any thread: the pages of the journal that are in the file now; -1: it could not be
 * done, which does no harm. */
int journal_copy(sqlite3 *copier);
void journal_copied(struct run_file *file, int copied);

/* The same for a journal that will be carried over at once; NULL: it is short. */
sqlite3 *journal_last_copier(struct run_file *file);

/* Before the file is settled or closed. */
void journal_copying_end(struct run_file *file);

#endif

/* store/run_files_old.h - run files that are older than a project keeps them. */
#ifndef NOWORSE_STORE_RUN_FILES_OLD_H
#define NOWORSE_STORE_RUN_FILES_OLD_H

#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

/* Removes the runs of a folder that are over and ended before a moment (wall clock);
 * *removed is how many. What did not finish, and what cannot be read, stays. */
int run_files_remove_old(const char *folder, int64_t before_ms, size_t *removed,
                         struct error *err);

#endif

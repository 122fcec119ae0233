/* tests/store/scratch_folder.h - a folder for one test, gone after it. */
#ifndef NOWORSE_TESTS_STORE_SCRATCH_FOLDER_H
#define NOWORSE_TESTS_STORE_SCRATCH_FOLDER_H

#include <stddef.h>

/* A new empty folder; the caller's, for scratch_folder_free(). */
char *scratch_folder_new(void);
/* Removes it with the files in it and in its folders, one level deep. */
void scratch_folder_free(char *folder);

void scratch_write(const char *folder, const char *name, const void *bytes,
                   size_t length);

#endif

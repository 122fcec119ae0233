/* new_file.h - a file written piece by piece, which nobody sees before it is whole.
 *
 * It is made beside `path`, flushed to the disk, and then renamed over what is there. A
 * device or pipe that exists (/dev/stdout, /dev/full) is written in place.
 */
#ifndef NOWORSE_BASE_NEW_FILE_H
#define NOWORSE_BASE_NEW_FILE_H

#include "base/error.h"

#include <stdio.h>

struct new_file {
    FILE *stream;     /* to be written to; owned */
    char *path;       /* owned */
    char *beside;     /* owned; NULL: a device */
    const char *code; /* of errors; static */
};

/* Makes missing folders. 0: to be ended by new_file_end(). */
int new_file_begin(struct new_file *file, const char *path, const char *code,
                   struct error *err);

/* Closes it. rc: what writing came to; not 0: what was there stays, and the same is
 * returned. 0: all of it is on the disk and in its place; else -1, nothing is replaced.
 */
int new_file_end(struct new_file *file, int rc, struct error *err);

#endif

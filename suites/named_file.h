/* suites/named_file.h - files that a suite or a prompt names: relative to the file that
 * names them, links resolved, inside the root. */
#ifndef NOWORSE_SUITES_NAMED_FILE_H
#define NOWORSE_SUITES_NAMED_FILE_H

#include "base/buf.h"
#include "base/error.h"

#include <stdbool.h>

struct file_rules {
    const char *root; /* resolved folder; NULL: anything goes */
    bool allow_outside;
};

enum { NAMED_FILE_BYTES_MAX = 4 * 1024 * 1024 };

/* `path` as it is written in the file `from`, joined to that file's folder; the caller's,
 * in *joined (as errors show it). -1: not there, no plain file, or outside the root;
 * *place is where it is named, for errors; NULL: none. */
int named_file_find(const char *from, const char *path, const struct file_rules *rules,
                    const struct place *place, char **joined, struct error *err);

/* The same for a file or folder that may not be there yet. */
int named_file_locate(const char *from, const char *path, const struct file_rules *rules,
                      const struct place *place, char **joined, struct error *err);

/* The same for a path that is joined already (from the command line, from a glob). */
int named_file_check(const char *path, const struct file_rules *rules,
                     const struct place *place, struct error *err);

/* Finds and reads it whole; at most NAMED_FILE_BYTES_MAX bytes. *text (NUL behind) and
 * *joined are the caller's; joined may be NULL. */
int named_file_load(const char *from, const char *path, const struct file_rules *rules,
                    const struct place *place, char **text, size_t *length, char **joined,
                    struct error *err);

#endif

/* file.h - whole files: read under a limit, written so that no half is ever seen. */
#ifndef NOWORSE_BASE_FILE_H
#define NOWORSE_BASE_FILE_H

#include "base/buf.h"
#include "base/error.h"
#include "base/sha256.h"

#include <stdbool.h>

/* Appends the file to *out; "-" is standard input. More than out->limit, a folder, or a
 * file that cannot be read: -1. */
int file_read(const char *path, struct buf *out, struct error *err);

/* Opens a regular file of at most `limit` bytes, to be read anywhere; *fd is the
 * caller's. 1: it is none, a pipe say, and was left alone. */
int file_open_regular(const char *path, size_t limit, int *fd, struct error *err);

/* Writes to a new file beside `path`, flushes, then renames it over `path`; makes missing
 * folders. A device or pipe that exists (/dev/stdout, /dev/full) is written in place.
 * Whatever could not be written is an error. */
int file_write(const char *path, const char *bytes, size_t length, struct error *err);

/* Makes the folder and those above it; one that is there is fine. */
int file_make_folders(const char *path, struct error *err);

/* SHA-256 of the file's bytes, in hex; reads piecewise. */
int file_digest(const char *path, char out[SHA256_HEX_SIZE], struct error *err);

/* True: fd is a pipe or socket that nobody reads any more, as `| head` leaves it. */
bool file_reader_has_left(int fd);

#endif

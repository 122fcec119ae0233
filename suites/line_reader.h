/* suites/line_reader.h - a file line by line, with offsets, under a limit. */
#ifndef NOWORSE_SUITES_LINE_READER_H
#define NOWORSE_SUITES_LINE_READER_H

#include "base/buf.h"
#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

struct line_reader {
    char *bytes;       /* owned: what was read ahead; NULL: not open */
    size_t at, end;    /* what of them was not given out yet */
    int file;          /* owned */
    const char *path;  /* borrowed */
    uint64_t offset;   /* of the next line's first byte */
    unsigned number;   /* of the next line, from 1 */
    size_t length_max; /* of a line, its end included */
    bool never_waits;  /* LINE_LATER where the file has nothing to read yet: a pipe */
    uint64_t part;     /* bytes of a line whose end was not read yet */
    size_t part_begin; /* where it begins in `out` */
    bool part_is_long; /* and is passed over */
};

int line_reader_open(struct line_reader *lines, const char *path, size_t length_max,
                     struct error *err);
/* The same of a file that is open; it is the reader's from here. path: for errors. */
void line_reader_take(struct line_reader *lines, int file, const char *path,
                      size_t length_max);
void line_reader_close(struct line_reader *lines);

/* Appends the next line with its end. A longer one than length_max, or than fits `out`,
 * is passed over whole. LINE_LATER: the line is not whole yet; the next call goes on with
 * it, and `out` is left alone until then. */
enum line_step { LINE_READ, LINE_END, LINE_TOO_LONG, LINE_FAILED, LINE_LATER };
enum line_step line_next(struct line_reader *lines, struct buf *out);

/* Appends bytes from anywhere in the file; the lines go on where they were. -1: they are
 * not there (any more). */
int line_reader_copy(struct line_reader *lines, uint64_t offset, uint64_t length,
                     struct buf *out, struct error *err);

#endif

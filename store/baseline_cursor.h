/* store/baseline_cursor.h - a place in a baseline's text: for baseline_*.c alone.
 *
 * Of a file only a window is in memory, which moves on with the place: a baseline of a
 * million cases is read in the room of some thousand.
 */
#ifndef NOWORSE_STORE_BASELINE_CURSOR_H
#define NOWORSE_STORE_BASELINE_CURSOR_H

#include "base/buf.h"
#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

/* Lines are counted as it moves. */
struct cursor {
    const char *at, *end; /* what is in memory, from here */
    uint64_t end_offset;  /* of `end`, in the text */
    uint64_t line_offset; /* of the line's start */
    unsigned line;
    int file;          /* borrowed; -1: all is in memory */
    struct buf window; /* owned; of a file */
    int read_errno;    /* 0, or why the file could not be read on */
};

enum { CURSOR_WINDOW_BYTES = 256 * 1024 };

/* At the start of a text that is in memory, and borrowed; of an open file, which can be
 * read anywhere. */
struct cursor cursor_of_text(const char *text, size_t length);
struct cursor cursor_of_file(int file);
void cursor_release(struct cursor *cursor);

/* To a place that is known: its offset, its line, and the offset of that. Only at the
 * start. */
void cursor_go(struct cursor *cursor, uint64_t offset, unsigned line,
               uint64_t line_offset);

/* Reads on where the memory ends; what stands before *from is let go, and both *from and
 * the place are moved to where they are now. False: nothing follows, or read_errno. */
bool cursor_fill(struct cursor *cursor, const char **from);

uint64_t cursor_offset(const struct cursor *cursor);
struct place cursor_place(const struct cursor *cursor, const char *path);

/* One byte; there must be one. */
void cursor_step(struct cursor *cursor);

/* Behind the blanks, the string or the value that begins here, or to the end of what is
 * in memory. A value goes to a comma or a bracket that is not its own; it need be no
 * JSON: who reads it tells. */
void cursor_blanks(struct cursor *cursor);
void cursor_string(struct cursor *cursor);
void cursor_value(struct cursor *cursor);

/* The same, and reads on where the memory ends; all of the value is then at *start. */
void cursor_all_blanks(struct cursor *cursor);
void cursor_whole_value(struct cursor *cursor, const char **start);

#endif

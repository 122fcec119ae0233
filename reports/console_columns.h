/* reports/console_columns.h - cells of text in aligned columns, by width on a terminal.
 *
 * No boxes: two blanks or more between columns. What goes in is shown as it is: text that
 * is not ours goes through base/shown.h first.
 */
#ifndef NOWORSE_REPORTS_CONSOLE_COLUMNS_H
#define NOWORSE_REPORTS_CONSOLE_COLUMNS_H

#include "base/buf.h"

enum { PAGE_WIDTH = 100 };

struct cell {
    char *text;
    const char *paint; /* ANSI sequence; NULL: none */
};

struct columns {
    const char *align; /* borrowed: a letter a column, 'l' or 'r' */
    size_t gap;        /* blanks between columns */
    struct cell *cells;
    size_t count, capacity;
};

void columns_init(struct columns *columns, const char *align, size_t gap);
void columns_release(struct columns *columns);

/* The next cell, row by row; copies the text. paint: borrowed, or NULL. */
void columns_add(struct columns *columns, const char *text, const char *paint);

/* Appends all rows, each after `indent` blanks; the last column is cut so that no line is
 * wider than PAGE_WIDTH. */
void columns_write(const struct columns *columns, size_t indent, struct buf *out);

/* Columns that the text takes on a terminal: wide characters two, combining ones none. */
size_t text_width(const char *text);

/* Appends the text, cut to this width with "…" at its end. */
void text_append_cut(struct buf *out, const char *text, size_t width);

/* Appends text that is not ours, made harmless and cut to this width; the length is in
 * bytes. */
void text_append_shown(struct buf *out, const char *text, size_t length, size_t width);

/* Appends the text with line breaks at blanks, so that no line is wider than PAGE_WIDTH;
 * the further lines begin with `indent` blanks. `used`: columns before it on the first
 * line. */
void text_append_wrapped(struct buf *out, const char *text, size_t used, size_t indent);

#endif

/* store/baseline_cursor.c - a place in a baseline's text. */
#include "store/baseline_cursor.h"

#include "store/baseline_file.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

struct cursor cursor_of_text(const char *text, size_t length)
{
    return (struct cursor){.at = text,
                           .end = text + length,
                           .end_offset = length,
                           .line = 1,
                           .file = -1,
                           .window = BUF_INIT(0)};
}

struct cursor cursor_of_file(int file)
{
    return (struct cursor){.at = "",
                           .end = "",
                           .line = 1,
                           .file = file,
                           .window = BUF_INIT(BASELINE_BYTES_MAX)};
}

void cursor_release(struct cursor *cursor)
{
    buf_release(&cursor->window);
}

void cursor_go(struct cursor *cursor, uint64_t offset, unsigned line,
               uint64_t line_offset)
{
    if (cursor->file < 0)
        cursor->at += offset;
    else
        cursor->end_offset = offset;
    cursor->line = line;
    cursor->line_offset = line_offset;
}

/* As much again as is kept, so that a long value is not copied for each piece of it. */
static ssize_t window_read(struct cursor *cursor, size_t kept)
{
    size_t more = kept > CURSOR_WINDOW_BYTES ? kept : CURSOR_WINDOW_BYTES;
    ssize_t got;

    if (buf_reserve(&cursor->window, more))
        return 0;
    do {
        got = pread(cursor->file, cursor->window.data + kept, more,
                    (off_t)cursor->end_offset);
    } while (got < 0 && errno == EINTR);
    if (got < 0)
        cursor->read_errno = errno;
    return got;
}

bool cursor_fill(struct cursor *cursor, const char **from)
{
    size_t kept = (size_t)(cursor->end - *from), at = (size_t)(cursor->at - *from);
    ssize_t got;

    if (cursor->file < 0 || cursor->read_errno)
        return false;
    if (kept)
        memmove(cursor->window.data, *from, kept);
    buf_truncate(&cursor->window, kept);
    got = window_read(cursor, kept);
    if (got > 0) {
        cursor->window.length += (size_t)got;
        cursor->window.data[cursor->window.length] = '\0';
        cursor->end_offset += (uint64_t)got;
    }
    *from = buf_text(&cursor->window);
    cursor->at = *from + at;
    cursor->end = *from + cursor->window.length;
    return got > 0;
}

uint64_t cursor_offset(const struct cursor *cursor)
{
    return cursor->end_offset - (uint64_t)(cursor->end - cursor->at);
}

struct place cursor_place(const struct cursor *cursor, const char *path)
{
    return (struct place){path, cursor->line,
                          1 + (unsigned)(cursor_offset(cursor) - cursor->line_offset), 0};
}

void cursor_step(struct cursor *cursor)
{
    if (*cursor->at++ == '\n') {
        cursor->line++;
        cursor->line_offset = cursor_offset(cursor);
    }
}

/* strchr() finds the NUL that ends `set`, too, and a file may hold one. */
static bool is_one_of(char c, const char *set)
{
    return c && strchr(set, c);
}

void cursor_blanks(struct cursor *cursor)
{
    while (cursor->at < cursor->end && is_one_of(*cursor->at, " \t\r\n"))
        cursor_step(cursor);
}

void cursor_all_blanks(struct cursor *cursor)
{
    do {
        cursor_blanks(cursor);
    } while (cursor->at == cursor->end && cursor_fill(cursor, &cursor->at));
}

void cursor_string(struct cursor *cursor)
{
    const char *start = cursor->at + 1;
    const char *quote = memchr(start, '"', (size_t)(cursor->end - start));

    /* Most have neither escapes nor, as JSON forbids, line breaks. */
    if (quote && !memchr(start, '\\', (size_t)(quote - start)) &&
        !memchr(start, '\n', (size_t)(quote - start))) {
        cursor->at = quote + 1;
        return;
    }
    cursor_step(cursor);
    while (cursor->at < cursor->end && *cursor->at != '"') {
        if (*cursor->at == '\\')
            cursor_step(cursor);
        if (cursor->at < cursor->end)
            cursor_step(cursor);
    }
    if (cursor->at < cursor->end)
        cursor_step(cursor);
}

void cursor_value(struct cursor *cursor)
{
    int depth = 0;

    while (cursor->at < cursor->end) {
        char c = *cursor->at;

        if (depth == 0 && is_one_of(c, ",]}"))
            return;
        if (c == '"') {
            cursor_string(cursor);
            continue;
        }
        depth += c == '{' || c == '[';
        depth -= c == '}' || c == ']';
        cursor_step(cursor);
    }
}

void cursor_whole_value(struct cursor *cursor, const char **start)
{
    const unsigned line = cursor->line;
    const uint64_t line_offset = cursor->line_offset;

    *start = cursor->at;
    for (;;) {
        cursor_value(cursor);
        if (cursor->at < cursor->end || !cursor_fill(cursor, start))
            return;
        cursor->at = *start;
        cursor->line = line;
        cursor->line_offset = line_offset;
    }
}

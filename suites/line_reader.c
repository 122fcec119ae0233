/* suites/line_reader.c - a file line by line, with offsets, under a limit. */
#include "suites/line_reader.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { AHEAD_BYTES = 64 * 1024 };

int line_reader_open(struct line_reader *lines, const char *path, size_t length_max,
                     struct error *err)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);

    *lines = (struct line_reader){.path = path};
    if (file < 0)
        return error_errno(err, "N0315", "read", path);
    line_reader_take(lines, file, path, length_max);
    return 0;
}

void line_reader_take(struct line_reader *lines, int file, const char *path,
                      size_t length_max)
{
    *lines = (struct line_reader){.bytes = mem_new(AHEAD_BYTES, 1),
                                  .file = file,
                                  .path = path,
                                  .number = 1,
                                  .length_max = length_max};
}

void line_reader_close(struct line_reader *lines)
{
    if (!lines->bytes)
        return;
    close(lines->file);
    free(lines->bytes);
    lines->bytes = NULL;
}

/* 0 at the end of the file, -1 where it cannot be read. */
static ssize_t ahead_read(struct line_reader *lines)
{
    ssize_t count;

    do {
        count = read(lines->file, lines->bytes, AHEAD_BYTES);
    } while (count < 0 && errno == EINTR);
    lines->at = 0;
    lines->end = count > 0 ? (size_t)count : 0;
    return count;
}

/* The end of the file, and what is wrong with it, are there to read too. */
static bool has_bytes(const struct line_reader *lines)
{
    struct pollfd file = {.fd = lines->file, .events = POLLIN};

    return poll(&file, 1, 0) != 0;
}

/* What was read ahead, up to the line's end. */
static bool piece_take(struct line_reader *lines, struct buf *out)
{
    const char *piece = lines->bytes + lines->at;
    const size_t left = lines->end - lines->at;
    const char *newline = memchr(piece, '\n', left);
    const size_t size = newline ? (size_t)(newline - piece) + 1 : left;

    lines->at += size;
    lines->part += size;
    lines->part_is_long = lines->part_is_long || lines->part > lines->length_max ||
                          buf_append(out, piece, size);
    return newline != NULL;
}

static enum line_step line_end(struct line_reader *lines, struct buf *out)
{
    const bool is_long = lines->part_is_long;

    lines->offset += lines->part;
    lines->number++;
    lines->part = 0;
    lines->part_is_long = false;
    if (is_long)
        buf_truncate(out, lines->part_begin);
    return is_long ? LINE_TOO_LONG : LINE_READ;
}

enum line_step line_next(struct line_reader *lines, struct buf *out)
{
    bool is_whole = false;

    if (!lines->part)
        lines->part_begin = out->length;
    while (!is_whole) {
        ssize_t count = 1;

        if (lines->at == lines->end) {
            if (lines->never_waits && !has_bytes(lines))
                return LINE_LATER;
            count = ahead_read(lines);
        }
        if (count < 0)
            return LINE_FAILED;
        if (count == 0)
            break;
        is_whole = piece_take(lines, out);
    }
    if (lines->part == 0)
        return LINE_END;
    return line_end(lines, out);
}

int line_reader_copy(struct line_reader *lines, uint64_t offset, uint64_t length,
                     struct buf *out, struct error *err)
{
    uint64_t done = 0;

    if (buf_reserve(out, (size_t)length))
        return error_set(err, ERROR_INPUT, "N0302", "a row is larger than %zu MB",
                         lines->length_max >> 20);
    while (done < length) {
        ssize_t count = pread(lines->file, out->data + out->length,
                              (size_t)(length - done), (off_t)(offset + done));

        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return error_errno(err, "N0315", "read", lines->path);
        if (count == 0)
            return error_set(err, ERROR_INPUT, "N0313",
                             "%s has changed since its rows were checked", lines->path);
        out->length += (size_t)count;
        done += (uint64_t)count;
    }
    out->data[out->length] = '\0';
    return 0;
}

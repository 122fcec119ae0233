/* suites/line_reader.c - a file line by line, with offsets, under a limit. */
#include "suites/line_reader.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
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

enum line_step line_next(struct line_reader *lines, struct buf *out)
{
    const char *newline = NULL;
    size_t begin = out->length;
    uint64_t length = 0;
    bool fits = true;

    while (!newline) {
        const char *piece;
        ssize_t left = (ssize_t)(lines->end - lines->at);
        size_t size;

        if (left == 0 && (left = ahead_read(lines)) <= 0) {
            if (left < 0)
                return LINE_FAILED;
            break;
        }
        piece = lines->bytes + lines->at;
        newline = memchr(piece, '\n', (size_t)left);
        size = newline ? (size_t)(newline - piece) + 1 : (size_t)left;
        lines->at += size;
        length += size;
        fits = fits && length <= lines->length_max && buf_append(out, piece, size) == 0;
    }
    if (length == 0)
        return LINE_END;
    lines->offset += length;
    lines->number++;
    if (!fits) {
        buf_truncate(out, begin);
        return LINE_TOO_LONG;
    }
    return LINE_READ;
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

/* suites/line_reader.c - a file line by line, with offsets, under a limit. */
#include "suites/line_reader.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

int line_reader_open(struct line_reader *lines, const char *path, size_t length_max,
                     struct error *err)
{
    *lines = (struct line_reader){.path = path, .number = 1, .length_max = length_max};
    lines->stream = fopen(path, "r");
    if (!lines->stream)
        return error_errno(err, "N0315", "read", path);
    return 0;
}

void line_reader_close(struct line_reader *lines)
{
    if (lines->stream)
        fclose(lines->stream);
    lines->stream = NULL;
}

/* Up to `size` bytes of the line, its end included. */
static size_t piece_read(FILE *stream, char *piece, size_t size)
{
    size_t length = 0;
    int byte = 0;

    while (length < size && byte != '\n' && (byte = getc_unlocked(stream)) != EOF)
        piece[length++] = (char)byte;
    return length;
}

enum line_step line_next(struct line_reader *lines, struct buf *out)
{
    size_t begin = out->length;
    uint64_t length = 0;
    bool fits = true;
    char piece[512];
    size_t size;

    do {
        size = piece_read(lines->stream, piece, sizeof piece);
        length += size;
        fits = fits && length <= lines->length_max && buf_append(out, piece, size) == 0;
    } while (size && piece[size - 1] != '\n');
    if (ferror(lines->stream))
        return LINE_FAILED;
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
    int fd = fileno(lines->stream);
    uint64_t done = 0;

    if (buf_reserve(out, (size_t)length))
        return error_set(err, ERROR_INPUT, "N0302", "a row is larger than %zu MB",
                         lines->length_max >> 20);
    while (done < length) {
        ssize_t count = pread(fd, out->data + out->length, (size_t)(length - done),
                              (off_t)(offset + done));

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

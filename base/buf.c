/* buf.c - text that grows, up to the limit it was made with. */
#include "base/buf.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void buf_init(struct buf *buf, size_t limit)
{
    *buf = (struct buf)BUF_INIT(limit);
}

void buf_release(struct buf *buf)
{
    free(buf->data);
    buf_init(buf, buf->limit);
}

void buf_clear(struct buf *buf)
{
    buf->length = 0;
    buf->over = false;
    if (buf->data)
        buf->data[0] = '\0';
}

int buf_reserve(struct buf *buf, size_t length)
{
    size_t capacity = buf->capacity ? buf->capacity : 64;

    if (length < buf->capacity - buf->length && length <= buf->limit - buf->length)
        return 0;
    if (length > buf->limit - buf->length) {
        buf->over = true;
        return -1;
    }
    while (capacity < buf->length + length + 1)
        capacity *= 2;
    if (capacity > buf->capacity) {
        buf->data = mem_resize(buf->data, capacity, 1);
        buf->data[buf->length] = '\0';
        buf->capacity = capacity;
    }
    return 0;
}

int buf_append(struct buf *buf, const void *bytes, size_t length)
{
    if (buf_reserve(buf, length))
        return -1;
    if (length)
        memcpy(buf->data + buf->length, bytes, length);
    buf->length += length;
    buf->data[buf->length] = '\0';
    return 0;
}

int buf_append_text(struct buf *buf, const char *text)
{
    return buf_append(buf, text, strlen(text));
}

int buf_append_number(struct buf *buf, int64_t number)
{
    uint64_t left = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    char digits[24];
    size_t at = sizeof digits;

    do {
        digits[--at] = (char)('0' + left % 10);
        left /= 10;
    } while (left > 0);
    if (number < 0)
        digits[--at] = '-';
    return buf_append(buf, digits + at, sizeof digits - at);
}

int buf_append_format(struct buf *buf, const char *fmt, ...)
{
    va_list args;
    int rc;

    va_start(args, fmt);
    rc = buf_append_args(buf, fmt, args);
    va_end(args);
    return rc;
}

int buf_append_args(struct buf *buf, const char *fmt, va_list args)
{
    va_list again;
    int length;

    va_copy(again, args);
    length = vsnprintf(NULL, 0, fmt, again);
    va_end(again);
    if (length < 0 || buf_reserve(buf, (size_t)length))
        return -1;
    vsnprintf(buf->data + buf->length, (size_t)length + 1, fmt, args);
    buf->length += (size_t)length;
    return 0;
}

void buf_truncate(struct buf *buf, size_t length)
{
    if (length < buf->length) {
        buf->length = length;
        buf->data[length] = '\0';
    }
}

bool buf_is_over(const struct buf *buf)
{
    return buf->over;
}

const char *buf_text(const struct buf *buf)
{
    return buf->data ? buf->data : "";
}

char *buf_detach(struct buf *buf)
{
    char *text = buf->data ? buf->data : mem_text_n("", 0);

    buf->data = NULL;
    buf_init(buf, buf->limit);
    return text;
}

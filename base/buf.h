/* buf.h - text that grows, up to the limit it was made with.
 *
 * Invariants: data is NUL-terminated once anything was appended; length <= limit. An
 * append that would pass the limit appends nothing, returns -1 and marks the buffer: so a
 * chain of appends may be checked once, at its end, with buf_is_over().
 */
#ifndef NOWORSE_BASE_BUF_H
#define NOWORSE_BASE_BUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf {
    char *data; /* owned; NULL while empty and never used: see buf_text() */
    size_t length;
    size_t capacity;
    size_t limit;
    bool over; /* an append was refused */
};

#define BUF_INIT(limit_bytes)                                                            \
    {                                                                                    \
        NULL, 0, 0, (limit_bytes), false                                                 \
    }

void buf_init(struct buf *buf, size_t limit);
void buf_release(struct buf *buf);
void buf_clear(struct buf *buf); /* empty again, memory and limit kept, no longer over */

int buf_append(struct buf *buf, const void *bytes, size_t length);
int buf_append_text(struct buf *buf, const char *text);
static inline int buf_append_char(struct buf *buf, char byte);
/* In decimal digits; for what is written often, since snprintf() takes ten times as long.
 */
int buf_append_number(struct buf *buf, int64_t number);
int buf_append_format(struct buf *buf, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
int buf_append_args(struct buf *buf, const char *fmt, va_list args)
    __attribute__((format(printf, 2, 0)));

/* Room for `length` more bytes at data + buf->length, which the caller fills and then
 * adds to length, ending it with NUL. -1 over the limit. */
int buf_reserve(struct buf *buf, size_t length);

void buf_truncate(struct buf *buf, size_t length);

bool buf_is_over(const struct buf *buf);
const char *
buf_text(const struct buf *buf); /* never NULL; borrowed until the next change */

/* The text is the caller's now, for free(); the buffer is empty. Never NULL. */
char *buf_detach(struct buf *buf);

static inline int buf_append_char(struct buf *buf, char byte)
{
    if (buf->length + 1 >= buf->capacity || buf->length >= buf->limit)
        return buf_append(buf, &byte, 1);
    buf->data[buf->length++] = byte;
    buf->data[buf->length] = '\0';
    return 0;
}

#endif

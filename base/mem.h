/* mem.h - memory that is there, or the program stops.
 *
 * No input can make these run out: whatever grows with input grows in a struct buf, which
 * has its limit from birth. So there is no failing path to write, and none to leave
 * untested.
 */
#ifndef NOWORSE_BASE_MEM_H
#define NOWORSE_BASE_MEM_H

#include <stddef.h>

/* Zeroed; the caller's, for free(). */
void *mem_new(size_t count, size_t size) __attribute__((returns_nonnull));

/* The block with room for `count` things of `size` bytes; takes NULL. What is new is not
 * zeroed. */
void *mem_resize(void *block, size_t count, size_t size) __attribute__((returns_nonnull));

/* The block, which another library has made; where it is NULL the program stops. */
void *mem_check(void *block) __attribute__((returns_nonnull));

/* Copies, NUL-terminated; the caller's, for free(). mem_text(NULL) is NULL. */
char *mem_text(const char *text);
char *mem_text_n(const char *text, size_t length) __attribute__((returns_nonnull));

/* printf to a new text; the caller's. */
char *mem_format(const char *fmt, ...)
    __attribute__((format(printf, 1, 2), returns_nonnull));

/* Makes room for one more in an array that has `count` items and doubles: evaluates to
 * nothing, sets `items` and `capacity`. */
#define MEM_GROW(items, count, capacity)                                                 \
    do {                                                                                 \
        if ((count) == (capacity)) {                                                     \
            (capacity) = (capacity) ? 2 * (capacity) : 8;                                \
            (items) = mem_resize((items), (capacity), sizeof *(items));                  \
        }                                                                                \
    } while (0)

#endif

/* mem.c - memory that is there, or the program stops. */
#include "base/mem.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void *mem_check(void *block)
{
    if (!block) {
        fputs("noworse: out of memory\n", stderr);
        abort();
    }
    return block;
}

void *mem_new(size_t count, size_t size)
{
    return mem_check(calloc(count ? count : 1, size ? size : 1));
}

void *mem_resize(void *block, size_t count, size_t size)
{
    if (size && count > SIZE_MAX / size)
        return mem_check(NULL);
    if (count == 0 || size == 0)
        count = size = 1;
    return mem_check(realloc(block, count * size));
}

char *mem_text(const char *text)
{
    return text ? mem_text_n(text, strlen(text)) : NULL;
}

char *mem_text_n(const char *text, size_t length)
{
    char *copy = mem_new(length + 1, 1);

    if (length)
        memcpy(copy, text, length);
    return copy;
}

char *mem_format(const char *fmt, ...)
{
    char *text = NULL;
    va_list args;
    int length;

    va_start(args, fmt);
    length = vasprintf(&text, fmt, args);
    va_end(args);
    return mem_check(length < 0 ? NULL : text);
}

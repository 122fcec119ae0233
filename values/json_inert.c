/* values/json_inert.c - JSON that does nothing where it is looked at. */
#include "values/json_inert.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* The character at `at`, if it is one to be escaped, and its bytes; 0: it is none. */
static unsigned escaped_at(const unsigned char *at, size_t left, size_t *size)
{
    unsigned point;

    *size = 1;
    if (at[0] == 0x7f)
        return 0x7f;
    if (at[0] == 0xc2 && left >= 2 && at[1] <= 0x9f) {
        *size = 2;
        return at[1];
    }
    if (at[0] != 0xe2 || left < 3)
        return 0;
    *size = 3;
    point = 0x2000u | (at[1] & 0x3fu) << 6 | (at[2] & 0x3fu);
    return (point >= 0x202a && point <= 0x202e) || (point >= 0x2066 && point <= 0x2069)
               ? point
               : 0;
}

/* Strings alone hold such characters, so that an escape may stand in their place. */
int json_inert_write(const char *text, size_t length, FILE *out)
{
    size_t from = 0;
    bool is_written = true;

    for (size_t at = 0; at < length;) {
        const unsigned char c = (unsigned char)text[at];
        size_t size = 1;
        const unsigned point =
            c < 0x7f ? 0
                     : escaped_at((const unsigned char *)text + at, length - at, &size);

        if (point) {
            is_written = is_written &&
                         fwrite(text + from, 1, at - from, out) == at - from &&
                         fprintf(out, "\\u%04X", point) > 0;
            from = at + size;
        }
        at += size;
    }
    is_written =
        is_written && fwrite(text + from, 1, length - from, out) == length - from;
    return is_written ? 0 : -1;
}

int json_inert_dump(const json_t *value, size_t flags, FILE *out)
{
    char *text = json_dumps(value, flags);
    const int rc = text ? json_inert_write(text, strlen(text), out) : -1;

    free(text);
    return rc;
}

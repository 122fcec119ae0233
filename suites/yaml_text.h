/* suites/yaml_text.h - a YAML file's bytes, by character: libyaml's marks count
 * characters, and break lines where editors do not. */
#ifndef NOWORSE_SUITES_YAML_TEXT_H
#define NOWORSE_SUITES_YAML_TEXT_H

#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

struct yaml_text {
    const char *file; /* borrowed */
    char *bytes;      /* owned; UTF-8, without byte order mark, NUL behind */
    size_t length;
    size_t chars;
    uint32_t *lines; /* owned: characters before each line */
    size_t line_count;
    uint32_t *blocks; /* owned: bytes before each 128th character */
};

#define YAML_TEXT_INIT                                                                   \
    {                                                                                    \
        NULL, NULL, 0, 0, NULL, 0, NULL                                                  \
    }

/* Copies the text. -1: UTF-16, bytes that are no UTF-8, or characters that YAML forbids;
 * places work all the same. */
int yaml_text_read(struct yaml_text *text, const char *file, const char *bytes,
                   size_t length, struct error *err);
void yaml_text_release(struct yaml_text *text);

/* All indices count characters from 0, as libyaml does; what is past the end is the end.
 */
size_t yaml_text_offset(const struct yaml_text *text, size_t index); /* in bytes */

/* The place from `start` to `end`, or to the end of the line where that comes first. */
struct place yaml_text_place(const struct yaml_text *text, size_t start, size_t end);

/* The line that holds a character, without its end; *start is its first character. */
const char *yaml_text_line(const struct yaml_text *text, size_t index, size_t *length,
                           size_t *start);

#endif

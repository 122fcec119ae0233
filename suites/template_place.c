/* suites/template_place.c - where the tags of a template stand in a file. */
#include "suites/template_nodes.h"

#include "base/utf8.h"

#include <string.h>

static size_t next_open(const char *text, size_t length, size_t at)
{
    const char *found = at < length ? memmem(text + at, length - at, "{{", 2) : NULL;

    return found ? (size_t)(found - text) : length;
}

static size_t open_count(const char *text, size_t length)
{
    size_t count = 0;

    for (size_t at = next_open(text, length, 0); at < length;
         at = next_open(text, length, at + 2))
        count++;
    return count;
}

void template_cursor_init(struct template_cursor *cursor, const struct template *template,
                          const struct template_options *options)
{
    *cursor = (struct template_cursor){.text = template->text,
                                       .length = template->length,
                                       .source = options->source,
                                       .source_length = options->source_length,
                                       .is_same = options->source == NULL};
    if (cursor->is_same) {
        cursor->source = template->text;
        cursor->source_length = template->length;
    }
    if (options->place)
        cursor->place = *options->place;
    cursor->place.file = template->file;
    cursor->is_counted =
        cursor->is_same || open_count(template->text, template->length) ==
                               open_count(cursor->source, cursor->source_length);
}

/* Walks on to a byte of the source. */
static void source_walk(struct template_cursor *cursor, size_t to)
{
    const char *from = cursor->source + cursor->source_at;
    const char *end = cursor->source + to;
    const char *line = from;

    for (const char *at = from; at < end; at++) {
        if (*at != '\n')
            continue;
        cursor->place.line++;
        cursor->place.column = 1;
        line = at + 1;
    }
    cursor->place.column += (unsigned)utf8_count(line, (size_t)(end - line));
    cursor->source_at = to;
}

struct place template_cursor_place(struct template_cursor *cursor, size_t at,
                                   size_t length)
{
    const char *tag = cursor->text + at;
    const char *line_end = memchr(tag, '\n', length);

    if (!cursor->place.file)
        return (struct place){0};
    if (cursor->is_same) {
        source_walk(cursor, at);
    } else if (cursor->is_counted) {
        size_t open;

        while ((open = next_open(cursor->text, cursor->length, cursor->text_at)) <= at &&
               open < cursor->length) {
            size_t from = cursor->text_at ? cursor->source_at + 2 : 0;

            source_walk(cursor, next_open(cursor->source, cursor->source_length, from));
            cursor->text_at = open + 2;
        }
    }
    cursor->place.length =
        (unsigned)utf8_count(tag, line_end ? (size_t)(line_end - tag) : length);
    return cursor->place;
}

/* graders/json_reading.c - how the JSON that is judged was read out of a reply. */
#include "graders/json_reading.h"

#include <string.h>

enum { TOLD_BYTES_MAX = 1024 };

struct place_finder json_reading_finder(const struct json_reading *reading)
{
    return (struct place_finder){reading->reply, reading->length, 0, 1, 1};
}

void json_reading_find(const struct json_reading *reading, size_t offset,
                       struct place_finder *finder)
{
    if (reading->is_repaired)
        offset = json_repair_origin(reading->repair, offset);
    place_find(finder, reading->found.part.start + offset);
}

void json_reading_shift(const struct json_reading *reading, unsigned *line,
                        unsigned *column)
{
    struct place_finder finder = json_reading_finder(reading);

    place_find(&finder, reading->found.part.start);
    if (*line == 1)
        *column += finder.column - 1;
    *line += finder.line - 1;
}

bool json_reading_is_cut(const struct json_reading *reading)
{
    return reading->is_repaired && reading->repair->kinds[REPAIR_CUT_OFF].count > 0;
}

static size_t lines_count(const char *text, size_t length)
{
    const char *end = text + length;
    size_t count = 0;

    while (text < end) {
        const char *newline = memchr(text, '\n', (size_t)(end - text));
        const char *stop = newline ? newline : end;

        while (text < stop && (*text == ' ' || *text == '\t' || *text == '\r'))
            text++;
        count += text < stop;
        text = newline ? newline + 1 : end;
    }
    return count;
}

static bool has_text(const char *text, size_t length)
{
    return lines_count(text, length) > 0;
}

/* Lines of the answer that hold more than the JSON. */
static size_t prose_lines(const struct json_reading *reading)
{
    const struct json_found *found = &reading->found;
    const char *front = reading->reply + found->reasoning_end;
    const char *outer = reading->reply + found->outer.start;
    const char *behind = reading->reply + found->outer.end;
    const size_t left = reading->length - found->outer.end;
    const char *line = memrchr(front, '\n', (size_t)(outer - front));
    const char *newline = memchr(behind, '\n', left);
    size_t count =
        lines_count(front, (size_t)(outer - front)) + lines_count(behind, left);

    line = line ? line + 1 : front;
    if (!memchr(outer, '\n', (size_t)(behind - outer)) &&
        has_text(line, (size_t)(outer - line)) &&
        has_text(behind, newline ? (size_t)(newline - behind) : left))
        count--; /* "I say {…} and that": one line, not two */
    return count;
}

char *json_reading_told(const struct json_reading *reading)
{
    const struct json_found *found = &reading->found;
    const size_t prose = prose_lines(reading);
    struct place_finder finder = json_reading_finder(reading);
    struct buf text = BUF_INIT(TOLD_BYTES_MAX);

    place_find(&finder, found->part.start);
    if (reading->rule == JSON_FENCED)
        buf_append_format(&text, "JSON was taken from a fenced block at line %u",
                          finder.line > 1 ? finder.line - 1 : 1);
    else if (reading->rule == JSON_FIRST && prose > 0)
        buf_append_format(&text, "JSON was taken from line %u, column %u", finder.line,
                          finder.column);
    if (reading->rule != JSON_WHOLE && prose > 0)
        buf_append_format(&text, "; %zu line%s of prose around it", prose,
                          prose == 1 ? "" : "s");
    if (found->reasoning_end > 0)
        buf_append_format(&text, "%sreasoning skipped", text.length ? "; " : "");
    if (reading->length - found->part.start >= 3 &&
        !memcmp(reading->reply + found->part.start, "\xef\xbb\xbf", 3))
        buf_append_format(&text, "%sa byte order mark skipped", text.length ? "; " : "");
    return text.length ? buf_detach(&text) : (buf_release(&text), NULL);
}

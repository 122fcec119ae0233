/* reports/junit_text.c - any bytes as text that XML 1.0 can hold and readers do not act
 * on.
 */
#include "reports/junit_text.h"

#include "base/mem.h"
#include "base/sha256.h"
#include "base/utf8.h"

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { REPLACEMENT = 0xfffd, PICTURES = 0x2400, PICTURE_DELETE = 0x2421, NAME_MIN = 64 };

static void point_append(struct buf *out, uint32_t point)
{
    char bytes[4];

    buf_append(out, bytes, utf8_encode(point, bytes));
}

/* Bytes of the control sequence (CSI) at text, or 0. */
static size_t control_length(const char *text, size_t length)
{
    size_t at = 2;

    while (at < length && text[at] >= 0x20 && text[at] <= 0x3f)
        at++;
    return at < length && text[at] >= 0x40 && text[at] <= 0x7e ? at + 1 : 0;
}

/* Bytes of the operating system command (OSC) at text, which BEL or ST ends, or 0. */
static size_t command_length(const char *text, size_t length)
{
    for (size_t at = 2; at < length; at++) {
        if (text[at] == 0x07)
            return at + 1;
        if (text[at] == 0x1b && at + 1 < length && text[at + 1] == '\\')
            return at + 2;
    }
    return 0;
}

/* Bytes of the escape sequence (ECMA-48) at text, or 0. */
static size_t ansi_length(const char *text, size_t length)
{
    if (length < 2 || text[0] != 0x1b)
        return 0;
    if (text[1] == '[')
        return control_length(text, length);
    if (text[1] == ']')
        return command_length(text, length);
    return text[1] >= 0x40 && text[1] <= 0x5f ? 2 : 0;
}

/* What stands for a character; TAB, LF and CR are the caller's business. */
static uint32_t legal_point(uint32_t point)
{
    if (point < 0x20)
        return PICTURES + point;
    if (point == 0x7f)
        return PICTURE_DELETE;
    if ((point >= 0x80 && point <= 0x9f) || point == 0xfffe || point == 0xffff)
        return REPLACEMENT;
    return point;
}

/* Marks of writing direction: with them a viewer shows another text than is there. */
static bool is_direction(uint32_t point)
{
    return (point >= 0x202a && point <= 0x202e) || (point >= 0x2066 && point <= 0x2069);
}

/* Bytes at the front of text that stay as they are. */
static size_t plain_length(const char *text, size_t length)
{
    size_t plain = 0;

    while (plain < length && text[plain] >= 0x20 && text[plain] < 0x7f)
        plain++;
    return plain;
}

static void characters_append(struct buf *out, const char *text, size_t length,
                              enum junit_text_form form)
{
    size_t size;

    for (size_t at = 0; at < length; at += size) {
        uint32_t point = 0;

        size = plain_length(text + at, length - at);
        if (size) {
            buf_append(out, text + at, size);
            continue;
        }
        size = form == JUNIT_LINE ? ansi_length(text + at, length - at) : 0;
        if (size)
            continue;
        size = utf8_decode(text + at, length - at, &point);
        if (size == 0) {
            size = 1;
            point = REPLACEMENT;
        }
        if (point == '\r' && at + 1 < length && text[at + 1] == '\n')
            continue;
        if (point == '\t' || point == '\n' || point == '\r')
            buf_append_char(out, form == JUNIT_LINE ? ' ' : point == '\t' ? '\t' : '\n');
        else if (is_direction(point))
            buf_append_format(out, "\\u{%x}", (unsigned)point);
        else
            point_append(out, legal_point(point));
    }
}

static bool is_marker(const char *text)
{
    return strncasecmp(text, "[[attachment|", 13) == 0 ||
           strncasecmp(text, "[[property|", 11) == 0;
}

void junit_text_append(struct buf *out, const char *text, size_t length,
                       enum junit_text_form form)
{
    struct buf legal = BUF_INIT(3 * length + 4);
    const char *rest;

    characters_append(&legal, text, length, form);
    rest = buf_text(&legal);
    while (*rest) {
        const size_t plain = strcspn(rest, "[");

        buf_append(out, rest, plain);
        rest += plain;
        if (*rest == '\0')
            break;
        buf_append_text(out, is_marker(rest) ? "[ " : "[");
        rest++;
    }
    buf_release(&legal);
}

char *junit_line(const char *text, size_t max)
{
    const size_t length = strlen(text);
    struct buf out = BUF_INIT(4 * length + 16);

    junit_text_append(&out, text, length, JUNIT_LINE);
    if (out.length > max) {
        buf_truncate(&out, utf8_cut(out.data, max - 3));
        buf_append_text(&out, "…");
    }
    return buf_detach(&out);
}

char *junit_name(const char *text, size_t max)
{
    const size_t limit = max < NAME_MIN ? NAME_MIN : max;
    const size_t half = (limit - 14) / 2; /* "…" and " #12345678" */
    char digest[SHA256_HEX_SIZE];
    char *line = junit_line(text, 4 * strlen(text) + 16);
    const size_t length = strlen(line);
    struct buf out = BUF_INIT(limit + 16);
    size_t tail = 0;

    if (strcmp(line, text) == 0 && length <= limit && length > 0)
        return line;
    sha256_hex_of(text, strlen(text), digest);
    if (length <= 2 * half) {
        buf_append_text(&out, line);
    } else {
        buf_append(&out, line, utf8_cut(line, half));
        tail = length - half;
        while (((unsigned char)line[tail] & 0xc0) == 0x80)
            tail++;
        buf_append_format(&out, "…%s", line + tail);
    }
    buf_append_format(&out, " #%.8s", digest);
    free(line);
    return buf_detach(&out);
}

char *junit_class(const char *text)
{
    char *out = junit_line(text, 4 * strlen(text) + 16);

    for (char *at = out; *at; at++) {
        const unsigned char byte = (unsigned char)*at;

        if (byte == '/')
            *at = '.';
        else if (byte < 0x80 && !isalnum(byte) && byte != '_' && byte != '-')
            *at = '_';
    }
    return out;
}

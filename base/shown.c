/* shown.c - untrusted text, made harmless for a terminal or a CI log. */
#include "base/shown.h"

#include "base/utf8.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct range {
    uint32_t first, last;
};

/* Invisible or direction-changing: general category Cf, the line and paragraph
 * separators, the blank Hangul fillers, variation selectors and tags. Unicode 15,
 * ascending. */
static const struct range hidden[] = {
    {0x7f, 0x9f},       {0xad, 0xad},       {0x34f, 0x34f},     {0x600, 0x605},
    {0x61c, 0x61c},     {0x6dd, 0x6dd},     {0x70f, 0x70f},     {0x890, 0x891},
    {0x8e2, 0x8e2},     {0x115f, 0x1160},   {0x17b4, 0x17b5},   {0x180b, 0x180f},
    {0x200b, 0x200f},   {0x2028, 0x202e},   {0x2060, 0x206f},   {0x3164, 0x3164},
    {0xfe00, 0xfe0f},   {0xfeff, 0xfeff},   {0xffa0, 0xffa0},   {0xfff0, 0xfffb},
    {0x110bd, 0x110bd}, {0x110cd, 0x110cd}, {0x13430, 0x1343f}, {0x1bca0, 0x1bca3},
    {0x1d173, 0x1d17a}, {0xe0000, 0xe0fff}, {0xf0000, 0x10ffff}};

static bool is_hidden(uint32_t point)
{
    size_t low = 0;
    size_t high = sizeof hidden / sizeof hidden[0];

    if (point < 0x20)
        return true;
    while (low < high) {
        size_t middle = (low + high) / 2;

        if (point > hidden[middle].last)
            low = middle + 1;
        else if (point < hidden[middle].first)
            high = middle;
        else
            return true;
    }
    return false;
}

static bool is_runner_command(const char *text, size_t length)
{
    static const char *const fronts[] = {"::", "##[", "##vso[", "##teamcity["};

    for (size_t i = 0; i < sizeof fronts / sizeof fronts[0]; i++) {
        size_t front = strlen(fronts[i]);

        if (length >= front && !strncasecmp(text, fronts[i], front))
            return true;
    }
    return false;
}

/* How one character is written: at most 11 bytes. Returns its length; *taken is what it
 * used. */
static size_t shown_one(const char *text, size_t length, size_t *taken, char out[16])
{
    uint32_t point = 0;
    size_t size = utf8_decode(text, length, &point);

    *taken = size ? size : 1;
    if (size == 0)
        return (size_t)snprintf(out, 16, "\\x%02x", (unsigned char)text[0]);
    if (point == '\t') {
        out[0] = ' ';
        return 1;
    }
    if (point == '\n' || point == '\r')
        return (size_t)snprintf(out, 16, "\\%c", point == '\n' ? 'n' : 'r');
    if (point < 0x20 || point == 0x7f)
        return (size_t)snprintf(out, 16, "\\x%02x", (unsigned)point);
    if (is_hidden(point))
        return (size_t)snprintf(out, 16, "\\u{%x}", (unsigned)point);
    memcpy(out, text, size);
    return size;
}

void shown_append(struct buf *out, const char *text, size_t length, size_t columns_max)
{
    size_t columns = 0;
    size_t at = 0;
    size_t blanks = 0;

    while (blanks < length && (text[blanks] == ' ' || text[blanks] == '\t'))
        blanks++;
    if (blanks < length && is_runner_command(text + blanks, length - blanks)) {
        buf_append_char(out, '\\');
        columns++;
    }
    while (at < length) {
        char piece[16];
        size_t taken;
        size_t size = shown_one(text + at, length - at, &taken, piece);
        size_t wide = utf8_count(piece, size);

        if (columns + wide > columns_max ||
            (columns + wide == columns_max && at + taken < length)) {
            buf_append_text(out, "…");
            return;
        }
        buf_append(out, piece, size);
        columns += wide;
        at += taken;
    }
}

char *shown_quoted(const char *text, size_t length, size_t columns_max)
{
    struct buf out = BUF_INIT(12 * columns_max + 64);

    buf_append_char(&out, '"');
    shown_append(&out, text, length, columns_max);
    buf_append_char(&out, '"');
    return buf_detach(&out);
}

void shown_count(int64_t count, char out[SHOWN_COUNT_SIZE])
{
    char digits[SHOWN_COUNT_SIZE];
    size_t length = 0;
    int all = snprintf(digits, sizeof digits, "%lld", (long long)count);

    for (int i = 0; i < all; i++) {
        if (i > 0 && (all - i) % 3 == 0 && digits[i - 1] != '-')
            out[length++] = ',';
        out[length++] = digits[i];
    }
    out[length] = '\0';
}

/* graders/repair_string.c - strings that are nearly JSON's: other quotes, raw control
 * characters, escapes of other languages. */
#include "base/utf8.h"
#include "graders/repair_reader.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* The quotes of a string: which bytes end it. Curly ones are three bytes, E2 80 9x. */
struct quotes {
    char plain;         /* '"' or '\''; 0: curly */
    const char *enders; /* the last bytes of the curly ones that end it */
    size_t size;
};

static bool quotes_read(const struct repair_reader *reader, struct quotes *out)
{
    const char *text = reader->text + reader->at;
    const size_t left = reader->length - reader->at;

    *out = (struct quotes){.plain = *text, .enders = "", .size = 1};
    if (*text == '"' || *text == '\'')
        return true;
    if (left < 3 || memcmp(text, "\xe2\x80", 2) != 0 || (unsigned char)text[2] < 0x98 ||
        (unsigned char)text[2] > 0x9f)
        return false;
    out->plain = '\0';
    out->enders = (unsigned char)text[2] < 0x9c ? "\x98\x99" : "\x9c\x9d";
    out->size = 3;
    return true;
}

bool repair_is_quote(const struct repair_reader *reader)
{
    struct quotes quotes;

    return quotes_read(reader, &quotes);
}

static bool ends_here(const struct repair_reader *reader, const struct quotes *quotes)
{
    const char *text = reader->text + reader->at;

    if (quotes->plain)
        return *text == quotes->plain;
    return reader->length - reader->at >= 3 && !memcmp(text, "\xe2\x80", 2) && text[2] &&
           strchr(quotes->enders, text[2]);
}

static bool is_hex(const struct repair_reader *reader, size_t at, size_t digits)
{
    if (reader->length - reader->at < at + digits)
        return false;
    for (size_t i = 0; i < digits; i++)
        if (!isxdigit((unsigned char)reader->text[reader->at + at + i]))
            return false;
    return true;
}

static unsigned hex_value(const struct repair_reader *reader, size_t at)
{
    unsigned value = 0;

    for (size_t i = 0; i < 4; i++) {
        const char digit = reader->text[reader->at + at + i];

        value = 16 * value + (unsigned)(isdigit((unsigned char)digit)
                                            ? digit - '0'
                                            : tolower((unsigned char)digit) - 'a' + 10);
    }
    return value;
}

/* \u…: as it is, a lone half of a pair as U+FFFD. */
static void unicode_escape(struct repair_reader *reader)
{
    const unsigned first = hex_value(reader, 2);
    const char *next = reader->text + reader->at + 6;

    if (first >= 0xd800 && first < 0xdc00 && is_hex(reader, 8, 4) && next[0] == '\\' &&
        next[1] == 'u' && (hex_value(reader, 8) & 0xfc00) == 0xdc00) {
        repair_copy(reader, 12);
    } else if (first >= 0xd800 && first < 0xe000) {
        repair_note(reader, REPAIR_ESCAPE, reader->at);
        repair_replace(reader, 6, "\\ufffd");
    } else {
        repair_copy(reader, 6);
    }
}

/* Whether the text ends within the escape, which is then left out. */
static bool escape_is_cut(struct repair_reader *reader)
{
    const size_t left = reader->length - reader->at;
    size_t digits = 2;

    if (left >= 2 && reader->text[reader->at + 1] != 'u')
        return false;
    while (digits < left && digits < 6 &&
           isxdigit((unsigned char)reader->text[reader->at + digits]))
        digits++;
    if (digits == 6 || digits < left)
        return false;
    reader->cut = CUT_STRING;
    reader->at = reader->length;
    return true;
}

static void escape_mend(struct repair_reader *reader)
{
    const char kind = reader->text[reader->at + 1];
    char code[8];

    repair_note(reader, REPAIR_ESCAPE, reader->at);
    if (kind == '\'') {
        repair_replace(reader, 2, "'");
    } else if (kind == '\n') {
        repair_replace(reader, 2, "");
    } else if (kind == 'x' && is_hex(reader, 2, 2)) {
        snprintf(code, sizeof code, "\\u00%c%c", reader->text[reader->at + 2],
                 reader->text[reader->at + 3]);
        repair_replace(reader, 4, code);
    } else {
        repair_replace(reader, 1, "\\\\");
    }
}

static void escape_copy(struct repair_reader *reader)
{
    if (escape_is_cut(reader))
        return;
    if (is_hex(reader, 2, 4) && reader->text[reader->at + 1] == 'u')
        unicode_escape(reader);
    else if (reader->text[reader->at + 1] &&
             strchr("\"\\/bfnrt", reader->text[reader->at + 1]))
        repair_copy(reader, 2);
    else
        escape_mend(reader);
}

static void control_mend(struct repair_reader *reader)
{
    char code[8];

    repair_note(reader, REPAIR_RAW_CONTROL, reader->at);
    snprintf(code, sizeof code, "\\u%04x", (unsigned)reader->text[reader->at]);
    repair_replace(reader, 1,
                   reader->text[reader->at] == '\n'   ? "\\n"
                   : reader->text[reader->at] == '\t' ? "\\t"
                                                      : code);
}

static size_t plain_length(const struct repair_reader *reader)
{
    size_t end = reader->at;

    while (end < reader->length && (unsigned char)reader->text[end] >= 0x20 &&
           !strchr("\"'\\\xe2", reader->text[end]))
        end++;
    return end - reader->at;
}

/* A character that the cut went through would be no UTF-8. */
static void torn_end_drop(struct repair_reader *reader)
{
    struct buf *made = &reader->made->text;
    size_t front = made->length;

    while (front > 0 && made->length - front < 3 &&
           ((unsigned char)made->data[front - 1] & 0xc0) == 0x80)
        front--;
    if (front > 0 && (unsigned char)made->data[front - 1] >= 0xc0 &&
        utf8_check(made->data + front - 1, made->length - front + 1) == 0)
        buf_truncate(made, front - 1);
}

/* One step within a string; -1: what stands here would be the end of another kind. */
static int content_copy(struct repair_reader *reader, const struct quotes *quotes)
{
    const size_t plain = plain_length(reader);
    const char byte = reader->text[reader->at];

    if (plain > 0) {
        repair_copy(reader, plain);
    } else if (byte == '\\') {
        escape_copy(reader);
    } else if ((unsigned char)byte < 0x20) {
        control_mend(reader);
    } else if (byte == '"') {
        if (!quotes->plain)
            return -1;
        repair_replace(reader, 1, "\\\"");
    } else {
        repair_copy(reader, 1);
    }
    return 0;
}

int repair_string(struct repair_reader *reader)
{
    struct quotes quotes;

    if (!quotes_read(reader, &quotes))
        return -1;
    if (quotes.plain != '"')
        repair_note(reader, quotes.plain ? REPAIR_SINGLE_QUOTES : REPAIR_CURLY_QUOTES,
                    reader->at);
    repair_replace(reader, quotes.size, "\"");
    while (reader->at < reader->length && !ends_here(reader, &quotes))
        if (content_copy(reader, &quotes))
            return -1;
    if (reader->at == reader->length) {
        reader->cut = CUT_STRING;
        torn_end_drop(reader);
        repair_replace(reader, 0, "\"");
    } else {
        repair_replace(reader, quotes.size, "\"");
    }
    return 0;
}

/* suites/yaml_text.c - a YAML file's bytes, by character. */
#include "suites/yaml_text.h"

#include "base/mem.h"
#include "base/utf8.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_CHARS = 128 };

static void text_index(struct yaml_text *text)
{
    size_t line_capacity = 0;
    size_t block_count = 0;
    size_t at = 0;

    text->lines = NULL;
    text->line_count = 0;
    MEM_GROW(text->lines, text->line_count, line_capacity);
    text->lines[text->line_count++] = 0;
    text->blocks = mem_new(text->length / BLOCK_CHARS + 1, sizeof *text->blocks);
    while (at < text->length) {
        uint32_t point;
        size_t size = utf8_decode(text->bytes + at, text->length - at, &point);

        if (text->chars % BLOCK_CHARS == 0)
            text->blocks[block_count++] = (uint32_t)at;
        text->chars++;
        if (text->bytes[at] == '\n') {
            MEM_GROW(text->lines, text->line_count, line_capacity);
            text->lines[text->line_count++] = (uint32_t)text->chars;
        }
        at += size ? size : 1;
    }
}

void yaml_text_release(struct yaml_text *text)
{
    free(text->bytes);
    free(text->lines);
    free(text->blocks);
    *text = (struct yaml_text)YAML_TEXT_INIT;
}

size_t yaml_text_offset(const struct yaml_text *text, size_t index)
{
    size_t at;

    if (index >= text->chars)
        return text->length;
    at = text->blocks[index / BLOCK_CHARS];
    return at + utf8_offset(text->bytes + at, text->length - at, index % BLOCK_CHARS);
}

static size_t line_of(const struct yaml_text *text, size_t index)
{
    size_t low = 0;
    size_t high = text->line_count;

    while (high - low > 1) {
        size_t middle = (low + high) / 2;

        if (text->lines[middle] <= index)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* The character behind the line's last; its line break does not count. */
static size_t line_end(const struct yaml_text *text, size_t line)
{
    size_t end = text->chars;

    if (line + 1 < text->line_count)
        end = text->lines[line + 1] - 1;
    if (end > text->lines[line] && text->bytes[yaml_text_offset(text, end) - 1] == '\r')
        end--;
    return end;
}

const char *yaml_text_line(const struct yaml_text *text, size_t index, size_t *length,
                           size_t *start)
{
    size_t line = line_of(text, index);
    size_t first = yaml_text_offset(text, text->lines[line]);

    *length = yaml_text_offset(text, line_end(text, line)) - first;
    *start = text->lines[line];
    return text->bytes + first;
}

struct place yaml_text_place(const struct yaml_text *text, size_t start, size_t end)
{
    size_t line = line_of(text, start);
    size_t last = line_end(text, line);

    if (end > last)
        end = last;
    return (struct place){.file = text->file,
                          .line = (unsigned)line + 1,
                          .column = (unsigned)(start - text->lines[line]) + 1,
                          .length = end > start ? (unsigned)(end - start) : 1};
}

/* YAML 1.2.2, 5.1: c-printable. */
static bool is_printable(uint32_t point)
{
    return point == '\t' || point == '\n' || point == '\r' ||
           (point >= 0x20 && point <= 0x7e) || point == 0x85 ||
           (point >= 0xa0 && point <= 0xfffd && point != 0xfeff) || point >= 0x10000;
}

static int text_check(const struct yaml_text *text, struct error *err)
{
    size_t index = 0;
    size_t at = 0;

    while (at < text->length) {
        uint32_t point = 0;
        size_t size = utf8_decode(text->bytes + at, text->length - at, &point);
        struct place place;

        if (size > 0 && is_printable(point)) {
            at += size;
            index++;
            continue;
        }
        place = yaml_text_place(text, index, index + 1);
        if (size == 0) {
            error_at(err, &place, "N0200", "the byte \\x%02x is not UTF-8 here",
                     (unsigned char)text->bytes[at]);
            return error_hint(err, "save the file as UTF-8");
        }
        error_at(err, &place, "N0201", "the control character U+%04X may not stand here",
                 (unsigned)point);
        if (point == 0)
            return error_hint(err, "save the file as UTF-8, as text");
        return error_hint(err, "remove it, or write \"\\u%04x\" in double quotes",
                          (unsigned)point);
    }
    return 0;
}

int yaml_text_read(struct yaml_text *text, const char *file, const char *bytes,
                   size_t length, struct error *err)
{
    static const char byte_order_mark[] = "\xef\xbb\xbf";

    if (length >= 2 && (!memcmp(bytes, "\xff\xfe", 2) || !memcmp(bytes, "\xfe\xff", 2))) {
        *text = (struct yaml_text){.file = file, .bytes = mem_text("")};
        text_index(text);
        error_at(err, &(struct place){.file = file}, "N0200",
                 "the file is UTF-16, and only UTF-8 is read");
        return error_hint(err, "iconv -f UTF-16 -t UTF-8 FILE > NEW");
    }
    if (length >= 3 && !memcmp(bytes, byte_order_mark, 3)) {
        bytes += 3;
        length -= 3;
    }
    *text = (struct yaml_text){
        .file = file, .bytes = mem_text_n(bytes, length), .length = length};
    text_index(text);
    return text_check(text, err);
}

/* values/document_place.c - a document's memory, places in its text, errors there. */
#include "base/mem.h"
#include "base/shown.h"
#include "base/utf8.h"
#include "values/document_reader.h"

#include <stdlib.h>
#include <string.h>

int document_read_copy(struct document *document, const char *text, size_t length,
                       const struct read_options *options, struct error *err)
{
    document_clear(document);
    if (buf_append(&document->own, text, length))
        return error_set(err, ERROR_INPUT, "N0156", "expected at most %d bytes of JSON",
                         DOCUMENT_BYTES_MAX);
    return document_read(document, buf_text(&document->own), length, options, err);
}

void document_copy(struct document *document, const struct document *from)
{
    document_clear(document);
    buf_append(&document->own, from->text, from->length);
    buf_append(&document->strings, from->strings.data, from->strings.length);
    document->text = document->own.data;
    document->length = from->length;
    document->count = from->count;
    if (document->capacity < from->count) {
        document->values =
            mem_resize(document->values, from->count, sizeof *document->values);
        document->capacity = from->count;
    }
    for (size_t i = 0; i < from->count; i++) {
        struct value *value = &document->values[i];
        uintptr_t offset;

        *value = from->values[i];
        if (!value->text)
            continue;
        offset = (uintptr_t)value->text - (uintptr_t)from->text;
        value->text = offset < from->length
                          ? document->own.data + offset
                          : document->strings.data + (value->text - from->strings.data);
    }
}

void document_clear(struct document *document)
{
    document->count = 0;
    buf_clear(&document->strings);
    buf_clear(&document->own);
    document->text = NULL;
    document->length = 0;
}

void document_release(struct document *document)
{
    free(document->values);
    buf_release(&document->strings);
    buf_release(&document->own);
    *document = (struct document)DOCUMENT_INIT;
}

const struct value *document_root(const struct document *document)
{
    return document->count ? document->values : NULL;
}

void document_place(const struct document *document, uint32_t offset, unsigned first_line,
                    unsigned *line, unsigned *column)
{
    const char *text = document->text;
    const char *from = text;
    size_t end = offset < document->length ? offset : document->length;

    *line = first_line ? first_line : 1;
    if (end >= 3 && !memcmp(text, "\xef\xbb\xbf", 3))
        from = text + 3;
    for (;;) {
        const char *feed = memchr(from, '\n', (size_t)(text + end - from));

        if (!feed)
            break;
        ++*line;
        from = feed + 1;
    }
    *column = (unsigned)utf8_count(from, (size_t)(text + end - from)) + 1;
}

const char *reader_fail(struct reader *reader, const char *at, const char *code,
                        const char *message)
{
    struct place place = {.file = reader->options->file};

    document_place(reader->document, (uint32_t)(at - reader->text),
                   reader->options->first_line, &place.line, &place.column);
    error_at(reader->err, &place, code, "%s", message);
    reader->err->line = place.line;
    reader->err->column = place.column;
    return NULL;
}

/* What JavaScript, Python or YAML would take. */
static void slip_hint(const struct reader *reader, const char *at)
{
    if (*at == '\'')
        error_hint(reader->err, "JSON has double quotes alone");
    if (*at != '}' && *at != ']')
        return;
    while (at > reader->text && at[-1] && strchr(" \t\r\n", at[-1]))
        at--;
    if (at > reader->text && at[-1] == ',')
        error_hint(reader->err, "leave out the comma before it");
}

const char *reader_fail_found(struct reader *reader, const char *at, const char *expected)
{
    size_t left = (size_t)(reader->end - at);
    uint32_t point;
    size_t size = utf8_decode(at, left, &point);
    char *found, *message;

    if (left == 0) {
        /* Not on the next line, which of JSON Lines is another document. */
        while (at > reader->text && (at[-1] == '\n' || at[-1] == '\r'))
            at--;
        message = mem_format("expected %s, found the end of the text", expected);
        reader_fail(reader, at, "N0157", message);
        free(message);
        return NULL;
    }
    if (size == 0)
        return reader_fail(reader, at, "N0151",
                           "expected UTF-8, found bytes that are none");
    found = shown_quoted(at, size, 8);
    message = mem_format("expected %s, found %s", expected, found);
    reader_fail(reader, at, "N0150", message);
    slip_hint(reader, at);
    free(message);
    free(found);
    return NULL;
}

void reader_reserve(struct reader *reader, size_t count)
{
    struct document *document = reader->document;
    size_t used = (size_t)(reader->next - document->values);
    size_t open = reader->open ? (size_t)(reader->open - document->values) : 0;

    if (count > document->capacity - used) {
        document->capacity =
            used + (count > document->capacity ? count : document->capacity);
        document->values =
            mem_resize(document->values, document->capacity, sizeof *document->values);
    }
    reader->next = document->values + used;
    reader->limit = document->values + document->capacity;
    if (reader->open)
        reader->open = document->values + open;
}

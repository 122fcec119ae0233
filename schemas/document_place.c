/* schemas/document_place.c - a document's memory, and places in its text. */
#include "base/utf8.h"
#include "schemas/value.h"

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

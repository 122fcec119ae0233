/* suites/rows_jsonl.c - JSON Lines: a JSON object a line. Blank lines are passed over. */
#include "base/bytes_hash.h"
#include "suites/row_reader.h"

#include <string.h>

static int jsonl_open(struct row_file *file, struct error_list *errors)
{
    struct error err;

    buf_init(&file->text, ROW_BYTES_MAX);
    if (line_reader_open(&file->lines, file->path, ROW_BYTES_MAX, &err))
        return error_list_add(errors, &err);
    return 0;
}

static bool is_blank(const struct buf *text)
{
    return strspn(buf_text(text), " \t\r\n") == text->length;
}

static int line_parse(struct row_file *file, struct row *row, struct error *err)
{
    struct read_options options = {.file = file->path, .first_line = row->line};
    const char *text = buf_text(&file->text);
    size_t length = file->text.length;

    row->column = 1;
    row->hash = bytes_hash(text, length);
    if (document_read_copy(&row->document, text, length, &options, err))
        return -1;
    document_place(&row->document, document_root(&row->document)->offset, row->line,
                   &row->line, &row->column);
    return 0;
}

static enum row_step jsonl_next(struct row_file *file, struct row *row, struct error *err)
{
    struct place place = {file->path, 0, 1, 1};
    enum line_step step;

    do {
        buf_clear(&file->text);
        row->offset = file->lines.offset;
        row->line = file->lines.number;
        row->column = 1;
        step = line_next(&file->lines, &file->text);
    } while (step == LINE_READ && is_blank(&file->text));
    row->length = file->lines.offset - row->offset;
    place.line = row->line;
    switch (step) {
    case LINE_END:
        return ROW_END;
    case LINE_FAILED:
        error_errno(err, "N0315", "read", file->path);
        return ROW_FAILED;
    case LINE_TOO_LONG:
        error_at(err, &place, "N0302", "a row is larger than 8 MB");
        return ROW_BAD;
    default:
        return line_parse(file, row, err) ? ROW_BAD : ROW_READ;
    }
}

static int jsonl_read_at(struct row_file *file, struct row *row, struct error *err)
{
    buf_clear(&file->text);
    if (line_reader_copy(&file->lines, row->offset, row->length, &file->text, err))
        return -1;
    return line_parse(file, row, err);
}

static struct place jsonl_place(const struct row_file *file, const struct row *row,
                                size_t index, bool of_key)
{
    const struct value *key = value_first(document_root(&row->document));
    struct place place = {.file = file->path, .length = 1};
    uint32_t offset;

    for (size_t i = 0; i < index; i++)
        key = value_next(value_next(key));
    offset = of_key ? key->offset : value_next(key)->offset;
    if (of_key)
        place.length = key->as.string.points + 2; /* with its quotes */
    document_place(&row->document, offset, row->line, &place.line, &place.column);
    return place;
}

const struct row_reader row_reader_jsonl = {
    .open = jsonl_open,
    .next = jsonl_next,
    .read_at = jsonl_read_at,
    .place = jsonl_place,
};

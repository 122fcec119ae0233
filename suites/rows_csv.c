/* suites/rows_csv.c - tables after RFC 4180, separated by commas or tabs.
 *
 * A header is required. A field in quotes may hold separators, line ends and doubled
 * quotes. A quote within a field without quotes is an error: it is most often a field
 * whose quoting went wrong.
 */
#include "base/mem.h"
#include "base/shown.h"
#include "base/utf8.h"
#include "suites/row_reader.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Where a record's reading stands. */
struct csv_cursor {
    const char *text, *end;
    unsigned line, column;
};

static void cursor_step(struct csv_cursor *cursor)
{
    unsigned char byte = (unsigned char)*cursor->text++;

    if (byte == '\n') {
        cursor->line++;
        cursor->column = 1;
    } else if ((byte & 0xC0) != 0x80) {
        cursor->column++; /* columns are in characters */
    }
}

static bool cursor_at_end(const struct csv_cursor *cursor)
{
    return cursor->text == cursor->end || *cursor->text == '\n' ||
           (*cursor->text == '\r' &&
            (cursor->text + 1 == cursor->end || cursor->text[1] == '\n'));
}

static struct place cursor_place(const struct row_file *file,
                                 const struct csv_cursor *cursor)
{
    return (struct place){file->path, cursor->line, cursor->column, 1};
}

/* The name of a separator that the file was not to have: a spreadsheet wrote another. */
static const char *other_separator(const struct row_file *file, char byte)
{
    if (byte == file->separator)
        return NULL;
    return byte == ';'    ? "\";\""
           : byte == '|'  ? "\"|\""
           : byte == ','  ? "commas"
           : byte == '\t' ? "tabs"
                          : NULL;
}

static int separator_hint(const struct row_file *file, const char *found,
                          struct error *err)
{
    if (file->separator == '\t')
        return error_hint(err,
                          "it looks separated by %s: save it with tabs, or with commas "
                          "as .csv",
                          found);
    return error_hint(err,
                      "it looks separated by %s: save it with commas, or with tabs as "
                      ".tsv",
                      found);
}

/* The line ends of a Mac before 2001, that a spreadsheet still can write. */
static int bare_return_tell(const struct row_file *file, const struct csv_cursor *cursor,
                            struct error *err)
{
    struct place place = cursor_place(file, cursor);

    error_at(err, &place, "N0318", "a line ends with CR alone");
    return error_hint(err, "save it with LF or CRLF, or put a CR that is text in quotes");
}

/* One field, appended to out. quoted: it stood in quotes. */
static int quoted_read(const struct row_file *file, struct csv_cursor *cursor,
                       struct buf *out, struct error *err)
{
    struct place opening = cursor_place(file, cursor);
    const char *other;
    struct place place;

    cursor_step(cursor);
    for (;;) {
        if (cursor->text == cursor->end) {
            error_at(err, &opening, "N0305", "this quote is never closed");
            return error_hint(err, "a quote inside a quoted text is written twice: \"\"");
        }
        if (*cursor->text == '"') {
            cursor_step(cursor);
            if (cursor->text == cursor->end || *cursor->text != '"')
                break;
        }
        buf_append_char(out, *cursor->text);
        cursor_step(cursor);
    }
    if (cursor_at_end(cursor) || *cursor->text == file->separator)
        return 0;
    if (*cursor->text == '\r')
        return bare_return_tell(file, cursor, err);
    place = cursor_place(file, cursor);
    other = other_separator(file, *cursor->text);
    error_at(err, &place, "N0305", "expected the next field after a closing quote");
    if (other)
        return separator_hint(file, other, err);
    return error_hint(err, "a quote inside a quoted text is written twice: \"\"");
}

static int plain_read(const struct row_file *file, struct csv_cursor *cursor,
                      struct buf *out, struct error *err)
{
    while (!cursor_at_end(cursor) && *cursor->text != file->separator) {
        if (*cursor->text == '"') {
            struct place place = cursor_place(file, cursor);

            error_at(err, &place, "N0305", "a quote within a field without quotes");
            return error_hint(
                err, "put the whole field into quotes and write the quote twice");
        }
        if (*cursor->text == '\r')
            return bare_return_tell(file, cursor, err);
        buf_append_char(out, *cursor->text);
        cursor_step(cursor);
    }
    return 0;
}

static void cell_add(struct row *row, const struct csv_cursor *cursor)
{
    MEM_GROW(row->cells, row->cell_count, row->cell_capacity);
    row->cells[row->cell_count++] = (struct row_cell){cursor->line, cursor->column};
}

/* The record's fields as texts of JSON, for `take`; their number. -1: an error. */
static int fields_read(struct row_file *file, struct row *row,
                       void (*take)(struct row_file *file, size_t index,
                                    const struct buf *field, bool is_quoted),
                       struct error *err)
{
    struct csv_cursor cursor = {buf_text(&file->record),
                                buf_text(&file->record) + file->record.length, row->line,
                                1};
    struct buf field = BUF_INIT(ROW_BYTES_MAX);
    int rc = -1;

    row->cell_count = 0;
    for (;;) {
        bool is_quoted = cursor.text < cursor.end && *cursor.text == '"';

        buf_clear(&field);
        cell_add(row, &cursor);
        if (is_quoted ? quoted_read(file, &cursor, &field, err)
                      : plain_read(file, &cursor, &field, err))
            goto done;
        take(file, row->cell_count - 1, &field, is_quoted);
        if (cursor_at_end(&cursor))
            break;
        cursor_step(&cursor);
    }
    rc = 0;

done:
    buf_release(&field);
    return rc;
}

/* What a line leaves open: whether the record goes on in the next one. */
static bool line_leaves_open(const char *text, size_t length, char separator, bool open)
{
    bool at_start = !open;

    for (size_t i = 0; i < length; i++) {
        if (open) {
            if (text[i] == '"' && i + 1 < length && text[i + 1] == '"')
                i++;
            else if (text[i] == '"')
                open = false;
        } else if (text[i] == '"' && at_start) {
            open = true;
        }
        at_start = !open && text[i] == separator;
    }
    return open;
}

static bool record_is_blank(const struct buf *record)
{
    return strspn(buf_text(record), "\r\n") == record->length;
}

/* The text of the next record, which may go over several lines. */
static enum row_step record_next(struct row_file *file, struct row *row,
                                 struct error *err)
{
    enum line_step step;
    bool open = false;

    do {
        buf_clear(&file->record);
        row->offset = file->lines.offset;
        row->line = file->lines.number;
        row->column = 1;
        do {
            size_t begin = file->record.length;

            step = line_next(&file->lines, &file->record);
            if (step != LINE_READ)
                break;
            open = line_leaves_open(file->record.data + begin,
                                    file->record.length - begin, file->separator, open);
        } while (open);
    } while (step == LINE_READ && record_is_blank(&file->record));
    row->length = file->lines.offset - row->offset;
    if (step == LINE_FAILED) {
        error_errno(err, "N0315", "read", file->path);
        return ROW_FAILED;
    }
    if (step == LINE_TOO_LONG) {
        struct place place = {file->path, row->line, 1, 1};

        error_at(err, &place, "N0302", "a row is larger than 8 MB");
        return error_hint(err, "is a quote open that should be closed, or do lines end "
                               "with CR alone?"),
               ROW_BAD;
    }
    return file->record.length ? ROW_READ : ROW_END;
}

static int utf8_require(const struct row_file *file, const struct row *row,
                        struct error *err)
{
    struct csv_cursor cursor = {buf_text(&file->record), NULL, row->line, 1};
    size_t good = utf8_check(buf_text(&file->record), file->record.length);
    struct place place;

    if (good == file->record.length)
        return 0;
    cursor.end = cursor.text + good;
    while (cursor.text < cursor.end)
        cursor_step(&cursor);
    place = cursor_place(file, &cursor);
    error_at(err, &place, "N0306", "the file is not UTF-8: the byte 0x%02x stands here",
             (unsigned)(unsigned char)*cursor.end);
    return error_hint(err, "save it as UTF-8, or convert it with iconv");
}

static void value_take(struct row_file *file, size_t index, const struct buf *field,
                       bool is_quoted)
{
    if (index >= file->name_count)
        return;
    if (index > 0)
        buf_append_char(&file->text, ',');
    json_quote(&file->text, file->names[index], strlen(file->names[index]));
    buf_append_char(&file->text, ':');
    if (!field->length && !is_quoted)
        buf_append_text(&file->text, "null");
    else
        json_quote(&file->text, buf_text(field), field->length);
}

/* The record in file->record as an object. */
static int record_parse(struct row_file *file, struct row *row, struct error *err)
{
    struct place place = {file->path, row->line, 1, 1};

    buf_clear(&file->text);
    buf_append_char(&file->text, '{');
    if (utf8_require(file, row, err) || fields_read(file, row, value_take, err))
        return -1;
    buf_append_char(&file->text, '}');
    if (row->cell_count != file->name_count) {
        error_at(err, &place, "N0304", "expected %zu fields as in the header, found %zu",
                 file->name_count, row->cell_count);
        if (row->cell_count < file->name_count)
            return error_hint(err, "a field that is empty still has its %s",
                              file->separator == ',' ? "comma" : "tab");
        return error_hint(err, "a field that holds a %s stands in quotes",
                          file->separator == ',' ? "comma" : "tab");
    }
    return document_read_copy(&row->document, buf_text(&file->text), file->text.length,
                              NULL, err);
}

static enum row_step csv_next(struct row_file *file, struct row *row, struct error *err)
{
    enum row_step step = record_next(file, row, err);

    if (step != ROW_READ)
        return step;
    return record_parse(file, row, err) ? ROW_BAD : ROW_READ;
}

static int csv_read_at(struct row_file *file, struct row *row, struct error *err)
{
    buf_clear(&file->record);
    if (line_reader_copy(&file->lines, row->offset, row->length, &file->record, err))
        return -1;
    return record_parse(file, row, err);
}

static void name_take(struct row_file *file, size_t index, const struct buf *field,
                      bool is_quoted)
{
    (void)is_quoted;
    file->names = mem_resize(file->names, index + 1, sizeof *file->names);
    file->names[index] = mem_text(buf_text(field));
    file->name_count = index + 1;
}

struct named_column {
    const char *name; /* borrowed */
    size_t index;
};

static int column_order(const void *left, const void *right)
{
    const struct named_column *a = left, *b = right;
    int order = strcmp(a->name, b->name);

    return order ? order : (a->index > b->index) - (a->index < b->index);
}

/* Names are not quoted: where a header is missing they are the first case. */
static int names_check(const struct row_file *file, const struct row *row,
                       struct error_list *errors)
{
    struct named_column *sorted = mem_new(file->name_count, sizeof *sorted);
    int rc = 0;

    for (size_t i = 0; i < file->name_count; i++)
        sorted[i] = (struct named_column){file->names[i], i};
    qsort(sorted, file->name_count, sizeof *sorted, column_order);
    for (size_t i = 0; i < file->name_count; i++) {
        size_t index = sorted[i].index;
        struct place place = {file->path, row->cells[index].line,
                              row->cells[index].column, 1};

        if (!sorted[i].name[0])
            rc = error_list_at(errors, &place, "N0303", "column %zu has no name",
                               index + 1);
        else if (i > 0 && !strcmp(sorted[i].name, sorted[i - 1].name))
            rc = error_list_at(errors, &place, "N0307",
                               "columns %zu and %zu have the same name",
                               sorted[i - 1].index + 1, index + 1);
    }
    free(sorted);
    return rc;
}

/* One column, and a name that looks like several. */
static int separator_check(const struct row_file *file, struct error_list *errors)
{
    const char *name = file->name_count == 1 ? file->names[0] : "";
    const char *found = other_separator(file, name[strcspn(name, ";\t,|")]);
    const struct place place = {file->path, 1, 1, 1};
    char *quoted;

    if (!found)
        return 0;
    quoted = shown_quoted(name, strlen(name), 60);
    error_list_at(errors, &place, "N0303", "the table has one column, %s", quoted);
    separator_hint(file, found, error_list_last(errors));
    free(quoted);
    return -1;
}

static int header_read(struct row_file *file, struct error_list *errors)
{
    static const char mark[] = "\xEF\xBB\xBF"; /* a byte order mark */
    struct row row = ROW_INIT;
    struct error err = ERROR_INIT;
    struct place place = {.file = file->path};
    enum row_step step = record_next(file, &row, &err);
    int rc = -1;

    if (step == ROW_END) {
        error_at(&err, &place, "N0303", "the table is empty: a header is required");
        error_hint(&err, "begin it with a line of names: id,question,reference");
    }
    if (step != ROW_READ)
        goto failed;
    if (!strncmp(buf_text(&file->record), mark, 3)) {
        memmove(file->record.data, file->record.data + 3, file->record.length - 3);
        buf_truncate(&file->record, file->record.length - 3);
    }
    if (utf8_require(file, &row, &err) || fields_read(file, &row, name_take, &err))
        goto failed;
    rc = separator_check(file, errors) ? -1 : names_check(file, &row, errors);
    file->name_cells = row.cells;
    row.cells = NULL; /* the file's */
    goto done;

failed:
    error_list_add(errors, &err);
done:
    row_release(&row);
    return rc;
}

static int table_open(struct row_file *file, char separator, struct error_list *errors)
{
    struct error err;

    file->separator = separator;
    buf_init(&file->record, ROW_BYTES_MAX);
    buf_init(&file->text, (size_t)8 * ROW_BYTES_MAX); /* with escapes and names */
    if (line_reader_open(&file->lines, file->path, ROW_BYTES_MAX, &err))
        return error_list_add(errors, &err);
    return header_read(file, errors);
}

static int csv_open(struct row_file *file, struct error_list *errors)
{
    return table_open(file, ',', errors);
}

static int tsv_open(struct row_file *file, struct error_list *errors)
{
    return table_open(file, '\t', errors);
}

static struct place csv_place(const struct row_file *file, const struct row *row,
                              size_t index, bool of_key)
{
    const struct row_cell *cell = of_key ? &file->name_cells[index] : &row->cells[index];

    return (struct place){file->path, cell->line, cell->column, 1};
}

const struct row_reader row_reader_csv = {
    .is_table = true,
    .open = csv_open,
    .next = csv_next,
    .read_at = csv_read_at,
    .place = csv_place,
};

const struct row_reader row_reader_tsv = {
    .is_table = true,
    .open = tsv_open,
    .next = csv_next,
    .read_at = csv_read_at,
    .place = csv_place,
};

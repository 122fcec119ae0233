/* reports/console_columns.c - cells of text in aligned columns, by width on a terminal.
 */
#include "reports/console_columns.h"

#include "base/mem.h"
#include "base/shown.h"
#include "base/utf8.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <uniwidth.h>

enum { SHOWN_BYTES_MAX = 64 * 1024 };

/* Width of the character at text, and its bytes. */
static size_t character_width(const char *text, size_t length, size_t *size)
{
    uint32_t point = 0;
    int width;

    *size = utf8_decode(text, length, &point);
    if (*size == 0) {
        *size = 1;
        return 1;
    }
    width = uc_width(point, "UTF-8");
    return width > 0 ? (size_t)width : 0;
}

size_t text_width(const char *text)
{
    const size_t length = strlen(text);
    size_t width = 0;
    size_t size;

    for (size_t at = 0; at < length; at += size)
        width += character_width(text + at, length - at, &size);
    return width;
}

void text_append_cut(struct buf *out, const char *text, size_t width)
{
    const size_t length = strlen(text);
    size_t used = 0;
    size_t size;

    if (text_width(text) <= width) {
        buf_append(out, text, length);
        return;
    }
    for (size_t at = 0; at < length; at += size) {
        size_t wide = character_width(text + at, length - at, &size);

        if (used + wide + 1 > width)
            break;
        buf_append(out, text + at, size);
        used += wide;
    }
    buf_append_text(out, "…");
}

void text_append_shown(struct buf *out, const char *text, size_t length, size_t width)
{
    struct buf safe = BUF_INIT(SHOWN_BYTES_MAX);

    shown_append(&safe, text, length, width);
    text_append_cut(out, buf_text(&safe), width);
    buf_release(&safe);
}

void text_append_wrapped(struct buf *out, const char *text, size_t used, size_t indent)
{
    bool is_first = true;

    while (*text) {
        const size_t length = strcspn(text, " ");
        char *word = mem_text_n(text, length);
        const size_t width = text_width(word);

        if (!is_first && used + 1 + width > PAGE_WIDTH) {
            buf_append_format(out, "\n%*s", (int)indent, "");
            used = indent;
        } else if (!is_first) {
            buf_append_char(out, ' ');
            used++;
        }
        text_append_cut(out, word, PAGE_WIDTH - indent);
        free(word);
        used += width;
        is_first = false;
        text += length;
        text += strspn(text, " ");
    }
}

void columns_init(struct columns *columns, const char *align, size_t gap)
{
    *columns = (struct columns){.align = align, .gap = gap};
}

void columns_release(struct columns *columns)
{
    for (size_t i = 0; i < columns->count; i++)
        free(columns->cells[i].text);
    free(columns->cells);
    columns_init(columns, columns->align, columns->gap);
}

void columns_add(struct columns *columns, const char *text, const char *paint)
{
    MEM_GROW(columns->cells, columns->count, columns->capacity);
    columns->cells[columns->count++] = (struct cell){mem_text(text), paint};
}

static size_t column_width(const struct columns *columns, size_t column)
{
    const size_t step = strlen(columns->align);
    size_t widest = 0;

    for (size_t i = column; i < columns->count; i += step) {
        size_t width = text_width(columns->cells[i].text);

        widest = width > widest ? width : widest;
    }
    return widest;
}

static void cell_write(const struct cell *cell, char align, size_t pad, size_t room,
                       struct buf *out)
{
    if (align == 'r')
        buf_append_format(out, "%*s", (int)pad, "");
    if (cell->paint)
        buf_append_text(out, cell->paint);
    text_append_cut(out, cell->text, room);
    if (cell->paint)
        buf_append_text(out, "\x1b[0m");
    if (align == 'l')
        buf_append_format(out, "%*s", (int)pad, "");
}

static void blanks_drop(struct buf *out)
{
    while (out->length > 0 && out->data[out->length - 1] == ' ')
        buf_truncate(out, out->length - 1);
}

void columns_write(const struct columns *columns, size_t indent, struct buf *out)
{
    const size_t step = strlen(columns->align);
    size_t *widths = mem_new(step, sizeof *widths);

    assert(step > 0);
    for (size_t column = 0; column < step; column++)
        widths[column] = column_width(columns, column);
    for (size_t i = 0; i < columns->count; i++) {
        const struct cell *cell = &columns->cells[i];
        const size_t column = i % step;
        size_t used = indent;

        for (size_t left = 0; left < column; left++)
            used += widths[left] + columns->gap;
        buf_append_format(out, "%*s", (int)(column ? columns->gap : indent), "");
        if (column + 1 < step) {
            cell_write(cell, columns->align[column],
                       widths[column] - text_width(cell->text), widths[column], out);
            continue;
        }
        cell_write(cell, 'x', 0, used < PAGE_WIDTH - 10 ? PAGE_WIDTH - used : 10, out);
        blanks_drop(out);
        buf_append_char(out, '\n');
    }
    free(widths);
}

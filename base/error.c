/* error.c - one failure, and the place in the user's input that caused it. */
#include "base/error.h"

#include "base/buf.h"
#include "base/shown.h"
#include "base/utf8.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const size_t excerpt_columns_max = 120;
static const size_t excerpt_bytes_max = 64 * 1024;

/* vsnprintf that never leaves half a character at the end. */
static void text_set(char *out, size_t size, const char *fmt, va_list args)
    __attribute__((format(printf, 3, 0)));

static void text_set(char *out, size_t size, const char *fmt, va_list args)
{
    int length = vsnprintf(out, size, fmt, args);

    if (length >= 0 && (size_t)length >= size)
        out[utf8_cut(out, size - 1)] = '\0';
}

static void file_set(struct error *err, const char *file)
{
    size_t length = strlen(file);
    size_t room = sizeof err->file - 1;

    if (length <= room)
        memcpy(err->file, file, length + 1);
    else
        snprintf(err->file, sizeof err->file, "...%s", file + length - (room - 3));
}

static void error_begin(struct error *err, enum error_kind kind, const char *code)
{
    *err = (struct error){.kind = kind};
    snprintf(err->code, sizeof err->code, "%s", code);
}

int error_set(struct error *err, enum error_kind kind, const char *code, const char *fmt,
              ...)
{
    va_list args;

    error_begin(err, kind, code);
    va_start(args, fmt);
    text_set(err->message, sizeof err->message, fmt, args);
    va_end(args);
    return -1;
}

int error_at(struct error *err, const struct place *place, const char *code,
             const char *fmt, ...)
{
    va_list args;

    error_begin(err, ERROR_INPUT, code);
    va_start(args, fmt);
    text_set(err->message, sizeof err->message, fmt, args);
    va_end(args);
    return error_place(err, place);
}

int error_hint(struct error *err, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    text_set(err->hint, sizeof err->hint, fmt, args);
    va_end(args);
    return -1;
}

int error_place(struct error *err, const struct place *place)
{
    if (!err->file[0] && place && place->file) {
        file_set(err, place->file);
        err->line = place->line;
        err->column = place->column;
        err->length = place->length;
    }
    return -1;
}

int error_errno(struct error *err, const char *code, const char *doing, const char *file)
{
    int number = errno;

    return error_set(err, ERROR_SYSTEM, code, "cannot %s %s: %s", doing, file,
                     strerror(number));
}

/* The line's text without its end, or NULL; the caller's. */
static char *line_load(const char *file, unsigned line)
{
    FILE *stream = fopen(file, "r");
    char *text = NULL;
    size_t size = 0;
    ssize_t length = -1;

    if (!stream)
        return NULL;
    for (unsigned i = 0; i < line; i++) {
        length = getline(&text, &size, stream);
        if (length < 0)
            break;
    }
    fclose(stream);
    if (length < 0) {
        free(text);
        return NULL;
    }
    while (length > 0 && (text[length - 1] == '\n' || text[length - 1] == '\r'))
        text[--length] = '\0';
    return text;
}

struct painter {
    const char *error, *place, *mark, *off;
};

static struct painter painter_for(const struct error *err, enum color color)
{
    if (color == COLOR_OFF)
        return (struct painter){"", "", "", ""};
    return (struct painter){err->severity == SEVERITY_WARNING ? "\033[1;33m"
                                                              : "\033[1;31m",
                            "\033[1;34m", "\033[1;31m", "\033[0m"};
}

/* What `columns` characters of the line's front look like on a terminal, as so many
 * blanks. */
static void caret_indent(const char *text, unsigned column, FILE *stream)
{
    struct buf front = BUF_INIT(excerpt_bytes_max);
    size_t bytes = utf8_offset(text, strlen(text), column - 1);

    shown_append(&front, text, bytes, excerpt_columns_max);
    for (size_t i = 0; i < utf8_count(buf_text(&front), front.length); i++)
        fputc(' ', stream);
    buf_release(&front);
}

static void hint_print(const struct error *err, FILE *stream)
{
    if (err->hint[0])
        fprintf(stream, "   = %s\n", err->hint);
}

static void excerpt_print(const struct error *err, FILE *stream,
                          const struct painter *paint)
{
    char *text = line_load(err->file, err->line);
    struct buf shown = BUF_INIT(excerpt_bytes_max);
    unsigned length = err->length ? err->length : 1;
    int width = snprintf(NULL, 0, "%u", err->line);

    if (!text) {
        hint_print(err, stream);
        return;
    }
    shown_append(&shown, text, strlen(text), excerpt_columns_max);
    fprintf(stream, "%s%*s |%s\n", paint->place, width, "", paint->off);
    fprintf(stream, "%s%u |%s %s\n", paint->place, err->line, paint->off,
            buf_text(&shown));
    fprintf(stream, "%s%*s |%s ", paint->place, width, "", paint->off);
    if (err->column && err->column <= excerpt_columns_max) {
        caret_indent(text, err->column, stream);
        fputs(paint->mark, stream);
        for (unsigned i = 0; i < length && err->column + i <= excerpt_columns_max; i++)
            fputc('^', stream);
        fputs(paint->off, stream);
        if (err->hint[0])
            fputc(' ', stream);
    }
    fprintf(stream, "%s\n", err->hint);
    buf_release(&shown);
    free(text);
}

void error_print(const struct error *err, FILE *stream, enum color color)
{
    struct painter paint = painter_for(err, color);
    struct buf shown = BUF_INIT(4 * sizeof err->message);
    bool excerpt = err->file[0] && err->line && err->excerpt == EXCERPT_SHOWN;

    shown_append(&shown, err->message, strlen(err->message), sizeof err->message);
    fprintf(stream, "%s%s[%s]%s: %s\n", paint.error,
            err->severity == SEVERITY_WARNING ? "warning" : "error", err->code, paint.off,
            buf_text(&shown));
    if (err->file[0]) {
        fprintf(stream, "%s  -->%s %s", paint.place, paint.off, err->file);
        if (err->line)
            fprintf(stream, ":%u", err->line);
        if (err->line && err->column)
            fprintf(stream, ":%u", err->column);
        fputc('\n', stream);
    }
    if (excerpt)
        excerpt_print(err, stream, &paint);
    else
        hint_print(err, stream);
    buf_release(&shown);
}

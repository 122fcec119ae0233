/* suites/yaml_cure.c - a line of YAML, read by eye. */
#include "suites/yaml_cure.h"

#include "base/buf.h"

#include <string.h>

enum { LINE_MAX = 160 };

struct line_reader {
    const char *line;
    size_t length;
    size_t at;
    unsigned flow;
    struct line_value value; /* without its length */
    bool is_open;            /* nothing but blanks since the value's start */
};

static bool next_is(const struct line_reader *reader, const char *text)
{
    size_t size = strlen(text);

    return reader->length - reader->at >= size &&
           !memcmp(reader->line + reader->at, text, size);
}

static bool blank_follows(const struct line_reader *reader)
{
    return reader->at + 1 >= reader->length || reader->line[reader->at + 1] == ' ';
}

/* Behind "{{x}}" or "${x}", or where the reader stands. */
static size_t braces_skip(const struct line_reader *reader)
{
    bool is_template = next_is(reader, "{{");
    const char *end;

    if (!is_template && !next_is(reader, "${"))
        return reader->at;
    end = memmem(reader->line + reader->at, reader->length - reader->at,
                 is_template ? "}}" : "}", is_template ? 2 : 1);
    if (!end)
        return reader->length;
    return (size_t)(end - reader->line) + (is_template ? 2 : 1);
}

/* Behind the closing quote, or the end. */
static size_t quotes_skip(const struct line_reader *reader)
{
    char quote = reader->line[reader->at];

    for (size_t at = reader->at + 1; at < reader->length; at++) {
        if (quote == '"' && reader->line[at] == '\\')
            at++;
        else if (reader->line[at] == quote)
            return at + 1;
    }
    return reader->length;
}

static void value_begin(struct line_reader *reader, size_t start, bool has_key)
{
    reader->value = (struct line_value){
        .start = start, .is_flow = reader->flow > 0, .has_key = has_key};
    reader->is_open = true;
    reader->at = start;
}

/* What opens or closes brackets, or goes on within them. */
static bool bracket_take(struct line_reader *reader)
{
    char byte = reader->line[reader->at];
    size_t next = reader->at + 1;

    if (reader->is_open && (byte == '{' || byte == '[')) {
        reader->flow++;
        value_begin(reader, next, false);
        return true;
    }
    if (!reader->flow || !strchr(",}]", byte))
        return false;
    if (byte != ',')
        reader->flow--;
    value_begin(reader, next, byte != ',');
    return true;
}

/* A character that ends a value or begins another; false: it is text. */
static bool structure_take(struct line_reader *reader)
{
    char byte = reader->line[reader->at];
    size_t next = reader->at + 1;

    if (byte == ':' && blank_follows(reader) && !reader->value.has_key)
        value_begin(reader, next, true);
    else if (byte == '-' && blank_follows(reader) && reader->is_open && !reader->flow)
        value_begin(reader, next, false);
    else
        return bracket_take(reader);
    return true;
}

/* One step; is_text: what was read belongs to the value. */
static bool step_is_text(struct line_reader *reader)
{
    char byte = reader->line[reader->at];
    size_t behind = braces_skip(reader);

    if (byte == ' ') {
        reader->at++;
        return true;
    }
    if (behind == reader->at && (byte == '"' || byte == '\'') && reader->is_open) {
        reader->value.is_quoted = true;
        behind = quotes_skip(reader);
    }
    if (behind == reader->at && structure_take(reader))
        return false;
    if (reader->is_open)
        reader->value.start = reader->at;
    reader->is_open = false;
    reader->at = behind > reader->at ? behind : reader->at + 1;
    return true;
}

struct line_value line_value_at(const char *line, size_t length, size_t at)
{
    struct line_reader reader = {.line = line, .length = length};
    struct line_value value;
    size_t end = 0;

    value_begin(&reader, 0, false);
    while (reader.at < length && (reader.at <= at || reader.is_open))
        if (!step_is_text(&reader) && reader.at > at && !reader.is_open)
            break;
    value = reader.value;
    end = reader.at;
    while (reader.at < length && step_is_text(&reader)) {
        if (!reader.flow && reader.at + 1 < length && line[reader.at] == '#' &&
            line[reader.at - 1] == ' ')
            break;
        end = reader.at;
    }
    while (end > value.start && line[end - 1] == ' ')
        end--;
    value.length = end - value.start;
    return value;
}

char *line_quote(const char *line, size_t length, const struct line_value *value)
{
    struct buf out = BUF_INIT(LINE_MAX);
    size_t indent = 0;
    const char *text = line + value->start;
    size_t size = value->length;
    bool is_double;

    while (indent < value->start && line[indent] == ' ')
        indent++;
    if (size >= 2 && strchr("\"'", text[0]) && text[size - 1] == text[0]) {
        text++;
        size -= 2;
    }
    is_double = !memchr(text, '"', size) && !memchr(text, '\\', size);
    buf_append(&out, line + indent, value->start - indent);
    buf_append_char(&out, is_double ? '"' : '\'');
    for (size_t i = 0; i < size; i++) {
        buf_append_char(&out, text[i]);
        if (text[i] == '\'' && !is_double)
            buf_append_char(&out, '\'');
    }
    buf_append_char(&out, is_double ? '"' : '\'');
    buf_append(&out, text + size + (text != line + value->start),
               length - value->start - value->length);
    if (buf_is_over(&out)) {
        buf_release(&out);
        return NULL;
    }
    return buf_detach(&out);
}

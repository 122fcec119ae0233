/* suites/columns.c - `columns`: what of a file's names is what of ours. */
#include "suites/columns.h"

#include "base/mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static enum column_as as_from(const char *word)
{
    if (!word)
        return AS_WRITTEN;
    if (!strcmp(word, "number"))
        return AS_NUMBER;
    return !strcmp(word, "list") ? AS_LIST : AS_JSON;
}

struct column_rule *columns_read(const struct cohort *cohort, size_t *count)
{
    size_t size = json_object_size(cohort->columns.json);
    struct column_rule *rules = mem_new(size ? size : 1, sizeof *rules);
    const char *ours;
    json_t *theirs;

    *count = 0;
    json_object_foreach((json_t *)(uintptr_t)cohort->columns.json, ours, theirs)
    {
        const char *name = json_string_value(theirs);

        if (!name)
            name = json_string_value(json_object_get(theirs, "column"));
        rules[(*count)++] = (struct column_rule){
            .ours = ours,
            .theirs = name,
            .as = as_from(json_string_value(json_object_get(theirs, "as")))};
    }
    return rules;
}

static size_t trim(const char **text, size_t length)
{
    while (length && strchr(" \t\r\n", **text)) {
        ++*text;
        length--;
    }
    while (length && strchr(" \t\r\n", (*text)[length - 1]))
        length--;
    return length;
}

/* A text that is itself JSON, of any type or of a number's. */
static int json_write(struct buf *out, const char *text, size_t length, bool number_only)
{
    struct document document = DOCUMENT_INIT;
    struct error err;
    int rc = document_read(&document, text, length, NULL, &err);

    if (rc == 0 && number_only && !value_is_number(document_root(&document)))
        rc = -1;
    if (rc == 0)
        rc = value_format(out, document_root(&document));
    document_release(&document);
    return rc;
}

/* "a; b": a list of texts; "[…]": as JSON. */
static int list_write(struct buf *out, const char *text, size_t length)
{
    const char *end;

    length = trim(&text, length);
    end = text + length;
    if (length && *text == '[')
        return json_write(out, text, length, false);
    buf_append_char(out, '[');
    while (length) {
        const char *stop = memchr(text, ';', (size_t)(end - text));
        size_t size = stop ? (size_t)(stop - text) : (size_t)(end - text);
        const char *part = text;

        size = trim(&part, size);
        json_quote(out, part, size);
        if (!stop)
            break;
        buf_append_char(out, ',');
        text = stop + 1;
    }
    return buf_append_char(out, ']');
}

static int flag_write(struct buf *out, const char *text, size_t length)
{
    length = trim(&text, length);
    if (length == 4 && !strncasecmp(text, "true", 4))
        return buf_append_text(out, "true");
    if (length == 5 && !strncasecmp(text, "false", 5))
        return buf_append_text(out, "false");
    return -1;
}

int column_value_write(struct buf *out, const struct value *value, enum column_as as,
                       const char **expected)
{
    if (value->type != VALUE_STRING || as == AS_WRITTEN || as == AS_TEXT)
        return value_format(out, value);
    switch (as) {
    case AS_NUMBER: {
        const char *text = value->text;
        size_t length = trim(&text, value->size);

        *expected = "a number";
        return json_write(out, text, length, true);
    }
    case AS_LIST:
        *expected = "a list: a; b; c, or [\"a\", \"b\"]";
        return list_write(out, value->text, value->size);
    case AS_FLAG:
        *expected = "true or false";
        return flag_write(out, value->text, value->size);
    default:
        *expected = "JSON";
        return json_write(out, value->text, value->size, false);
    }
}

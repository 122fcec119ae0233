/* values/value_format.c - values as JSON text. */
#include "base/mem.h"
#include "base/utf8.h"
#include "values/member_order.h"
#include "values/number.h"
#include "values/plain_text.h"
#include "values/value.h"

#include <stdlib.h>
#include <string.h>

/* Beyond these powers of ten a canonical number has an exponent. */
enum { WHOLE_DIGITS_MAX = 21, LEADING_ZEROS_MAX = 6 };

static void quote_byte(struct buf *out, unsigned char byte)
{
    static const char named[] = {['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f',
                                 ['\r'] = 'r', ['"'] = '"',  ['\\'] = '\\'};

    if (byte < sizeof named && named[byte]) {
        buf_append_char(out, '\\');
        buf_append_char(out, named[byte]);
    } else {
        buf_append_format(out, "\\u%04x", byte);
    }
}

/* Past what a JSON string holds as it is. */
static const char *kept_skip(const char *at, const char *end)
{
    uint32_t point;
    size_t size;

    for (;;) {
        at = plain_skip(at, end);
        if (at == end || (unsigned char)*at < 0x80)
            return at;
        size = utf8_decode(at, (size_t)(end - at), &point);
        if (size == 0)
            return at;
        at += size;
    }
}

int json_quote(struct buf *out, const char *text, size_t length)
{
    const char *end = text + length;

    buf_append_char(out, '"');
    while (text < end) {
        const char *stop = kept_skip(text, end);

        buf_append(out, text, (size_t)(stop - text));
        text = stop;
        if (text == end)
            break;
        if ((unsigned char)*text >= 0x80)
            buf_append_text(out, "\xef\xbf\xbd");
        else
            quote_byte(out, (unsigned char)*text);
        text++;
    }
    buf_append_char(out, '"');
    return buf_is_over(out) ? -1 : 0;
}

static void digits_append(struct buf *out, const char **at, int64_t count)
{
    for (int64_t i = 0; i < count; i++)
        buf_append_char(out, (char)('0' + decimal_digit(at)));
}

static void number_canonical(struct buf *out, const struct value *number)
{
    struct decimal decimal = decimal_of(number);
    const char *at = decimal.digits;
    int64_t count = (int64_t)decimal.count;

    if (decimal.negative)
        buf_append_char(out, '-');
    if (count == 0) {
        buf_append_char(out, '0');
    } else if (decimal.point > WHOLE_DIGITS_MAX || decimal.point < -LEADING_ZEROS_MAX) {
        digits_append(out, &at, 1);
        if (count > 1)
            buf_append_char(out, '.');
        digits_append(out, &at, count - 1);
        buf_append_format(out, "e%lld", (long long)decimal.point - 1);
    } else if (decimal.point <= 0) {
        buf_append_text(out, "0.");
        for (int64_t i = decimal.point; i < 0; i++)
            buf_append_char(out, '0');
        digits_append(out, &at, count);
    } else {
        int64_t whole = count < decimal.point ? count : decimal.point;

        digits_append(out, &at, whole);
        for (int64_t i = whole; i < decimal.point; i++)
            buf_append_char(out, '0');
        if (count > whole)
            buf_append_char(out, '.');
        digits_append(out, &at, count - whole);
    }
}

static void scalar_format(struct buf *out, const struct value *value, bool canonical)
{
    switch (value->type) {
    case VALUE_NULL:
        buf_append_text(out, "null");
        return;
    case VALUE_FALSE:
        buf_append_text(out, "false");
        return;
    case VALUE_TRUE:
        buf_append_text(out, "true");
        return;
    case VALUE_STRING:
        json_quote(out, value->text, value->size);
        return;
    default:
        if (canonical)
            number_canonical(out, value);
        else
            buf_append(out, value->text, value->size);
    }
}

static void format_any(struct buf *out, const struct value *value, bool canonical);

static void array_format(struct buf *out, const struct value *array, bool canonical)
{
    const struct value *at = array + 1;

    buf_append_char(out, '[');
    for (uint32_t i = 0; i < array->size && !buf_is_over(out); i++) {
        if (i)
            buf_append_char(out, ',');
        format_any(out, at, canonical);
        at = value_next(at);
    }
    buf_append_char(out, ']');
}

static void object_format(struct buf *out, const struct value *object, bool canonical)
{
    const struct value **keys =
        canonical ? member_order_new(object, MEMBERS_BY_BYTES) : NULL;
    const struct value *key = object + 1;

    buf_append_char(out, '{');
    for (uint32_t i = 0; i < object->size && !buf_is_over(out); i++) {
        if (keys)
            key = keys[i];
        if (i)
            buf_append_char(out, ',');
        json_quote(out, key->text, key->size);
        buf_append_char(out, ':');
        format_any(out, key + 1, canonical);
        key = value_next(key + 1);
    }
    buf_append_char(out, '}');
    free(keys);
}

/* Nested as deep as the reader allows, DOCUMENT_DEPTH_MAX, in small frames. */
static void format_any(struct buf *out, const struct value *value, bool canonical)
{
    if (value->type == VALUE_ARRAY)
        array_format(out, value, canonical);
    else if (value->type == VALUE_OBJECT)
        object_format(out, value, canonical);
    else
        scalar_format(out, value, canonical);
}

int value_format(struct buf *out, const struct value *value)
{
    format_any(out, value, false);
    return buf_is_over(out) ? -1 : 0;
}

int value_format_canonical(struct buf *out, const struct value *value)
{
    format_any(out, value, true);
    return buf_is_over(out) ? -1 : 0;
}

/* values/document_string.c - strings with escapes, or with more than ASCII. */
#include "base/utf8.h"
#include "values/document_reader.h"
#include "values/plain_text.h"
#include "values/string_hash.h"

/* To the next quote, backslash, control or the end; adds to *beyond the bytes that are
 * not the first of their character. */
static const char *text_skip(struct reader *reader, const char *at, uint32_t *beyond)
{
    for (;;) {
        uint32_t point;
        size_t size;

        at = plain_skip(at, reader->end);
        do {
            if (at == reader->end || !(*at & 0x80))
                return at;
            size = utf8_decode(at, (size_t)(reader->end - at), &point);
            if (size == 0)
                return reader_fail_found(reader, at, "UTF-8");
            *beyond += (uint32_t)size - 1;
            at += size;
        } while (at < reader->end && (*at & 0x80));
    }
}

static const char *hex_read(struct reader *reader, const char *at, uint32_t *out)
{
    uint32_t point = 0;

    for (int i = 0; i < 4; i++, at++) {
        char byte = at < reader->end ? *at : '\0';

        if (byte >= '0' && byte <= '9')
            point = point << 4 | (uint32_t)(byte - '0');
        else if ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'f')
            point = point << 4 | (uint32_t)((byte | 0x20) - 'a' + 10);
        else
            return reader_fail_found(reader, at, "four hexadecimal digits after \"\\u\"");
    }
    *out = point;
    return at;
}

/* From the first of the digits of the escape at `escape`. */
static const char *unicode_read(struct reader *reader, const char *escape,
                                uint32_t *point)
{
    const char *at = hex_read(reader, escape + 2, point);
    uint32_t low = 0;

    if (!at || *point < 0xd800 || *point > 0xdfff)
        return at;
    if (*point < 0xdc00 && reader->end - at >= 2 && at[0] == '\\' && at[1] == 'u') {
        at = hex_read(reader, at + 2, &low);
        if (!at)
            return NULL;
        if (low >= 0xdc00 && low <= 0xdfff) {
            *point = 0x10000 + ((*point - 0xd800) << 10) + (low - 0xdc00);
            return at;
        }
    }
    return reader_fail(reader, escape, "N0152",
                       "expected a pair of surrogates, found one half of it alone");
}

/* What a string with escapes becomes. */
struct unescaped {
    char *to; /* never longer than what is read */
    uint32_t beyond;
};

static const char *escape_read(struct reader *reader, const char *at,
                               struct unescaped *out)
{
    static const char meanings[][2] = {{'n', '\n'}, {'"', '"'}, {'\\', '\\'},
                                       {'t', '\t'}, {'/', '/'}, {'r', '\r'},
                                       {'b', '\b'}, {'f', '\f'}};
    char letter = reader->end - at >= 2 ? at[1] : '\0';
    uint32_t point = 0;
    size_t size;

    for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++) {
        if (meanings[i][0] == letter) {
            *out->to++ = meanings[i][1];
            return at + 2;
        }
    }
    if (letter != 'u')
        return reader_fail_found(reader, at + 1,
                                 "one of \" \\ / b f n r t u after a backslash");
    at = unicode_read(reader, at, &point);
    if (!at)
        return NULL;
    size = utf8_encode(point, out->to);
    out->to += size;
    out->beyond += (uint32_t)size - 1;
    return at;
}

static void value_fill(struct value *value, const char *text, const char *end,
                       uint32_t beyond)
{
    value->text = text;
    value->size = (uint32_t)(end - text);
    value->as.string.hash = string_hash(text, value->size);
    value->as.string.points = value->size - beyond;
}

/* The string that continues at its first escape; what was read so far is from `begin`. */
static const char *string_unescape(struct reader *reader, const char *begin,
                                   const char *at, uint32_t beyond, struct value *value)
{
    struct buf *strings = &reader->document->strings;
    struct unescaped out = {.beyond = beyond};
    const char *from, *plain = begin;

    /* Values point into it, so it may not move: what is left can only become shorter. */
    if (strings->length == 0 && buf_reserve(strings, (size_t)(reader->end - begin)))
        return reader_fail(reader, begin, "N0156", "the text is too long");
    from = out.to = strings->data + strings->length;
    for (;;) {
        memcpy(out.to, plain, (size_t)(at - plain));
        out.to += at - plain;
        if (at == reader->end)
            return reader_fail_found(reader, at, "the end of a string");
        if (*at == '"')
            break;
        if (*at != '\\')
            return reader_fail_found(reader, at,
                                     "an escape (control characters need one)");
        plain = escape_read(reader, at, &out);
        at = plain ? text_skip(reader, plain, &out.beyond) : NULL;
        if (!at)
            return NULL;
    }
    *out.to = '\0';
    strings->length = (size_t)(out.to - strings->data);
    value_fill(value, from, out.to, out.beyond);
    return at + 1;
}

const char *string_read_rest(struct reader *reader, const char *begin, const char *at,
                             struct value *value)
{
    uint32_t beyond = 0;

    at = text_skip(reader, at, &beyond);
    if (!at)
        return NULL;
    if (at == reader->end)
        return reader_fail_found(reader, at, "the end of a string");
    if (*at == '\\')
        return string_unescape(reader, begin, at, beyond, value);
    if (*at != '"')
        return reader_fail_found(reader, at, "an escape (control characters need one)");
    value_fill(value, begin, at, beyond);
    return at + 1;
}

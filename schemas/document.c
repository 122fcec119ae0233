/* schemas/document.c - reads JSON text into a flat array of values. */
#include "base/mem.h"
#include "base/shown.h"
#include "base/utf8.h"
#include "schemas/member_order.h"
#include "schemas/number.h"
#include "schemas/string_hash.h"
#include "schemas/value.h"

#include <stdlib.h>
#include <string.h>

/* Objects with fewer members look for equal keys pair by pair. */
enum { DEPTH_DEFAULT = 512, MEMBERS_SORTED_FROM = 16, KEY_SHOWN_MAX = 40 };

static const uint32_t no_container = UINT32_MAX;

struct reader {
    struct document *document;
    const struct read_options *options;
    const char *text;
    size_t length, at;
    uint32_t open; /* index of the innermost container, or no_container; the one around it
                      is in its as.integer until it is closed */
    unsigned depth, depth_max;
    struct error *err;
};

static int fail_at(struct reader *reader, size_t offset, const char *code,
                   const char *message)
{
    struct place place = {.file = reader->options->file};

    document_place(reader->document, (uint32_t)offset, reader->options->first_line,
                   &place.line, &place.column);
    error_at(reader->err, &place, code, "%s", message);
    reader->err->line = place.line;
    reader->err->column = place.column;
    return -1;
}

/* "expected <what>, found <the character there>". */
static int fail_found(struct reader *reader, const char *expected)
{
    size_t left = reader->length - reader->at;
    uint32_t point;
    size_t size = utf8_decode(reader->text + reader->at, left, &point);
    char *found, *message;

    if (left == 0) {
        message = mem_format("expected %s, found the end of the text", expected);
        fail_at(reader, reader->at, "N0157", message);
        free(message);
        return -1;
    }
    if (size == 0)
        return fail_at(reader, reader->at, "N0151",
                       "expected UTF-8, found bytes that are none");
    found = shown_quoted(reader->text + reader->at, size, 8);
    message = mem_format("expected %s, found %s", expected, found);
    fail_at(reader, reader->at, "N0150", message);
    free(message);
    free(found);
    return -1;
}

static void skip_blanks(struct reader *reader)
{
    while (reader->at < reader->length) {
        char byte = reader->text[reader->at];

        if (byte != ' ' && byte != '\n' && byte != '\r' && byte != '\t')
            return;
        reader->at++;
    }
}

static struct value *value_add(struct reader *reader, enum value_type type)
{
    struct document *document = reader->document;
    struct value *value;

    MEM_GROW(document->values, document->count, document->capacity);
    value = &document->values[document->count++];
    *value =
        (struct value){.type = (uint8_t)type, .span = 1, .offset = (uint32_t)reader->at};
    return value;
}

/* How many bytes from here on are ASCII that needs no look: no quote, backslash or
 * control. Eight at a step by the usual "has a zero byte" arithmetic. */
static size_t plain_length(const char *text, size_t length)
{
    const uint64_t ones = 0x0101010101010101u, highs = 0x8080808080808080u;
    size_t i = 0;

    for (; length - i >= 8; i += 8) {
        uint64_t word, quote, slash, control;

        memcpy(&word, text + i, 8);
        quote = word ^ ones * '"';
        slash = word ^ ones * '\\';
        control = word - ones * 0x20;
        if (((quote - ones) | (slash - ones) | control | word) & highs)
            break;
    }
    for (; i < length; i++) {
        unsigned char byte = (unsigned char)text[i];

        if (byte < 0x20 || byte >= 0x80 || byte == '"' || byte == '\\')
            break;
    }
    return i;
}

static int hex_read(struct reader *reader, uint32_t *out)
{
    uint32_t point = 0;

    for (int i = 0; i < 4; i++, reader->at++) {
        char byte = reader->at < reader->length ? reader->text[reader->at] : '\0';

        if (byte >= '0' && byte <= '9')
            point = point << 4 | (uint32_t)(byte - '0');
        else if ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'f')
            point = point << 4 | (uint32_t)((byte | 0x20) - 'a' + 10);
        else
            return fail_found(reader, "four hexadecimal digits after \"\\u\"");
    }
    *out = point;
    return 0;
}

static int escape_unicode(struct reader *reader, size_t escape, uint32_t *point)
{
    uint32_t low = 0;

    if (hex_read(reader, point))
        return -1;
    if (*point < 0xd800 || *point > 0xdfff)
        return 0;
    if (*point < 0xdc00 && reader->length - reader->at >= 2 &&
        reader->text[reader->at] == '\\' && reader->text[reader->at + 1] == 'u') {
        reader->at += 2;
        if (hex_read(reader, &low))
            return -1;
        if (low >= 0xdc00 && low <= 0xdfff) {
            *point = 0x10000 + ((*point - 0xd800) << 10) + (low - 0xdc00);
            return 0;
        }
    }
    return fail_at(reader, escape, "N0152",
                   "expected a pair of surrogates, found one half of it alone");
}

static int escape_read(struct reader *reader, struct buf *out)
{
    static const char meanings[][2] = {{'"', '"'},  {'\\', '\\'}, {'/', '/'},
                                       {'b', '\b'}, {'f', '\f'},  {'n', '\n'},
                                       {'r', '\r'}, {'t', '\t'}};
    size_t escape = reader->at++;
    char letter = reader->at < reader->length ? reader->text[reader->at] : '\0';
    uint32_t point = 0;
    char bytes[4];

    for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++) {
        if (meanings[i][0] == letter) {
            reader->at++;
            return buf_append_char(out, meanings[i][1]);
        }
    }
    if (letter != 'u')
        return fail_found(reader, "one of \" \\ / b f n r t u after a backslash");
    reader->at++;
    if (escape_unicode(reader, escape, &point))
        return -1;
    return buf_append(out, bytes, utf8_encode(point, bytes));
}

/* The string that continues at its first escape; what was read so far is from `begin`. */
static int string_unescape(struct reader *reader, size_t begin, struct value *value)
{
    struct buf *out = &reader->document->strings;
    size_t from, plain;

    /* Values point into it, so it may not move: what is left can only become shorter. */
    if (out->length == 0 && buf_reserve(out, reader->length - begin))
        return fail_at(reader, begin, "N0156", "the text is too long");
    from = out->length;
    buf_append(out, reader->text + begin, reader->at - begin);
    for (;;) {
        uint32_t point;

        plain = plain_length(reader->text + reader->at, reader->length - reader->at);
        buf_append(out, reader->text + reader->at, plain);
        reader->at += plain;
        if (reader->at == reader->length)
            return fail_found(reader, "the end of a string");
        if (reader->text[reader->at] == '"')
            break;
        if (reader->text[reader->at] == '\\') {
            if (escape_read(reader, out))
                return -1;
            continue;
        }
        plain =
            utf8_decode(reader->text + reader->at, reader->length - reader->at, &point);
        if (plain == 0 || point < 0x20)
            return fail_found(reader, "an escape (control characters need one)");
        buf_append(out, reader->text + reader->at, plain);
        reader->at += plain;
    }
    reader->at++;
    value->text = out->data + from;
    value->size = (uint32_t)(out->length - from);
    value->as.string.points = (uint32_t)utf8_count(value->text, value->size);
    return 0;
}

static int string_read(struct reader *reader, struct value *value)
{
    size_t begin = ++reader->at;
    uint32_t beyond = 0; /* bytes that are not the first of their character */

    for (;;) {
        uint32_t point;
        size_t size;

        reader->at +=
            plain_length(reader->text + reader->at, reader->length - reader->at);
        if (reader->at == reader->length)
            return fail_found(reader, "the end of a string");
        if (reader->text[reader->at] == '"')
            break;
        if (reader->text[reader->at] == '\\') {
            if (string_unescape(reader, begin, value))
                return -1;
            value->as.string.hash = string_hash(value->text, value->size);
            return 0;
        }
        size =
            utf8_decode(reader->text + reader->at, reader->length - reader->at, &point);
        if (size == 0 || point < 0x20)
            return fail_found(reader, "an escape (control characters need one)");
        beyond += (uint32_t)size - 1;
        reader->at += size;
    }
    value->text = reader->text + begin;
    value->size = (uint32_t)(reader->at - begin);
    value->as.string.hash = string_hash(value->text, value->size);
    value->as.string.points = value->size - beyond;
    reader->at++;
    return 0;
}

static int duplicate_fail(struct reader *reader, const struct value *first,
                          const struct value *second)
{
    char *key = shown_quoted(second->text, second->size, KEY_SHOWN_MAX);
    char *message = mem_format("expected each key once, found %s again", key);
    unsigned line, column;

    fail_at(reader, second->offset, "N0155", message);
    document_place(reader->document, first->offset, reader->options->first_line, &line,
                   &column);
    error_hint(reader->err, "it is first at line %u, column %u", line, column);
    free(message);
    free(key);
    return -1;
}

/* The first key in document order that repeats an earlier one, and that one. */
static bool duplicate_find_sorted(const struct value *object, const struct value **first,
                                  const struct value **second)
{
    const struct value **keys = member_order_new(object, MEMBERS_BY_HASH);

    *second = NULL;
    for (uint32_t i = 1; i < object->size; i++) {
        if (member_keys_equal(keys[i - 1], keys[i]) && (!*second || keys[i] < *second)) {
            *first = keys[i - 1];
            *second = keys[i];
        }
    }
    free(keys);
    return *second;
}

static bool duplicate_find(const struct value *object, const struct value **first,
                           const struct value **second)
{
    const struct value *key = object + 1;

    if (object->size >= MEMBERS_SORTED_FROM)
        return duplicate_find_sorted(object, first, second);
    for (uint32_t i = 0; i < object->size; i++, key = value_next(key + 1)) {
        const struct value *earlier = object + 1;

        for (; earlier < key; earlier = value_next(earlier + 1)) {
            if (member_keys_equal(earlier, key)) {
                *first = earlier;
                *second = key;
                return true;
            }
        }
    }
    return false;
}

static const struct value *key_again(const struct value *object, const struct value *key)
{
    const struct value *at = value_next(key + 1);
    const struct value *end = object + object->span;

    for (; at < end; at = value_next(at + 1))
        if (member_keys_equal(at, key))
            return at;
    return NULL;
}

/* Drops each member whose key comes again; the object is the last in the array. */
static void duplicates_drop(struct document *document, struct value *object)
{
    struct value *to = object + 1;
    struct value *from = object + 1;
    struct value *end = object + object->span;
    uint32_t kept = 0;

    while (from < end) {
        uint32_t span = 1 + from[1].span;

        if (!key_again(object, from)) {
            memmove(to, from, span * sizeof *to);
            to += span;
            kept++;
        }
        from += span;
    }
    object->size = kept;
    object->span = (uint32_t)(to - object);
    document->count = (size_t)(to - document->values);
}

static int container_open(struct reader *reader, enum value_type type)
{
    struct value *value;

    if (reader->depth == reader->depth_max) {
        char *message =
            mem_format("expected at most %u levels of nesting", reader->depth_max);

        fail_at(reader, reader->at, "N0154", message);
        free(message);
        return -1;
    }
    reader->depth++;
    value = value_add(reader, type);
    value->as.integer = reader->open;
    reader->open = (uint32_t)(reader->document->count - 1);
    reader->at++;
    return 0;
}

static int container_close(struct reader *reader)
{
    struct document *document = reader->document;
    struct value *value = &document->values[reader->open];
    const struct value *first, *second;

    value->span = (uint32_t)(document->count - reader->open);
    reader->open = (uint32_t)value->as.integer;
    value->as.integer = 0;
    reader->depth--;
    reader->at++;
    if (value->type == VALUE_ARRAY || !duplicate_find(value, &first, &second))
        return 0;
    if (reader->options->duplicates == DUPLICATES_REFUSED)
        return duplicate_fail(reader, first, second);
    duplicates_drop(document, value);
    return 0;
}

static int word_read(struct reader *reader, const char *word, enum value_type type)
{
    size_t length = strlen(word);

    if (reader->length - reader->at < length ||
        memcmp(reader->text + reader->at, word, length) != 0)
        return fail_found(reader, "a value");
    value_add(reader, type);
    reader->at += length;
    return 0;
}

static int number_add(struct reader *reader)
{
    struct value *value = value_add(reader, VALUE_INTEGER);
    size_t bad;
    size_t size =
        number_read(reader->text + reader->at, reader->length - reader->at, value, &bad);

    reader->at += size ? size : bad;
    return size ? 0 : fail_found(reader, "a number as JSON writes it");
}

/* A scalar whole, of a container only its beginning. */
static int value_begin(struct reader *reader)
{
    char byte = reader->at < reader->length ? reader->text[reader->at] : '\0';

    switch (byte) {
    case '{':
        return container_open(reader, VALUE_OBJECT);
    case '[':
        return container_open(reader, VALUE_ARRAY);
    case '"':
        return string_read(reader, value_add(reader, VALUE_STRING));
    case 't':
        return word_read(reader, "true", VALUE_TRUE);
    case 'f':
        return word_read(reader, "false", VALUE_FALSE);
    case 'n':
        return word_read(reader, "null", VALUE_NULL);
    default:
        if (byte == '-' || (byte >= '0' && byte <= '9'))
            return number_add(reader);
        return fail_found(reader, "a value");
    }
}

static int key_read(struct reader *reader)
{
    if (reader->at == reader->length || reader->text[reader->at] != '"')
        return fail_found(reader, "a key in double quotes");
    if (string_read(reader, value_add(reader, VALUE_STRING)))
        return -1;
    skip_blanks(reader);
    if (reader->at == reader->length || reader->text[reader->at] != ':')
        return fail_found(reader, "\":\" after a key");
    reader->at++;
    skip_blanks(reader);
    return 0;
}

/* After a value: closes what ends here and stands before the next element or key, or at
 * the end of all (*done). `opened`: the value before is a container just begun. */
static int value_end(struct reader *reader, bool opened, bool *done)
{
    for (;; opened = false) {
        struct value *container;
        bool object;
        char byte;

        skip_blanks(reader);
        *done = reader->open == no_container;
        if (*done)
            return 0;
        container = &reader->document->values[reader->open];
        object = container->type == VALUE_OBJECT;
        byte = reader->at < reader->length ? reader->text[reader->at] : '\0';
        if (byte == (object ? '}' : ']')) {
            if (container_close(reader))
                return -1;
            continue;
        }
        if (!opened) {
            if (byte != ',')
                return fail_found(reader, object ? "\",\" or \"}\"" : "\",\" or \"]\"");
            reader->at++;
            skip_blanks(reader);
        }
        container->size++;
        return object ? key_read(reader) : 0;
    }
}

static int text_read(struct reader *reader)
{
    bool done = false;

    if (reader->length >= 3 && !memcmp(reader->text, "\xef\xbb\xbf", 3))
        reader->at = 3;
    skip_blanks(reader);
    while (!done) {
        size_t before = reader->document->count;
        bool opened;

        if (value_begin(reader))
            return -1;
        opened = reader->document->values[before].type >= VALUE_ARRAY;
        if (value_end(reader, opened, &done))
            return -1;
    }
    if (reader->at < reader->length)
        return fail_found(reader, "the end of the text after the value");
    return 0;
}

int document_read(struct document *document, const char *text, size_t length,
                  const struct read_options *options, struct error *err)
{
    static const struct read_options plain = {0};
    struct reader reader = {.document = document,
                            .options = options ? options : &plain,
                            .text = text,
                            .length = length,
                            .open = no_container,
                            .err = err};
    int rc;

    if (text != document->own.data)
        document_clear(document);
    document->text = text;
    document->length = length;
    if (length > DOCUMENT_BYTES_MAX) {
        document_clear(document);
        return error_set(err, ERROR_INPUT, "N0156", "expected at most %d bytes of JSON",
                         DOCUMENT_BYTES_MAX);
    }
    reader.depth_max =
        reader.options->depth_max ? reader.options->depth_max : DEPTH_DEFAULT;
    if (reader.depth_max > DOCUMENT_DEPTH_MAX)
        reader.depth_max = DOCUMENT_DEPTH_MAX;
    rc = text_read(&reader);
    if (rc)
        document_clear(document);
    return rc;
}

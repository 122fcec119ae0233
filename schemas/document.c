/* schemas/document.c - reads JSON text into a flat array of values. */
#include "schemas/document_reader.h"
#include "schemas/number.h"
#include "schemas/plain_text.h"
#include "schemas/string_hash.h"

enum {
    DEPTH_DEFAULT = 512,
    /* What is made room for at once: a value in so many bytes, and no more than that. */
    BYTES_A_VALUE = 16,
    VALUES_AT_ONCE = 1 << 20
};

static const char *blanks_skip_many(const char *at, const char *end)
{
    static const char spaces[] = "        ";

    for (; at < end && (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t'); at++)
        while (end - at > 8 && !memcmp(at + 1, spaces, 8))
            at += 8;
    return at;
}

/* None or one is the rule; more are an indented text. */
static inline const char *blanks_skip(const char *at, const char *end)
{
    if (at < end && (unsigned char)*at > ' ')
        return at;
    if (end - at >= 2 && *at == ' ' && (unsigned char)at[1] > ' ')
        return at + 1;
    return blanks_skip_many(at, end);
}

static inline char peek(const struct reader *reader, const char *at)
{
    return at < reader->end ? *at : '\0';
}

/* To be filled; its members are not set. */
static inline struct value *value_add(struct reader *reader)
{
    if (reader->next == reader->limit)
        reader_reserve(reader, 1);
    return reader->next++;
}

static inline void value_set(const struct reader *reader, struct value *value,
                             enum value_type type, const char *at)
{
    *value = (struct value){
        .type = (uint8_t)type, .span = 1, .offset = (uint32_t)(at - reader->text)};
}

static inline void string_set(const struct reader *reader, struct value *value,
                              const char *begin, size_t size, uint32_t hash)
{
    value_set(reader, value, VALUE_STRING, begin - 1);
    value->size = (uint32_t)size;
    value->text = begin;
    value->as.string.hash = hash;
    value->as.string.points = (uint32_t)size;
}

/* From the quote, for strings of any kind. */
static const char *string_read_long(struct reader *reader, const char *quote,
                                    struct value *value)
{
    const char *begin = quote + 1;
    const char *at = plain_skip(begin, reader->end);

    value_set(reader, value, VALUE_STRING, quote);
    if (at == reader->end || *at != '"')
        return string_read_rest(reader, begin, at, value);
    string_set(reader, value, begin, (size_t)(at - begin),
               string_hash(begin, (size_t)(at - begin)));
    return at + 1;
}

#ifdef __SSE2__
/* Up to 15 bytes of ASCII, as most keys are, in one step and without a loop. */
static inline const char *string_read(struct reader *reader, const char *quote,
                                      struct value *value)
{
    static const uint64_t masks[4] = {UINT64_MAX, UINT64_MAX, 0, 0};
    const char *begin = quote + 1;
    __m128i bytes;
    unsigned stops;
    int size;

    if (reader->end - begin < 16)
        return string_read_long(reader, quote, value);
    bytes = plain_load(begin);
    stops = plain_stops(bytes);
    size = __builtin_ctz(stops | 1u << 16);
    if (begin[size & 15] != '"' || stops == 0)
        return string_read_long(reader, quote, value);
    bytes = _mm_and_si128(bytes, plain_load((const char *)masks + 16 - size));
    string_set(
        reader, value, begin, (size_t)size,
        string_hash_short((uint64_t)_mm_cvtsi128_si64(bytes),
                          (uint64_t)_mm_cvtsi128_si64(_mm_unpackhi_epi64(bytes, bytes)),
                          (size_t)size));
    return begin + size + 1;
}
#else
static inline const char *string_read(struct reader *reader, const char *quote,
                                      struct value *value)
{
    return string_read_long(reader, quote, value);
}
#endif

static inline const char *word_read(struct reader *reader, const char *at,
                                    const char *word, enum value_type type)
{
    size_t length = strlen(word);

    if ((size_t)(reader->end - at) < length || memcmp(at, word, length) != 0)
        return reader_fail_found(reader, at, "a value");
    value_set(reader, value_add(reader), type, at);
    return at + length;
}

static const char *number_add(struct reader *reader, const char *at)
{
    struct value *value = value_add(reader);
    size_t bad, size;

    value_set(reader, value, VALUE_INTEGER, at);
    size = number_read(at, (size_t)(reader->end - at), value, &bad);
    if (size == 0)
        return reader_fail_found(reader, at + bad, "a number as JSON writes it");
    return at + size;
}

static inline const char *scalar_read(struct reader *reader, const char *at)
{
    char byte = peek(reader, at);

    switch (byte) {
    case '"':
        return string_read(reader, at, value_add(reader));
    case 't':
        return word_read(reader, at, "true", VALUE_TRUE);
    case 'f':
        return word_read(reader, at, "false", VALUE_FALSE);
    case 'n':
        return word_read(reader, at, "null", VALUE_NULL);
    default:
        if (byte == '-' || (byte >= '0' && byte <= '9'))
            return number_add(reader, at);
        return reader_fail_found(reader, at, "a value");
    }
}

/* A key, its colon and the blanks behind. */
static const char *key_read(struct reader *reader, const char *at)
{
    struct value *object, *key;
    uint64_t bit, seen;

    if (peek(reader, at) != '"')
        return reader_fail_found(reader, at, "a key in double quotes");
    key = value_add(reader);
    at = string_read(reader, at, key);
    if (!at)
        return NULL;
    object = reader->open;
    bit = (uint64_t)1 << (key->as.string.hash & 63);
    seen = (uint64_t)object->as.integer;
    object->as.integer = (int64_t)(seen | bit);
    if (++object->size <= MEMBERS_FEW && (seen & bit)) {
        at = key_compare(reader, key, at);
        if (!at)
            return NULL;
    }
    at = blanks_skip(at, reader->end);
    if (peek(reader, at) != ':')
        return reader_fail_found(reader, at, "\":\" after a key");
    return blanks_skip(at + 1, reader->end);
}

static const char *depth_fail(struct reader *reader, const char *at)
{
    char message[64];

    snprintf(message, sizeof message, "expected at most %u levels of nesting",
             reader->depth_max);
    return reader_fail(reader, at, "N0154", message);
}

/* Past the bracket, at what follows it. */
static inline const char *container_open(struct reader *reader, const char *at,
                                         enum value_type type)
{
    struct value *value;

    if (reader->depth == reader->depth_max)
        return depth_fail(reader, at);
    reader->depth++;
    value = value_add(reader);
    value_set(reader, value, type, at);
    value->span =
        reader->open ? (uint32_t)(reader->open - reader->document->values) : NO_CONTAINER;
    reader->open = value;
    reader->closer = type == VALUE_OBJECT ? '}' : ']';
    return blanks_skip(at + 1, reader->end);
}

static inline const char *container_close(struct reader *reader, const char *at)
{
    struct value *values = reader->document->values, *value = reader->open;
    uint32_t around = value->span;

    value->span = (uint32_t)(reader->next - value);
    value->as.integer = 0;
    reader->depth--;
    reader->open = around == NO_CONTAINER ? NULL : values + around;
    if (reader->open)
        reader->closer = reader->open->type == VALUE_OBJECT ? '}' : ']';
    if (value->size > MEMBERS_FEW || value->flags)
        return value->type == VALUE_OBJECT
                   ? object_check(reader, (size_t)(value - values), at + 1)
                   : at + 1;
    return at + 1;
}

/* After a whole value: closes what ends here, to where the next value begins or, with no
 * container left open, to the end. */
static inline const char *value_after(struct reader *reader, const char *at)
{
    while (at && reader->open) {
        char byte;

        at = blanks_skip(at, reader->end);
        byte = peek(reader, at);
        if (byte == ',') {
            at = blanks_skip(at + 1, reader->end);
            if (reader->closer == '}')
                return key_read(reader, at);
            reader->open->size++;
            return at;
        }
        if (byte != reader->closer)
            return reader_fail_found(
                reader, at, reader->closer == '}' ? "\",\" or \"}\"" : "\",\" or \"]\"");
        at = container_close(reader, at);
    }
    return at;
}

static const char *values_read(struct reader *reader, const char *at)
{
    do {
        char byte = peek(reader, at);

        if (byte == '{') {
            at = container_open(reader, at, VALUE_OBJECT);
            if (at && peek(reader, at) != '}') {
                at = key_read(reader, at);
                continue;
            }
            at = at ? container_close(reader, at) : NULL;
        } else if (byte == '[') {
            at = container_open(reader, at, VALUE_ARRAY);
            if (at && peek(reader, at) != ']') {
                reader->open->size++;
                continue;
            }
            at = at ? container_close(reader, at) : NULL;
        } else {
            at = scalar_read(reader, at);
        }
        at = value_after(reader, at);
    } while (at && reader->open);
    return at;
}

static int text_read(struct reader *reader)
{
    const char *at = reader->text;

    if (reader->end - at >= 3 && !memcmp(at, "\xef\xbb\xbf", 3))
        at += 3;
    at = values_read(reader, blanks_skip(at, reader->end));
    if (!at)
        return -1;
    at = blanks_skip(at, reader->end);
    if (at < reader->end) {
        reader_fail_found(reader, at, "the end of the text after the value");
        return -1;
    }
    return 0;
}

int document_read(struct document *document, const char *text, size_t length,
                  const struct read_options *options, struct error *err)
{
    static const struct read_options plain = {0};
    struct reader reader = {.document = document,
                            .options = options ? options : &plain,
                            .text = text,
                            .end = text + length,
                            .err = err};
    size_t values = length / BYTES_A_VALUE + 1;
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
    reader.next = document->values;
    reader.limit = document->values + document->capacity;
    reader_reserve(&reader, values < VALUES_AT_ONCE ? values : VALUES_AT_ONCE);
    rc = text_read(&reader);
    document->count = (size_t)(reader.next - document->values);
    if (rc)
        document_clear(document);
    return rc;
}

/* values/document.c - reads JSON text into a flat array of values. */
#include "values/document_reader.h"
#include "values/number.h"
#include "values/plain_text.h"
#include "values/string_hash.h"

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

/* Past a comma or colon and the blanks behind: at most one is the rule. */
static inline const char *mark_skip(const char *at, const char *end)
{
    if (end - at > 2) {
        const char *next = at + 1 + (at[1] == ' ');

        if ((unsigned char)*next > ' ')
            return next;
    }
    return blanks_skip_many(at + 1, end);
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

/* For strings of any kind; `at` is where plain text ends, or before. */
static const char *string_read_long(struct reader *reader, const char *quote,
                                    const char *at, struct value *value)
{
    const char *begin = quote + 1;

    at = plain_skip(at, reader->end);
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
    unsigned quotes, size;
    __m128i bytes;

    if (reader->end - begin < 16)
        return string_read_long(reader, quote, begin, value);
    bytes = plain_load(begin);
    quotes = plain_quotes(bytes);
    /* The bits up to the first quote are those that differ from one less. */
    if (!quotes || (plain_others(bytes) & (quotes ^ (quotes - 1))))
        return string_read_long(reader, quote, begin, value);
    size = (unsigned)__builtin_ctz(quotes);
    bytes = _mm_and_si128(bytes, plain_load((const char *)masks + 16 - size));
    string_set(reader, value, begin, size,
               string_hash_short(
                   (uint64_t)_mm_cvtsi128_si64(bytes),
                   (uint64_t)_mm_cvtsi128_si64(_mm_unpackhi_epi64(bytes, bytes)), size));
    return begin + size + 1;
}
#else
static inline const char *string_read(struct reader *reader, const char *quote,
                                      struct value *value)
{
    return string_read_long(reader, quote, quote + 1, value);
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

static inline const char *number_add(struct reader *reader, const char *at)
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
static inline const char *key_read(struct reader *reader, const char *at)
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
    if (peek(reader, at) != ':') {
        at = blanks_skip(at, reader->end);
        if (peek(reader, at) != ':')
            return reader_fail_found(reader, at, "\":\" after a key");
    }
    return mark_skip(at, reader->end);
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
    value->span = reader->open ? (uint32_t)(value - reader->open) : 0;
    reader->open = value;
    reader->closer = type == VALUE_OBJECT ? '}' : ']';
    return blanks_skip(at + 1, reader->end);
}

static inline const char *container_close(struct reader *reader, const char *at)
{
    struct value *value = reader->open;
    struct value *around = value->span ? value - value->span : NULL;

    value->span = (uint32_t)(reader->next - value);
    value->as.integer = 0;
    reader->depth--;
    reader->open = around;
    if (around)
        reader->closer = around->type == VALUE_OBJECT ? '}' : ']';
    if (value->type == VALUE_OBJECT && (value->size > MEMBERS_FEW || value->flags))
        return object_check(reader, value, at + 1);
    return at + 1;
}

/* After a whole value: closes what ends here, to where the next key or element begins or,
 * with no container left open, to the end. */
static inline const char *value_after(struct reader *reader, const char *at)
{
    while (at && reader->open) {
        at = blanks_skip(at, reader->end);
        if (peek(reader, at) == ',')
            return mark_skip(at, reader->end);
        if (peek(reader, at) != reader->closer)
            return reader_fail_found(
                reader, at, reader->closer == '}' ? "\",\" or \"}\"" : "\",\" or \"]\"");
        at = container_close(reader, at);
    }
    return at;
}

static const char *values_read(struct reader *reader, const char *at)
{
    do {
        char byte;

        if (reader->closer == '}') {
            at = key_read(reader, at);
            if (!at)
                return NULL;
        } else if (reader->open) {
            reader->open->size++;
        }
        byte = peek(reader, at);
        if (byte == '{' || byte == '[') {
            at = container_open(reader, at, byte == '{' ? VALUE_OBJECT : VALUE_ARRAY);
            if (at && peek(reader, at) != reader->closer)
                continue;
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
    struct reader reader = {
        .document = document, .options = options ? options : &plain, .err = err};
    size_t values = length / BYTES_A_VALUE + 1;
    int rc;

    if (text != document->own.data)
        document_clear(document);
    document->text = reader.text = length ? text : "";
    document->length = length;
    reader.end = reader.text + length;
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
    reader_reserve(&reader, values < VALUES_AT_ONCE ? values : VALUES_AT_ONCE);
    rc = text_read(&reader);
    document->count = (size_t)(reader.next - document->values);
    if (rc)
        document_clear(document);
    return rc;
}

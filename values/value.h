/* values/value.h - JSON as data: cases, references, model replies.
 *
 * A document is one JSON text read into a flat array of values in document order: a
 * container is followed by all that it holds; an object's members are key, value, key,
 * value. Nothing in it is a separate allocation, numbers keep their source text and are
 * compared exactly, NUL in strings and keys is kept, every value knows its byte offset.
 *
 * jansson is for what people configure and for what we write; this is for data, where
 * size, exactness, positions and duplicate keys matter.
 */
#ifndef NOWORSE_VALUES_VALUE_H
#define NOWORSE_VALUES_VALUE_H

#include "base/buf.h"
#include "base/error.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum value_type {
    VALUE_NULL,
    VALUE_FALSE,
    VALUE_TRUE,
    VALUE_INTEGER, /* written without fraction and exponent, fits int64 */
    VALUE_DOUBLE,  /* as.number is the nearest double; the source text is exact */
    VALUE_BIG,     /* an integer beyond int64, or a number beyond double: the source text
                      is exact, as.number the nearest double, perhaps infinite or 0 */
    VALUE_STRING,
    VALUE_ARRAY,
    VALUE_OBJECT
};

enum value_flags {
    VALUE_INTEGRAL = 1 /* a number without fraction: 1, 1.0, 1e400 */
};

/* One value; 32 bytes; never made by hand, never written to. */
struct value {
    uint8_t type;  /* enum value_type */
    uint8_t flags; /* enum value_flags */
    uint32_t size; /* bytes of a string or of a number's source; members; elements */
    uint32_t span; /* values in this subtree, itself included: value + span is the next */
    uint32_t offset;  /* of its first byte in the document's text */
    const char *text; /* a string's bytes (UTF-8, no NUL at the end), a number's source;
                         else NULL */
    union {
        int64_t integer;
        double number;
        struct {
            uint32_t hash;   /* of the bytes */
            uint32_t points; /* code points */
        } string;
    } as;
};

enum duplicate_keys { DUPLICATES_REFUSED, DUPLICATES_LAST_WINS };

struct read_options {
    const char
        *file; /* for places in errors; NULL: the errors have line and column alone */
    unsigned first_line; /* line of the text's first byte; 0 is taken as 1 */
    unsigned
        depth_max; /* nested containers; 0: 512; never more than DOCUMENT_DEPTH_MAX */
    enum duplicate_keys duplicates;
};

/* Begin with DOCUMENT_INIT, end with document_release(); reading again reuses the memory.
 */
struct document {
    struct value *values; /* owned; values[0] is the root */
    size_t count, capacity;
    struct buf strings; /* owned: strings that had escapes */
    struct buf own;     /* owned: the text, where the document keeps it */
    const char *text;   /* borrowed, unless it is own.data */
    size_t length;
};

enum { DOCUMENT_BYTES_MAX = 1 << 30, DOCUMENT_DEPTH_MAX = 1024 };
#define DOCUMENT_INIT                                                                    \
    {                                                                                    \
        NULL, 0, 0, BUF_INIT(DOCUMENT_BYTES_MAX), BUF_INIT(DOCUMENT_BYTES_MAX), NULL, 0  \
    }

/* Reads one JSON text (RFC 8259; a byte order mark in front is skipped; nothing may
 * follow but blanks). The text is borrowed and must stay as long as the document is used;
 * it need not end with NUL. options may be NULL. On failure: ERROR_INPUT with line and
 * column, and the document is empty. */
int document_read(struct document *document, const char *text, size_t length,
                  const struct read_options *options, struct error *err);

/* The same with a copy of the text, which the document owns. */
int document_read_copy(struct document *document, const char *text, size_t length,
                       const struct read_options *options, struct error *err);

/* A copy of a whole document, which owns its text; cheaper than to read it again. */
void document_copy(struct document *document, const struct document *from);

/* A copy of what jansson holds. */
int document_from_json(struct document *document, const json_t *json, struct error *err);

void document_clear(struct document *document);
void document_release(struct document *document);

const struct value *document_root(const struct document *document); /* NULL while empty */

/* Line and column (characters, from 1) of a byte offset in the document's text; lines
 * count from first_line. */
void document_place(const struct document *document, uint32_t offset, unsigned first_line,
                    unsigned *line, unsigned *column);

/* Walking. All borrowed from the document. */
static inline bool value_is_number(const struct value *value)
{
    return value->type >= VALUE_INTEGER && value->type <= VALUE_BIG;
}

/* A number without fraction: 1, 1.0, 1e400. */
static inline bool value_is_integral(const struct value *value)
{
    return value_is_number(value) && (value->flags & VALUE_INTEGRAL);
}

/* Past its subtree. */
static inline const struct value *value_next(const struct value *value)
{
    return value + value->span;
}

const struct value *
value_first(const struct value *container); /* first element, or first key;
                                               NULL where it is empty */
const struct value *value_member(const struct value *object,
                                 const char *key); /* NULL: not there,
                                       no object, or NULL */
const struct value *value_member_n(const struct value *object, const char *key,
                                   size_t length);
const struct value *value_element(const struct value *array, size_t index); /* or NULL */

/* RFC 6901: what `pointer` ("" is the value itself, "/a/0") leads to, or NULL. A
 * malformed pointer leads to nothing: check it once, with pointer_check() of
 * values/pointer.h. */
const struct value *value_at(const struct value *value, const char *pointer);

bool value_is_text(const struct value *value,
                   const char *text); /* a string, and this one */

/* JSON's equality: objects regardless of order, numbers as mathematics says: 1 = 1.0. */
bool value_equal(const struct value *a, const struct value *b);

/* -1, 0, 1 as a < b, a = b, a > b; both numbers; exact. */
int value_compare_numbers(const struct value *a, const struct value *b);

/* Any number as the nearest double; infinite where it is too large. */
double value_double(const struct value *value);

/* Appends compact JSON; a number as its source. -1 when the buffer's limit is reached. */
int value_format(struct buf *out, const struct value *value);

/* The same with keys sorted by bytes and numbers in one form (1.0 and 1e0 as 1), so that
 * equal values have one text: for digests. */
int value_format_canonical(struct buf *out, const struct value *value);

/* jansson's form; the caller's reference. A number beyond int64 and double becomes the
 * string of its source, as does a key or string with NUL up to the NUL: use it for
 * display and configuration, not for comparing. */
json_t *value_to_json(const struct value *value);

/* Appends the text in quotes with JSON's escapes; bytes that are no UTF-8 become U+FFFD.
 */
int json_quote(struct buf *out, const char *text, size_t length);

#endif

/* schemas/pattern_parse.h - parts of the pattern parser; private to schemas/pattern*.c.
 */
#ifndef NOWORSE_SCHEMAS_PATTERN_PARSE_H
#define NOWORSE_SCHEMAS_PATTERN_PARSE_H

#include "schemas/pattern.h"

struct parser {
    const char *text;
    size_t length, at;
    struct buf *out;
    struct error *err;
};

enum escape_kind {
    ESCAPE_POINT,     /* one character */
    ESCAPE_SET,       /* members, as they stand within a class */
    ESCAPE_ASSERTION, /* not within a class; text is PCRE2's */
    ESCAPE_REFERENCE,
    ESCAPE_SURROGATE /* half a pair, which no text holds */
};

struct escape {
    enum escape_kind kind;
    uint32_t point;
    char text[256];
};

/* The byte `ahead` of the parser, or NUL. */
char parser_peek(const struct parser *parser, size_t ahead);
bool parser_skip(struct parser *parser, const char *expected);
int parser_fail(struct parser *parser, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* From behind the backslash on. */
int escape_parse(struct parser *parser, bool in_class, struct escape *out);
/* From behind the "[" on; writes it. */
int class_parse(struct parser *parser);
/* From behind "p" or "P": writes \p{...} to out->text. */
int property_parse(struct parser *parser, char letter, struct escape *out);
void point_write(struct buf *out, uint32_t point);

#endif

/* patterns/pattern_parse.h - parts of the pattern parser; private to patterns/pattern*.c.
 *
 * Grammar: ECMA-262, 22.2.1 with the parameter UnicodeMode, and notes where B.1.2 takes
 * more. The pattern is read once, or, where it has back references, twice: the second
 * time its groups are known.
 */
#ifndef NOWORSE_PATTERNS_PATTERN_PARSE_H
#define NOWORSE_PATTERNS_PATTERN_PARSE_H

#include "patterns/pattern.h"
#include "patterns/pattern_machine.h"

enum { GROUP_DEPTH_MAX = 200, GROUPS_MAX = 2000 };

/* A parenthesis; the first one stands for the pattern itself. */
struct group {
    enum group_kind {
        GROUP_CAPTURE,
        GROUP_PLAIN,
        GROUP_AHEAD, /* look-ahead */
        GROUP_BEHIND
    } kind;
    bool negative;
    uint32_t parent, depth;
    uint32_t branch;   /* of the parent, in which it lies */
    uint32_t branches; /* how many "|" it has so far */
    uint32_t number;   /* of a capture */
    uint32_t min, max; /* repeated so often */
    size_t close;      /* where it ends in the pattern */
    size_t name, name_length;
};

enum atom {
    ATOM_NONE, /* nothing that can be repeated */
    ATOM_AHEAD /* a look-ahead: only leniently */,
    ATOM_THERE
};

struct parser {
    const char *text;
    size_t length, at;
    struct buf *out;
    struct error *err;
    struct pattern_note *note;
    struct builder *builder;
    struct group *groups; /* owned */
    size_t group_count, group_capacity;
    uint32_t group;   /* in which it is */
    uint32_t closed;  /* the group that was just closed, or 0 */
    struct buf names; /* owned: of groups, without escapes */
    uint32_t captures;
    /* The pattern's, from the first reading. */
    const struct parser *before; /* NULL: this is the first */
    bool has_references;
    enum atom atom;
};

enum escape_kind {
    ESCAPE_POINT,     /* one character, which may be half a surrogate pair */
    ESCAPE_LETTER,    /* a set: point is d, D, w, W, s or S */
    ESCAPE_PROPERTY,  /* text is PCRE2's, within a class or not */
    ESCAPE_ASSERTION, /* point is b or B */
    ESCAPE_REFERENCE  /* already written */
};

struct escape {
    enum escape_kind kind;
    uint32_t point;
    char text[80];
};

/* The byte `ahead` of the parser, or NUL. */
char parser_peek(const struct parser *parser, size_t ahead);
bool parser_skip(struct parser *parser, const char *expected);
/* N0165 at the parser's place. */
int parser_fail(struct parser *parser, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
int parser_hint(struct parser *parser, const char *hint);
/* What stands from `from` up to here is none of u mode. */
void parser_note(struct parser *parser, size_t from, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* Reads the whole pattern. */
int parser_run(struct parser *parser);

/* From behind the backslash on. */
int escape_parse(struct parser *parser, bool in_class, struct escape *out);
/* Behind \u: \u{...}, \u and four digits, or two of those that are a surrogate pair. */
int unicode_escape(struct parser *parser, struct escape *out);
/* From behind the "[" on; writes it. */
int class_parse(struct parser *parser);
/* From behind "p" or "P": writes \p{...} to out->text. */
int property_parse(struct parser *parser, char letter, struct escape *out);
bool script_is_known(const char *name);

int group_open(struct parser *parser);
int group_close(struct parser *parser);
/* Behind "\k", or at the digits of a number. */
int reference_named(struct parser *parser);
int reference_numbered(struct parser *parser, uint32_t number);
/* How many captures the whole pattern has; UINT32_MAX while it is not known. */
uint32_t captures_of(const struct parser *parser);

void point_write(struct buf *out, uint32_t point);
/* A set as an atom, to the builder too. */
void set_put(struct parser *parser, const struct point_set *set);
void point_put(struct parser *parser, uint32_t point);

#endif

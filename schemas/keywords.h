/* schemas/keywords.h - every keyword of JSON Schema 2020-12: what it holds, what compiles
 * it.
 *
 * To add one: a row in keywords.c, its compile function in the compile_*.c it belongs to,
 * an op in program.h where no present one does, and its cases from the official suite.
 */
#ifndef NOWORSE_SCHEMAS_KEYWORDS_H
#define NOWORSE_SCHEMAS_KEYWORDS_H

#include "schemas/value.h"

struct compiler;
struct unit;

/* Where subschemas are in a keyword's value: all else in it is data, never walked. */
enum keyword_holds {
    HOLDS_NONE,
    HOLDS_SCHEMA,
    HOLDS_LIST,   /* an array of schemas */
    HOLDS_MAP,    /* an object of schemas */
    HOLDS_MIXED,  /* "dependencies": an object of schemas and arrays of names */
    HOLDS_REFUSED /* not done by this engine: an error, never ignored */
};

enum vocabulary {
    VOCABULARY_CORE = 1,
    VOCABULARY_APPLICATOR = 2,
    VOCABULARY_UNEVALUATED = 4,
    VOCABULARY_VALIDATION = 8,
    VOCABULARY_META = 16,
    VOCABULARY_FORMAT = 32,
    VOCABULARY_CONTENT = 64,
    VOCABULARY_FORMAT_ASSERTION = 128,
    VOCABULARY_ALL = 127
};

/* Appends the ops of one keyword of the schema that `unit` is about; 0 / -1. */
typedef int keyword_compile(struct compiler *compiler, struct unit *unit,
                            const struct value *value);

struct keyword {
    const char *name;
    enum keyword_holds holds;
    enum vocabulary vocabulary;
    int rank;                 /* compiled in this order: the cheap and decisive first */
    keyword_compile *compile; /* NULL: an annotation, or compiled with another keyword */
};

/* NULL: unknown, so an annotation. */
const struct keyword *keyword_find(const char *name, size_t length);

/* The bit of enum vocabulary for an official URI of 2020-12, 0 for others. */
unsigned vocabulary_find(const struct value *uri);

#endif

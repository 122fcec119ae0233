/* schemas/keywords.h - every keyword of JSON Schema, draft 4 to 2020-12: what it may
 * hold, what compiles it.
 *
 * To add one: a row in keywords.c, its compile function in the compile_*.c it belongs to,
 * an op in program.h where no present one does, and its cases from the official suite.
 */
#ifndef NOWORSE_SCHEMAS_KEYWORDS_H
#define NOWORSE_SCHEMAS_KEYWORDS_H

#include "values/value.h"

struct compiler;
struct unit;

/* Bits, in order of time: a set of them says where a keyword is known. */
enum draft {
    DRAFT_4 = 1,
    DRAFT_6 = 2,
    DRAFT_7 = 4,
    DRAFT_2019_09 = 8,
    DRAFT_2020_12 = 16
};

/* What a keyword's value is, as the metaschemas say; and so where subschemas are in it:
 * all else is data, never walked. */
enum keyword_shape {
    SHAPE_ANY,
    SHAPE_BOOLEAN,
    SHAPE_STRING,
    SHAPE_NUMBER,
    SHAPE_POSITIVE,     /* a number above 0 */
    SHAPE_COUNT,        /* an integer of 0 or more */
    SHAPE_URI,          /* a string without a fragment */
    SHAPE_ANCHOR,       /* a string that is a plain name */
    SHAPE_ARRAY,        /* of anything */
    SHAPE_CHOICES,      /* an array of different values, at least one */
    SHAPE_NAMES,        /* an array of different strings; in draft 4 at least one */
    SHAPE_TYPES,        /* the name of a type, or an array of different ones */
    SHAPE_NAMES_MAP,    /* an object of SHAPE_NAMES */
    SHAPE_VOCABULARIES, /* an object of booleans */
    SHAPE_SCHEMA,
    SHAPE_SCHEMA_OR_BOOLEAN, /* in draft 4, where a boolean is no schema */
    SHAPE_SCHEMAS,           /* an array of schemas, at least one */
    SHAPE_SCHEMA_OR_SCHEMAS,
    SHAPE_SCHEMA_MAP,  /* an object of schemas */
    SHAPE_DEPENDENCIES /* an object of schemas and SHAPE_NAMES */
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

/* Appends the ops of one keyword of the schema that `unit` is about; 0 / -1. The value
 * has the keyword's shape. */
typedef int keyword_compile(struct compiler *compiler, struct unit *unit,
                            const struct value *value);

struct keyword {
    const char *name;
    unsigned drafts; /* bits of enum draft */
    enum keyword_shape shape;
    enum vocabulary vocabulary;
    int rank;                 /* compiled in this order: the cheap and decisive first */
    keyword_compile *compile; /* NULL: an annotation, or compiled with another keyword */
};

/* The row for any of the drafts. NULL: unknown there, so an annotation. */
const struct keyword *keyword_find(unsigned drafts, const char *name, size_t length);

/* What says which values are valid, in the keywords' rows. */
enum {
    VOCABULARIES_THAT_CHECK =
        VOCABULARY_APPLICATOR | VOCABULARY_UNEVALUATED | VOCABULARY_VALIDATION
};

/* The keyword of these vocabularies that a word which is none most likely means; NULL.
 * Not for short words: a "note" is no "not". */
const char *keyword_nearest(enum draft draft, const char *word);

/* Bits of enum type_bits for the name of a type; 0: it is none. */
unsigned type_find(enum draft draft, const struct value *name);

#endif

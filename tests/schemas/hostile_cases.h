/* tests/schemas/hostile_cases.h - schemas and instances that were made to hurt. */
#ifndef NOWORSE_TESTS_SCHEMAS_HOSTILE_CASES_H
#define NOWORSE_TESTS_SCHEMAS_HOSTILE_CASES_H

#include "base/buf.h"

/* What may come of it, as bits. */
enum outcome {
    OUT_VALID = 1,
    OUT_INVALID = 2,
    OUT_UNDECIDED = 4,
    OUT_REFUSED_SCHEMA = 8,
    OUT_REFUSED_INSTANCE = 16,
    OUT_ANSWERED = OUT_VALID | OUT_INVALID | OUT_UNDECIDED
};

struct hostile_case {
    const char *name; /* a sentence */
    void (*write)(struct buf *schema, struct buf *instance);
    unsigned allowed;
};

/* Ended by a name of NULL. */
extern const struct hostile_case hostile_shapes[];  /* nesting, references, recursion */
extern const struct hostile_case hostile_amounts[]; /* many, long, alike */

void repeat(struct buf *out, const char *text, size_t count);

#endif

/* graders/grade_scratch.h - what grading needs room for, one a thread, reused: for the
 * graders alone.
 *
 * Levels: a grader made of graders holds on to the part that it picked while those below
 * it pick theirs, so each level of nesting has a document and a text of its own.
 */
#ifndef NOWORSE_GRADERS_GRADE_SCRATCH_H
#define NOWORSE_GRADERS_GRADE_SCRATCH_H

#include "graders/grader.h"
#include "graders/json_reading.h"
#include "metrics/likeness.h"
#include "schemas/schema.h"

enum {
    NESTING_MAX = 16,                 /* graders around a grader */
    SCRATCH_LEVELS = NESTING_MAX + 2, /* the innermost grader has one of its own */
    SCRATCH_TEXT_MAX = 1 << 30, /* several times REPLY_TEXT_MAX: folding may lengthen */
};

struct scratch_level {
    struct document document;    /* a JSON answer */
    struct buf text;             /* the part as text, where it stands nowhere else */
    struct json_reading reading; /* of the document */
    struct json_repair repair;   /* its text, where it had to be repaired */
};

struct grade_scratch {
    struct scratch_level levels[SCRATCH_LEVELS];
    unsigned level;               /* in use by the grading under way */
    struct buf answer, reference; /* folded */
    struct buf value;             /* a reference that is no string, as text */
    struct buf breaks;            /* word boundaries */
    struct metric_room *metrics;  /* NULL until texts are compared by a metric */
    struct pcre_scratch *pcre;
    struct schema_scratch *schema; /* NULL until one is validated */
};

/* The text read as one JSON document, or NULL and *err says why. Graders that read the
 * same text one after the other read it once: the last text is kept and compared. */
const struct value *scratch_json(struct grade_scratch *scratch, const char *text,
                                 size_t length, struct error *err);

/* The document of a level at or below the present one in which the value stands; NULL:
 * it is from elsewhere. */
const struct document *scratch_document_of(const struct grade_scratch *scratch,
                                           const struct value *value);

struct schema_scratch *scratch_schema(struct grade_scratch *scratch);
struct metric_room *scratch_metrics(struct grade_scratch *scratch);

#endif

/* graders/answer_part.h - the part of a reply that is judged: `answer`, `trace`, `at`.
 *
 * Order: the trace or the answer rule picks, then `at` points into what was picked.
 * Graders of text see a JSON string as its text, and other JSON as the very characters of
 * the reply (of a trace: compact JSON).
 */
#ifndef NOWORSE_GRADERS_ANSWER_PART_H
#define NOWORSE_GRADERS_ANSWER_PART_H

#include "graders/folding.h"
#include "graders/pcre.h"

struct answer_part {
    enum answer_rule {
        ANSWER_AS_IT_IS, /* no rule: what came from above */
        ANSWER_TEXT,
        ANSWER_JSON_WHOLE,
        ANSWER_JSON_FENCED,
        ANSWER_JSON_FIRST,
        ANSWER_PATTERN,
        ANSWER_AFTER
    } rule;
    struct pcre *pattern; /* ANSWER_PATTERN */
    char *after;          /* ANSWER_AFTER */
    char *at, *trace;     /* pointers; NULL: not given */
    bool reads_json;      /* text is read as {json: whole} */
    bool repairs_json;    /* what is nearly JSON is repaired: `repair: report | accept` */
};

/* Reads the rule; json NULL: leaves ANSWER_AS_IT_IS. */
int answer_rule_compile(struct answer_part *part, const struct source *answer,
                        struct error_list *errors);
void answer_part_release(struct answer_part *part);

/* *out is the sample with the part as its answer; it points into the sample and the
 * scratch's level. -1: there is no such part, and the grade is set. */
int answer_part_pick(const struct answer_part *part, struct grade_scratch *scratch,
                     const struct sample *sample, struct sample *out,
                     struct grade *grade);

/* Likewise the same part of the baseline's answer, in place of it, one level up, where a
 * grader that asks needs no room. Where there is no such part there is no answer. */
void answer_part_pick_baseline(const struct answer_part *part,
                               struct grade_scratch *scratch, struct sample *sample);

/* The value at a pointer of the JSON that is judged already, in *out, a copy of the
 * sample. -1: there is none, and the grade says so. */
int answer_field_pick(const char *field, struct grade_scratch *scratch,
                      struct sample *out, struct grade *grade);

/* A value as text: a string's own, else its JSON, which is put into `room`. */
struct text value_text(const struct value *value, struct buf *room);

#endif

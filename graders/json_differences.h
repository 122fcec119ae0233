/* graders/json_differences.h - the differences that `json` found: in one line for the
 * reason, and one by one for the details. */
#ifndef NOWORSE_GRADERS_JSON_DIFFERENCES_H
#define NOWORSE_GRADERS_JSON_DIFFERENCES_H

#include "graders/grading.h"
#include "graders/json_compare.h"

/* What `json` found. */
struct json_findings {
    const struct sample *sample; /* with its answer_value and reference */
    const struct comparison *comparison;
    struct grading *const *fields; /* count of them, with their grades and pointers */
    const struct grade *grades;
    char *const *pointers;
    size_t count;
};

/* "3 differences: /a: expected 1, got 2; /b: …; /c: …; and 2 more": the first three. The
 * caller's. */
char *json_findings_told(const struct json_findings *findings);

/* [{"pointer", "group", "line", "column", "keyword", "message", "hint"}] as of
 * `json_schema`; the keyword is "differs", "missing", "extra" or the type of a field's
 * grader. *more: there are others. The caller's. */
json_t *json_findings_list(const struct json_findings *findings, bool *more);

#endif

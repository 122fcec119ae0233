/* suites/labels.h - what people said of answers: JSON Lines, a label a line.
 *
 *   {"case": "refunds/late", "answer": "No.", "label": "pass", "rater": "ann"}
 *
 * case: an id, or cohort/id; answer: the whole answer, as a model gave it; label: pass or
 * fail, or one of a judge's categories; rater: may be left out. Blank lines are passed
 * over.
 */
#ifndef NOWORSE_SUITES_LABELS_H
#define NOWORSE_SUITES_LABELS_H

#include "base/error_list.h"
#include "base/sha256.h"

#include <jansson.h>
#include <stdbool.h>

struct label {
    char *test; /* the case, as it was written */
    char *answer;
    size_t answer_length;
    char *rater; /* never NULL */
    bool passes;
    unsigned line;
    unsigned case_column, rater_column; /* the latter: of the label where no rater is */
};

struct labels {
    char *path;
    struct label *items;
    size_t count, capacity;
    char digest[SHA256_HEX_SIZE]; /* of the file's bytes */
};

enum { LABELS_MAX = 1000 * 1000 };

/* categories: a judge's words → "pass" or "fail"; NULL: none. All mistakes go to errors:
 * N0570 for a line that is no label, N0571 for a word that is none. -1: there was one;
 * *out is the caller's for labels_release() in any case. */
int labels_load(const char *path, const json_t *categories, struct labels *out,
                struct error_list *errors);
void labels_release(struct labels *labels);

#endif

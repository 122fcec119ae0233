/* suites/dataset.h - a cohort's cases, streamed.
 *
 * Pass 1 reads each row once, in order, and checks it; pass 2 reads single rows again by
 * the place pass 1 found them at. A file of lines or a table is never held whole; a list
 * (inline cases, YAML) is as large as a tree may be, 4 MB, and is held. One row is at
 * most 8 MB. Only plain files are datasets, so each can be read again by offset.
 */
#ifndef NOWORSE_SUITES_DATASET_H
#define NOWORSE_SUITES_DATASET_H

#include "suites/suite.h"

/* A case (`case` is a word of C). Everything points into `document`, which it owns. */
struct eval_case {
    struct document document; /* the row in the one form: {id, vars, reference, …} */
    char *id;                 /* owned; given, or 12 hex digits over vars and messages */
    const struct value
        *vars; /* object; the flat keys that are not reserved; never NULL */
    const struct value *reference; /* NULL: none */
    const struct value *messages;  /* NULL: none */
    const struct value *graders;   /* list; NULL: none */
    const struct value *skip_graders;
    const struct value *metadata;
    const struct value *tags;
    char *group; /* owned; NULL: its own */
    double weight;
    bool must_pass;
    char digest[65];    /* over vars, messages, reference: canonical text */
    uint64_t row_hash;  /* bytes_hash() of the row, where its bytes make the whole case;
                           else 0 */
    unsigned source;    /* which of the dataset's files */
    uint64_t offset;    /* of the row in that file; of a list: its index */
    uint64_t length;    /* bytes of the row; of a list: 0 */
    struct place place; /* where the person wrote it; file borrowed from the dataset */
};

#define EVAL_CASE_INIT                                                                   \
    {                                                                                    \
        .document = DOCUMENT_INIT, .weight = 1                                           \
    }
void eval_case_clear(struct eval_case *row);
void eval_case_release(struct eval_case *row);

struct dataset; /* one cohort's cases, open */

/* What a file may be, found by its ending. */
struct dataset_type {
    const char *name;    /* "jsonl" */
    const char *endings; /* ".jsonl .ndjson" */
    const char *summary; /* one line for `noworse list datasets` */
    const struct row_reader *reader;
};
extern const struct dataset_type
    *const dataset_types[]; /* sorted by name, ended by NULL */
const struct dataset_type *dataset_type_for(const char *path); /* by ending; or NULL */

/* suite and cohort are borrowed. */
int dataset_open(const struct suite *suite, const struct cohort *cohort,
                 struct dataset **out, struct error *err);
void dataset_free(struct dataset *dataset);

enum dataset_step { DATASET_CASE, DATASET_END, DATASET_BAD_ROW, DATASET_FAILED };

/* Pass 1: the next case. After DATASET_BAD_ROW (the errors are in `errors`; what is wrong
 * in one way in many rows is told once) the next call goes on with the next row;
 * DATASET_FAILED ends it. Rows of a held-out cohort: the errors hide the line's text and
 * quote nothing of it. */
enum dataset_step dataset_next(struct dataset *dataset, struct eval_case *row,
                               struct error_list *errors);

/* What pass 1 found of a row: members of its struct eval_case. Texts borrowed. */
struct found_row {
    unsigned source;
    uint64_t offset, length, hash;
    unsigned line; /* for errors */
    const char *id, *digest;
};

/* Pass 2: the row that pass 1 found. Where it has the hash that it had, id and digest are
 * taken over, else made again. A file that has changed gives an error or another digest:
 * the caller compares. */
int dataset_read_at(struct dataset *dataset, const struct found_row *found,
                    struct eval_case *row, struct error *err);

/* The scopes of a case for rendering, innermost first: its vars, the cohort's, the
 * suite's, the prompt's (may be NULL). */
struct template_scope case_scope(const struct eval_case *row, const struct cohort *cohort,
                                 const struct suite *suite, const struct prompt *prompt);

#endif

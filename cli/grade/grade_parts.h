/* cli/grade/grade_parts.h - noworse grade: what its files share. */
#ifndef NOWORSE_CLI_GRADE_PARTS_H
#define NOWORSE_CLI_GRADE_PARTS_H

#include "cli/exit_code.h"
#include "cli/suite_args.h"
#include "runner/given_answers.h"
#include "runner/prepare_grading.h"
#include "suites/grader_items.h"
#include "suites/line_reader.h"

struct grade_args {
    const char *grader;
    const char *suite_file; /* NULL: none, so that no model can be asked */
    struct suite_args suite;
    unsigned concurrency, retries; /* as in struct run_args */
    double timeout_s;
};

/* A grader that stands by itself, or in a suite. Begin zeroed. */
struct grade_spec {
    struct tree tree;     /* of SPEC; empty where it is the name of a grader */
    struct suite *loaded; /* owned; NULL: there is none */
    struct suite suite;   /* a view of it, or of a suite with a model for each role, so
                             that what asks can be compiled, to be refused by name */
    struct cohort cohort; /* its only one */
    char cohort_name[8];
    struct suite_model models[2];
    char names[2][32];
    struct grader_list list;     /* SPEC's own */
    struct grader_item *items;   /* owned: copies of the items that judge */
    struct reply_cache *replies; /* owned; NULL: none */
    struct error_list notes;     /* of the cache */
    struct prepared prepared;
    struct grader_set *set; /* borrowed from it */
};

/* SPEC: with a suite the name of one of its graders; else the name of a type, a file, or
 * YAML. -1: errors have it. */
int grade_spec_prepare(struct grade_spec *spec, const struct grade_args *args,
                       struct error_list *errors);
void grade_spec_release(struct grade_spec *spec);

/* A line from when it is read until its grade is written; memory is reused. */
struct grade_line {
    struct document document; /* has a copy of its text */
    struct document no_vars;  /* {}: where it has none */
    struct buf answer, refusal, id;
    struct usage usage;
    unsigned number;
};
void grade_line_init(struct grade_line *line);
void grade_line_release(struct grade_line *line);

/* out borrows from the line. -1: *err has the place: no JSON, no answer, or nothing to
 * compare with. */
int grade_line_read(struct grade_line *line, const struct grader_set *set,
                    const struct buf *text, const struct place *place,
                    struct given_answer *out, struct error *err);

/* The line of its grade, into a cleared out; and what it counts as. */
struct grade_counts {
    uint64_t passed, failed, unscored;
    uint64_t bad;    /* lines that have no grade */
    uint64_t scored; /* those that have a score; their sum */
    double score_sum;
};
void grade_line_write(const struct grade_line *line, const struct grader_set *set,
                      const struct sample_grades *grades, struct buf *out,
                      struct grade_counts *counts);

/* The files one after the other, as answers for given_answers_grade(). */
struct grade_files {
    const struct texts *paths; /* borrowed */
    const struct grader_set *set;
    FILE *stream;             /* borrowed: grades go here */
    struct grade_line *lines; /* owned: one a slot */
    unsigned slots;
    size_t at; /* of paths, that is read or comes next */
    struct line_reader reader;
    struct buf text, out;
    struct grade_counts counts;
    enum exit_code code; /* of files that cannot be read */
};
void grade_files_begin(struct grade_files *files, const struct texts *paths,
                       const struct grader_set *set, unsigned slots, FILE *stream);
void grade_files_end(struct grade_files *files);
struct given_source grade_files_source(struct grade_files *files);

#endif

/* cli/grade/grade_parts.h - noworse grade: what its files share. */
#ifndef NOWORSE_CLI_GRADE_PARTS_H
#define NOWORSE_CLI_GRADE_PARTS_H

#include "cli/grade/grade_asking.h"
#include "graders/grading.h"
#include "suites/grader_items.h"

/* A grader that stands by itself. Begin zeroed. */
struct grade_spec {
    struct tree tree;
    struct suite suite; /* of a model for each role, so that what asks can be compiled, to
                           be refused with the others */
    struct suite_model models[2];
    char names[2][32];
    struct grader_list list;
    struct shared_plugins *shared;
    struct grading *grading;
};

/* What code that is not ours it may use. */
struct grade_allowed {
    const char *plugins; /* the folder whose shared objects may be loaded; NULL: none */
    bool exec;           /* programs may be started */
};

/* text: the name of a type, a file, or YAML. -1: errors have it; N0990: it asks a model.
 */
int grade_spec_compile(struct grade_spec *spec, const char *text,
                       const struct grade_allowed *allowed, struct error_list *errors);
void grade_spec_release(struct grade_spec *spec);

/* Grades lines, one by one; memory is reused. */
struct grade_lines {
    const struct grading *grading; /* borrowed */
    struct grade_scratch *scratch; /* owned */
    struct grade_asking *asking;   /* owned */
    struct document document;      /* of the line */
    struct buf answer, vendor_refusal, out;
    FILE *stream; /* grades go here */
    uint64_t passed, failed, unscored, bad;
    double score_sum; /* of those that have one */
};
void grade_lines_begin(struct grade_lines *lines, const struct grading *grading,
                       FILE *stream);
void grade_lines_end(struct grade_lines *lines);

/* Reads one line (borrowed; its end may be part of it) and writes its grade. -1: nothing
 * is written, *err has the place: no JSON, no answer, or nothing to compare with. */
int grade_line(struct grade_lines *lines, const char *text, size_t length,
               const struct place *place, struct error *err);

#endif

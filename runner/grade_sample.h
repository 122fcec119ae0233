/* runner/grade_sample.h - a reply judged by the graders of its case. */
#ifndef NOWORSE_RUNNER_GRADE_SAMPLE_H
#define NOWORSE_RUNNER_GRADE_SAMPLE_H

#include "runner/prepare.h"

/* What is graded; all borrowed. */
struct sample_grading {
    struct grader_set *set; /* NULL: no answer came, and no grader is asked */
    const struct secrets *secrets;
    struct sample sample;
};

/* Room for the grades of one sample; reused. Begin zeroed. */
struct sample_grades {
    struct grade *grades;         /* owned, with their reasons */
    struct grade_record *records; /* owned, as details in them; reasons borrowed */
    size_t count, capacity;
    size_t open_count; /* of graders that ask, and have not yet */
    struct sample_result result;
};
void sample_grades_release(struct sample_grades *grades);

/* Finds the graders; only on the runner's thread. latency_ms: NaN: unknown. -1: the
 * case's own graders have a mistake (it was told in pass 1: the file changed). */
int sample_grading_of(const struct prepared *prepared, int cohort, int variant,
                      const struct eval_case *row, const struct reply *reply,
                      double latency_ms, struct sample_grading *out, struct error *err);

/* On any thread, with a scratch of its own. A call without an answer is unscored. Where
 * some ask, they and those that wait for them (`when: passed`) are left open:
 * runner/judging.h goes on with them. */
void sample_grade(const struct sample_grading *what, struct grade_scratch *scratch,
                  struct sample_grades *out);

/* For runner/judging.c: whether an open grader is not to ask, since a required one has
 * failed (`when: passed`). */
bool sample_grade_is_idle(const struct sample_grading *what,
                          const struct sample_grades *grades, size_t at);
/* Closes an open one with its grade as it is. */
void sample_grade_close(const struct sample_grading *what, struct sample_grades *grades,
                        size_t at);
/* All are closed: what they come to. */
void sample_grades_combine(const struct sample_grading *what,
                           struct sample_grades *grades);

#endif

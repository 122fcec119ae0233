/* runner/grader_sets.h - which compiled graders judge a case, compiled once for each
 * distinct set.
 *
 * A case's graders are the suite's and its cohort's, less what cohort and case skip, and
 * its own. Most cases of a cohort share one set; a case that brings its own shares with
 * those that bring the same text. The variant's response_schema can be part of a grader,
 * so sets differ by model too.
 */
#ifndef NOWORSE_RUNNER_GRADER_SETS_H
#define NOWORSE_RUNNER_GRADER_SETS_H

#include "graders/grading.h"
#include "store/run_file.h"
#include "suites/dataset.h"
#include "suites/suite.h"

struct grader_set {
    const struct grading **gradings; /* the sets' */
    int *plan_graders;               /* of each: its index in the plan */
    size_t count;
    bool has_required;
    bool is_foreign;                       /* some are code that is not ours */
    const struct grading *needs_reference; /* the first that does; NULL: none */
    const struct grading *uses_baseline;   /* the first that compares with the baseline's
                                              answer; NULL: none */
    unsigned number; /* from 0; sets that differ by response_schema alone share it */
    const json_t *response_schema; /* borrowed; NULL: none */
    unsigned quick_to_come; /* gradings that the pool has yet to see: grading_pool.c */
};

struct grader_sets;

/* suite and plan are borrowed, as secrets, which takes what graders use of the
 * environment, and shared (NULL: no shared object may be loaded); graders found are added
 * to the plan. allow_exec: they may run programs. only: the name of the one grader that
 * judges, required or not, which is borrowed; NULL: all do. */
struct grader_sets *grader_sets_new(const struct suite *suite, struct run_plan *plan,
                                    bool allow_exec, struct shared_plugins *shared,
                                    struct secrets *secrets, const char *only);
void grader_sets_free(struct grader_sets *sets);

/* The set of a case; cohort by the suite's index; response_schema as
 * prepared_response_schema() gives it. Borrowed for the life of the sets. -1: a grader
 * has a mistake (errors have it, once for each distinct text). */
int grader_sets_find(struct grader_sets *sets, int cohort, const json_t *response_schema,
                     const struct eval_case *row, struct grader_set **out,
                     struct error_list *errors);

/* The ids of the models that graders of these sets may ask, with repetitions. */
void grader_sets_each_model(const struct grader_sets *sets,
                            void (*fn)(void *context, const char *id), void *context);

/* Whether some grader asks: a model or a program. */
bool grader_sets_ask(const struct grader_sets *sets);

/* The first grader of these sets that compares with the baseline's answer; NULL: none. */
const struct grading *grader_sets_uses_baseline(const struct grader_sets *sets);

/* Every grader of the type `judge`, once for each of the plan's graders, in their order.
 */
void grader_sets_each_judge(const struct grader_sets *sets,
                            void (*fn)(void *context, const struct grading *grading,
                                       int plan_grader),
                            void *context);

/* Writes every set to the run file: which of the plan's graders each number stands for,
 * where a variant answers. response_schemas: of each variant of the plan. */
int grader_sets_record(const struct grader_sets *sets, struct run_file *file,
                       const json_t *const *response_schemas, struct error *err);

#endif

/* graders/grading.h - one entry of a suite's `graders`, compiled: a grader type with the
 * keys that all share (at, trace, answer, reference, pass), and what many grades make of
 * a sample.
 */
#ifndef NOWORSE_GRADERS_GRADING_H
#define NOWORSE_GRADERS_GRADING_H

#include "graders/grader.h"

struct grading; /* compiled; never written again */

/* answer: the suite's own answer rule, or NULL (text). */
int grading_compile(const struct grader_item *item, const struct source *answer,
                    const struct grader_context *context, struct grading **out,
                    struct error_list *errors);
void grading_free(struct grading *grading);

const char *grading_name(const struct grading *grading);
const char *grading_type(const struct grading *grading);
bool grading_is_required(const struct grading *grading);
double grading_weight(const struct grading *grading);
bool grading_uses_reference(const struct grading *grading);
struct place grading_place(const struct grading *grading);

/* SHA-256, hex, over type, options, answer rule and the content of every file it reads.
 */
const char *grading_digest(const struct grading *grading);

/* Picks the part of the sample that is judged and the reference, and grades.
 * sample->answer is the whole answer, sample->reference the case's whole reference. */
enum grade_step grading_grade(const struct grading *grading,
                              struct grade_scratch *scratch, const struct sample *sample,
                              struct grade_turn *turn, struct grade *grade);
void grading_forget(const struct grading *grading, void *memory);

/* A sample's two results, kept apart (suite-format 7.2). */
struct sample_result {
    enum verdict verdict; /* fail if a required one fails; else unscored if a required one
                             is; else pass */
    double score;         /* weighted mean; NaN where one of them is unscored */
};
struct sample_result grading_combine(const struct grading *const *gradings,
                                     const struct grade *grades, size_t count);

#endif

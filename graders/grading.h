/* graders/grading.h - one entry of a suite's `graders`, compiled: a grader type with the
 * keys that all share (at, trace, answer, reference, pass), and what many grades make of
 * a sample.
 */
#ifndef NOWORSE_GRADERS_GRADING_H
#define NOWORSE_GRADERS_GRADING_H

#include "graders/grader.h"

/* Compiled; never written again. item->source->json may be a short form. answer: the
 * suite's own answer rule; NULL or json NULL: text. The context's source, answer, digest,
 * depth and nested_left are set here. */
int grading_compile(const struct grader_item *item, const struct source *answer,
                    const struct grader_context *context, struct grading **out,
                    struct error_list *errors);
void grading_free(struct grading *grading);

const char *grading_name(const struct grading *grading);
const char *grading_type(const struct grading *grading);
bool grading_is_required(const struct grading *grading);
double grading_weight(const struct grading *grading);
bool grading_uses_reference(
    const struct grading *grading); /* the case's own: not {var} or {value} */
/* Whether it, or one that it is made of, compares with the baseline's answer. */
bool grading_uses_baseline(const struct grading *grading);
/* Whether it, or one that it is made of, is code that is not ours. */
bool grading_is_foreign(const struct grading *grading);
/* Whether it, or one that it is made of, may ask; and the ids of the models that it may:
 * calls fn for each, with repetitions. */
bool grading_asks(const struct grading *grading);
void grading_each_model(const struct grading *grading,
                        void (*fn)(void *context, const char *id), void *context);
/* What it demands of its calibration; NULL: nothing. */
const struct calibration_demand *grading_calibrated(const struct grading *grading);
enum grader_when grading_when(const struct grading *grading); /* never WHEN_UNSET */
struct place grading_place(const struct grading *grading);

/* Whether a case has all that it will be compared with (either may be NULL: none). -1:
 * what is lacking or of no use, an ERROR_INPUT without place. To be asked before anything
 * is sent; grading such a case all the same is VERDICT_UNSCORED. */
int grading_check_case(const struct grading *grading, const struct value *reference,
                       const struct value *vars, struct error *err);

/* SHA-256, hex, over type, options (but `calibrated`), answer rule and the content of
 * every file it reads. */
const char *grading_digest(const struct grading *grading);

/* Picks the part of the sample that is judged and the reference, and grades.
 * sample->answer is the whole answer (NULL: empty), answer_value NULL, sample->reference
 * the case's whole reference. *grade is GRADE_INIT. After GRADE_DONE turn->memory is NULL
 * again; a turn that is given up before that ends with grading_forget(). */
enum grade_step grading_grade(const struct grading *grading,
                              struct grade_scratch *scratch, const struct sample *sample,
                              struct grade_turn *turn, struct grade *grade);
void grading_forget(const struct grading *grading, void *memory);

/* Before there is an answer, or with one that is here: which requests the grader, and
 * those that it is made of, would make about the sample, if no other grader spares them.
 * All borrowed. */
struct foreseeing {
    struct grade_scratch *scratch;
    struct grade_request *request; /* room for the requests, one after the other */
    bool has_answer; /* else the part that is judged cannot be picked, and none is */
    void (*ask)(void *context, const struct grade_request *request);
    void *context;
};
void grading_foresee(const struct grading *grading, const struct sample *sample,
                     const struct foreseeing *how);

/* A sample's two results, kept apart (suite-format 7.2). */
struct sample_result {
    enum verdict verdict; /* fail if a required one fails; else unscored if a required one
                             is; else pass */
    double score;         /* weighted mean; NaN where one of them is unscored */
};
/* Where none is required there is nothing to pass: VERDICT_UNSCORED. */
struct sample_result grading_combine(const struct grading *const *gradings,
                                     const struct grade *grades, size_t count);

#endif

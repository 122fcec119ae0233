/* tests/graders/asked_grade.h - a grading that asks, with replies that are known before.
 */
#ifndef NOWORSE_TESTS_GRADERS_ASKED_GRADE_H
#define NOWORSE_TESTS_GRADERS_ASKED_GRADE_H

#include "graders/grading.h"

/* Grades to the end. replies: for each ask in turn a text, {vectors: [[…]]}, or
 * {failure: "timeout", message}; one that is lacking, or too many, fails the test. Says
 * which models were asked, as "model" or "model#vote" from vote 1 on, and the lines that
 * programs got; the caller's reference. */
json_t *asked_grade(const struct grading *grading, struct grade_scratch *scratch,
                    const struct sample *sample, const json_t *replies,
                    struct grade *grade);

/* The same with a function that replies to each request. */
typedef void (*asked_reply)(void *context, const struct grade_request *request,
                            struct reply *reply);
size_t asked_grade_with(const struct grading *grading, struct grade_scratch *scratch,
                        const struct sample *sample, asked_reply answer, void *context,
                        struct grade *grade);

#endif

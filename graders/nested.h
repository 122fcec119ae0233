/* graders/nested.h - graders made of graders: what `not`, `all` and `any` share.
 *
 * The graders below are judged one after the other. One that asks is carried: its turn
 * is kept in the memory until the reply comes. What none of them is asked for costs
 * nothing.
 */
#ifndef NOWORSE_GRADERS_NESTED_H
#define NOWORSE_GRADERS_NESTED_H

#include "graders/grading.h"

struct nested {
    struct grading **items; /* owned */
    size_t count, capacity;
};

/* Compiles the grader item (a bare type, or a map with one type key; names from `define`
 * have been resolved by suites/) that stands at
 * `pointer` below the context's source, and appends it. keys: those allowed beside the
 * type, ended by NULL. */
int nested_add(struct nested *nested, const json_t *item, const char *pointer,
               const char *const *keys, const struct grader_context *context,
               struct error_list *errors);
void nested_release(struct nested *nested);

/* Judges all of them. GRADE_DONE: *grades are the caller's, for nested_grades_free(). */
enum grade_step nested_grade(const struct nested *nested, struct grade_scratch *scratch,
                             const struct sample *sample, struct grade_turn *turn,
                             struct grade **grades);
void nested_grades_free(struct grade *grades, size_t count);

/* What the parts keep beside their reasons, in the whole's details: `parts`, a list of
 * {"name", "verdict", "details"} of those that keep something. */
void nested_details_keep(const struct nested *nested, struct grade *grades,
                         struct grade *whole);

void nested_forget(void *memory); /* the `forget` of these types */

/* The state of `all` and `any`. */
struct combination {
    struct nested nested;
    double pass; /* of the weighted mean; NaN: the verdicts decide */
};
int combination_compile(const json_t *options, const struct grader_context *context,
                        void **state, struct error_list *errors);
struct grading *const *combination_parts(const void *state, size_t *count);
void combination_free(void *state);

/* Which verdict of a part decides the whole (`all`: fail; `any`: pass). */
enum grade_step combination_grade(const struct combination *state, enum verdict decides,
                                  struct grade_scratch *scratch,
                                  const struct sample *sample, struct grade_turn *turn,
                                  struct grade *grade);

#endif

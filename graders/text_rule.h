/* graders/text_rule.h - what graders share that compare a text with a text: a literal in
 * the suite, or the reference (a list: any of them is right). */
#ifndef NOWORSE_GRADERS_TEXT_RULE_H
#define NOWORSE_GRADERS_TEXT_RULE_H

#include "graders/folding.h"
#include "graders/grade_scratch.h"

struct text_rule; /* the state */

struct text_rule_kind {
    unsigned trim;        /* on both sides */
    const char *expected; /* "expected a text that starts with" */
    bool allows_empty;    /* else an empty text to compare with is a mistake */
    bool shows_end;       /* the reason shows the answer's end, not its beginning */
    bool (*holds)(struct text answer, struct text wanted); /* both folded */
};

/* For types' compile, uses_reference, check_reference, grade and free. */
int text_rule_compile(const struct text_rule_kind *kind, const json_t *options,
                      const struct grader_context *context, void **state,
                      struct error_list *errors);
bool text_rule_uses_reference(const void *state);
int text_rule_check(const void *state, const struct value *reference, struct error *err);
enum grade_step text_rule_grade(const void *state, struct grade_scratch *scratch,
                                const struct sample *sample, struct grade_turn *turn,
                                struct grade *grade);
void text_rule_free(void *state);

/* Pieces for others. */

/* Refuses a literal beside `reference`. key: of the literal; "": the short form. */
int literal_alone(const struct grader_context *context, const char *key,
                  struct error_list *errors);

/* The first of a reference's texts, and the next: of a list its elements, of another
 * value itself. NULL: no more. */
const struct value *reference_first(const struct value *reference);
const struct value *reference_next(const struct value *reference, const struct value *at);

/* "Paris", or one of "a", "b" and 4 others: shown safely; the caller's. */
char *reference_shown(const struct value *reference);

/* ERROR_INPUT where the reference, or one in the list, has nothing left once folded. */
int reference_check_filled(const struct value *reference, struct folding folding,
                           struct error *err);

#endif

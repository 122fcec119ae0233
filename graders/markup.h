/* graders/markup.h - what `xml` and `html` share.
 *
 * The answer is parsed by libxml2 from memory, with nothing loaded from anywhere and no
 * entity read that it declares itself. Limits: 16 MiB, 256 levels (libxml2's own), a
 * million steps of an XPath.
 */
#ifndef NOWORSE_GRADERS_MARKUP_H
#define NOWORSE_GRADERS_MARKUP_H

#include "graders/grader.h"

enum markup_kind { MARKUP_XML, MARKUP_HTML };

int markup_compile(enum markup_kind kind, const json_t *options,
                   const struct grader_context *context, void **state,
                   struct error_list *errors);

/* For types' uses_reference, check_reference, grade and free. */
bool markup_uses_reference(const void *state);
int markup_check(const void *state, const struct value *reference, struct error *err);
enum grade_step markup_grade(const void *state, struct grade_scratch *scratch,
                             const struct sample *sample, struct grade_turn *turn,
                             struct grade *grade);
void markup_free(void *state);

#endif

/* graders/type_lookup.h - which type an entry of `graders` names, and texts in its
 * options that are no templates. */
#ifndef NOWORSE_GRADERS_TYPE_LOOKUP_H
#define NOWORSE_GRADERS_TYPE_LOOKUP_H

#include "graders/grader.h"

/* Of those that the context brings, of shared objects (a name with a dot), or ours. NULL:
 * errors say why. */
const struct grader_type *grader_type_find(const struct grader_item *item,
                                           const struct grader_context *context,
                                           struct error_list *errors);

/* Refuses "{{" in every text of the options but in a schema, whose texts are not ours,
 * and in graders below, which are asked themselves. pointer leads to json from the
 * source. */
int literals_check(const struct source *source, struct buf *pointer, const json_t *json,
                   struct error_list *errors);

#endif

/* tests/graders/asks_twice.h - a grader that exists only in the tests. */
#ifndef NOWORSE_TESTS_GRADERS_ASKS_TWICE_H
#define NOWORSE_TESTS_GRADERS_ASKS_TWICE_H

#include "graders/grader.h"

/* Asks a model "is it right?" and then "are you sure?", keeps the first reply in its
 * memory, and passes where both replies are "yes"; a reply that failed: unscored. Its
 * options are an object whose member `model` is who is asked. */
extern const struct grader_type grader_asks_twice;

#endif

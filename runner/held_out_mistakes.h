/* runner/held_out_mistakes.h - what an error may say of a row that nobody is to see. */
#ifndef NOWORSE_RUNNER_HELD_OUT_MISTAKES_H
#define NOWORSE_RUNNER_HELD_OUT_MISTAKES_H

#include "base/error_list.h"
#include "suites/suite.h"

/* Of errors and warnings that would quote a row of a held-out cohort, as those of graders
 * that rows bring: file, line and code stay, what they say of the row goes. */
void held_out_mistakes_hide(const struct suite *suite, struct error_list *errors);

#endif

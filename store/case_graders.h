/* store/case_graders.h - what judged the cases of a variant, asked for case by case. */
#ifndef NOWORSE_STORE_CASE_GRADERS_H
#define NOWORSE_STORE_CASE_GRADERS_H

#include "store/grader_digests.h"
#include "store/run_file.h"

struct case_graders;

/* Both are borrowed. A file of a schema before 3 does not tell: all graders of its plan.
 */
int case_graders_open(struct run_file *file, const struct run_plan *plan, int variant,
                      struct case_graders **out, struct error *err);
void case_graders_close(struct case_graders *graders); /* takes NULL */

/* Of the case of that number; borrowed until the next call. NULL: *err. */
const struct grader_digests *case_graders_of(struct case_graders *graders, int64_t number,
                                             struct error *err);

#endif

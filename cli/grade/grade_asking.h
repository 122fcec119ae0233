/* cli/grade/grade_asking.h - one sample graded by a grader that may ask a program. */
#ifndef NOWORSE_CLI_GRADE_ASKING_H
#define NOWORSE_CLI_GRADE_ASKING_H

#include "graders/grading.h"

struct grade_asking;

/* Nothing is started before something is asked. The caller's. */
struct grade_asking *grade_asking_new(void);
/* Programs get a second to end by themselves. Takes NULL. */
void grade_asking_free(struct grade_asking *asking);

/* grading_grade() to its end; *grade is GRADE_INIT. One sample at a time. The grader asks
 * no model. */
void grade_asking_grade(struct grade_asking *asking, const struct grading *grading,
                        struct grade_scratch *scratch, const struct sample *sample,
                        struct grade *grade);

#endif

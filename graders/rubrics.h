/* graders/rubrics.h - the rubrics that ship with the program: graders/rubrics/<name>.md,
 * compiled in. To add one: the file, its row in rubrics.c, its line in CMakeLists.txt and
 * its row in docs/graders.md. */
#ifndef NOWORSE_GRADERS_RUBRICS_H
#define NOWORSE_GRADERS_RUBRICS_H

#include <stdbool.h>

struct rubric {
    const char *name, *summary;
    bool needs_reference; /* makes no sense without the case's */
    bool needs_context;   /* nor without `context` */
};

extern const struct rubric rubrics[];               /* sorted, ended by a row of NULLs */
extern const char *const rubric_names[];            /* the same, ended by NULL */
const struct rubric *rubric_find(const char *name); /* or NULL */
const char *rubric_text(const struct rubric *rubric);

#endif

/* graders/shared_grader.h - one grader of a shared object, as the others are. */
#ifndef NOWORSE_GRADERS_SHARED_GRADER_H
#define NOWORSE_GRADERS_SHARED_GRADER_H

#include "graders/grader.h"
#include "graders/noworse_plugin.h"

struct shared_grader {
    struct grader_type type;         /* first: what compile() is told leads back here */
    char *name;                      /* owned by who made it: "acme.words" */
    const char *path;                /* borrowed: of the file */
    const struct noworse_grader *of; /* the plug-in's */
};

/* Takes the name. */
void shared_grader_init(struct shared_grader *grader, char *name, const char *path,
                        const struct noworse_grader *of);

#endif

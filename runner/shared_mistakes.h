/* runner/shared_mistakes.h - a mistake that many cases share, told once: first place and
 * count. */
#ifndef NOWORSE_RUNNER_SHARED_MISTAKES_H
#define NOWORSE_RUNNER_SHARED_MISTAKES_H

#include "base/error_list.h"

#include <stdint.h>

struct shared_mistake {
    char code[8];
    char *subject; /* owned: what is missing: a variable, a grader */
    struct place
        place;   /* where the cure is: a tag in a prompt, a grader; file borrowed */
    char *first; /* owned: "cohorts/angry.jsonl:12" */
    int64_t case_count;
    int64_t last_case; /* so that a case counts once, whatever the number of variants */
};

struct shared_mistakes {
    struct shared_mistake *items; /* owned */
    size_t count, capacity;
};

/* Counts the case; `where` is the case's own place. */
void shared_mistakes_add(struct shared_mistakes *mistakes, const char *code,
                         const char *subject, const struct place *place,
                         const struct place *where, int64_t case_number);
void shared_mistakes_release(struct shared_mistakes *mistakes);

#endif

/* tests/graders/obeying_judge.h - a judge by script that does what it is told outside of
 * the fences, and takes what stands in them as data: so a test of it is a test of the
 * fences, and says nothing about any real model.
 */
#ifndef NOWORSE_TESTS_GRADERS_OBEYING_JUDGE_H
#define NOWORSE_TESTS_GRADERS_OBEYING_JUDGE_H

#include "graders/grader.h"

struct obeying_judge {
    bool knows_fences;  /* else it reads all as if there were none */
    const char *babble; /* its first reply to each vote, no JSON; NULL: JSON at once */
    bool compares;      /* two answers: says that it is a tie */
    size_t asks, obeyed;
};

/* "yes" where the user's message orders it outside of the fences, by ANSWER YES or a
 * verdict in JSON, else "no". It finds the boundary where the system message declares it,
 * and a fence ends for it wherever the boundary stands again: line ends of any kind,
 * case and what is around it make no difference. */
void obeying_judge_reply(void *judge, const struct grade_request *request,
                         struct reply *reply);

#endif

/* graders/judge_reply.h - what a judge said. */
#ifndef NOWORSE_GRADERS_JUDGE_REPLY_H
#define NOWORSE_GRADERS_JUDGE_REPLY_H

#include "graders/judge_options.h"

enum { JUDGE_REASON_CHARS = 400 }; /* of a reason that are kept; docs/graders.md */

struct judge_vote {
    enum judge_said {
        JUDGE_SAID_VERDICT,
        JUDGE_SAID_UNCLEAR,
        JUDGE_SAID_NOTHING, /* no JSON as asked for, also when asked again */
        JUDGE_NOT_REACHED   /* the request failed */
    } said;
    char *word; /* owned: the verdict as it was written; NULL: none */
    char *
        reason; /* owned: the judge's, shortened; or why there is no verdict; untrusted */
    char *served;       /* owned: the model that answered, as its vendor names it; NULL */
    double mark, score; /* judge_words.h */
    bool passes;
    bool was_repaired; /* it was asked a second time */
};
void judge_vote_release(struct judge_vote *vote);

/* Reads strict JSON of the judge's schema, of which a verdict may also be a number where
 * marks are asked for. -1: it is none, *vote is JUDGE_SAID_NOTHING with why. */
int judge_reply_read(const struct judge *judge, const struct reply *reply, unsigned order,
                     struct judge_vote *vote);

#endif

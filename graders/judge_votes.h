/* graders/judge_votes.h - what the votes of a judge come to.
 *
 * A ballot is one vote, or for a pair the two that saw it in both orders. It counts where
 * its votes have a verdict. Where no more than half of the ballots count there is no
 * outcome. The majority passes or fails, and when it is even there is no outcome either;
 * or the median of the scores does.
 */
#ifndef NOWORSE_GRADERS_JUDGE_VOTES_H
#define NOWORSE_GRADERS_JUDGE_VOTES_H

#include "graders/judge_reply.h"

/* votes: judge_ballots() of them, or twice that for a pair, the two orders of each next
 * to each other; those of the first model first. Sets the whole grade, details
 * included. */
void judge_votes_grade(const struct judge *judge, const struct judge_vote *votes,
                       struct grade *grade);

/* An answer compared with itself, without a vote. */
void judge_tie_grade(const struct judge *judge, struct grade *grade);

#endif

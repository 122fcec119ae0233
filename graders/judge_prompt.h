/* graders/judge_prompt.h - the messages that a judge gets.
 *
 * system: what it is to do, the rule of the fences, the verdicts, the JSON to answer
 * with. user: the question or the rubric, then in fences what is known of the case, and
 * what is judged as the last. All that is outside of a fence is the suite's or ours.
 */
#ifndef NOWORSE_GRADERS_JUDGE_PROMPT_H
#define NOWORSE_GRADERS_JUDGE_PROMPT_H

#include "graders/judge_options.h"

/* Whether the sample has all that is to be shown; false: the grade is unscored. */
bool judge_prompt_check(const struct judge *judge, const struct sample *sample,
                        struct grade *grade);

/* Of a pair: nobody is asked which is better of an answer and itself. */
bool judge_prompt_is_tie(const struct judge *judge, const struct sample *sample);

/* order: of a pair, 0 shows the candidate first. broken: the reply to the same that could
 * not be read, which stands in a fence too; NULL: none. Clears *out first. The same
 * arguments give the same bytes. -1: too long (MESSAGES_BYTES_MAX). */
int judge_prompt_make(const struct judge *judge, const struct sample *sample,
                      unsigned order, const struct buf *broken, struct messages *out);

#endif

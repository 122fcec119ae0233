/* runner/judging.h - what the graders of a sample want asked, one after the other.
 *
 * Graders that ask (graders/grader.h: GRADE_ASK) come after those that do not, in their
 * order. Each question goes the way of every request: cache, lane, limits, budget,
 * journal. The same question of the same sample is asked once, so that graders may share
 * a reply; also where the run was ended in between, for replies are in the run file as
 * soon as they came. A program of `exec` is asked by
 * runner/plugins.h.
 *
 * `when: passed`: a grader does not ask where a required one has failed; the criteria of
 * one judge, which share a question, are graded as long as it was asked.
 */
#ifndef NOWORSE_RUNNER_JUDGING_H
#define NOWORSE_RUNNER_JUDGING_H

#include "runner/grade_sample.h"
#include "runner/inquiry.h"

struct judging;

/* context, sample, what and grades are borrowed. on_end: all is graded, or the run ended
 * (judging_is_cut()); called from the loop, never from within judging_begin(). */
struct judging *judging_new(struct inquiry_context *context,
                            const struct next_sample *sample, void (*on_end)(void *owner),
                            void *owner);
void judging_close(struct judging *judging); /* on the loop; takes NULL */
void judging_free(struct judging *judging);  /* after the loop; takes NULL */

/* Of a sample that an earlier start of the run left: what was replied to its graders
 * then, for the judging_begin() that follows, which does not ask for it again. -1: the
 * run file cannot be read. */
int judging_recall(struct judging *judging, struct error *err);

/* Grades what sample_grade() left open. True: all is graded. False: on_end() will come.
 */
bool judging_begin(struct judging *judging, const struct sample_grading *what,
                   struct sample_grades *grades);

/* What is asked now; while it is under way. */
struct inquiry *judging_inquiry(struct judging *judging);

/* The run ends: drops what waits to be sent; false: a call is under way. */
bool judging_drop(struct judging *judging);

/* The run ended before all was asked: the grades are not whole. */
bool judging_is_cut(const struct judging *judging);

#endif

/* graders/plugin_reply.h - what a program of `exec` said becomes a grade. */
#ifndef NOWORSE_GRADERS_PLUGIN_REPLY_H
#define NOWORSE_GRADERS_PLUGIN_REPLY_H

#include "graders/grader.h"

/* The members of the line that a program is given, without `id`: answer, value (where
 * the answer is JSON), reference, vars, tool_calls, trace, refusal, finish. */
void plugin_line_append(struct buf *line, const struct sample *sample);

/* `{"id": N, "pass": true, "score": 0.5, "reason": "…", "details": {…}}`: pass or score
 * must be there. pass: the score from which on it passes; NaN: it says so itself. What it
 * should not say leaves the grade unscored, never a pass and never a fail. */
void plugin_reply_grade(const struct value *reply, double pass, struct grade *grade);

/* What a plug-in of either kind says: JSON lines or C. */
struct plugin_said {
    enum { PLUGIN_SAYS_NONE, PLUGIN_PASS, PLUGIN_FAIL, PLUGIN_CANNOT_TELL } verdict;
    double score;       /* NaN: none */
    const char *reason; /* borrowed; NULL: none */
    size_t reason_length;
};
void plugin_said_grade(const struct plugin_said *said, double pass, struct grade *grade);

/* There is no reply; why is untrusted text. */
void plugin_failure_grade(const char *why, struct grade *grade);

#endif

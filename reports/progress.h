/* reports/progress.h - how far a run has come, told while it runs.
 *
 * The runner says what the figures are, as often as it likes; this decides when a person
 * or a log hears of it. What is written is never a result: a failed write is not an
 * error.
 */
#ifndef NOWORSE_REPORTS_PROGRESS_H
#define NOWORSE_REPORTS_PROGRESS_H

#include "base/clock.h"

#include <stdint.h>
#include <stdio.h>

enum progress_mode {
    PROGRESS_AUTO, /* a bar on a terminal, unless CI is set or TERM is dumb; else lines */
    PROGRESS_BAR,  /* one line, drawn again at most ten times a second */
    PROGRESS_LINES, /* a line every 10 % or 30 s, whichever is later, and one at the end
                     */
    PROGRESS_JSON,  /* one JSON object a line: at most ten a second, and one at the end */
    PROGRESS_NONE
};

struct progress_options {
    enum progress_mode mode;
    FILE *out;                 /* borrowed */
    const struct clock *clock; /* borrowed */
    unsigned columns;          /* of the bar's line; 0: the terminal's */
};

/* Everything so far, not what came since the last time. */
struct progress_counts {
    int64_t total, done, passed, failed, unscored, in_flight; /* samples */
    int64_t cached;        /* of the done ones: answered from the reply cache */
    double cost_usd;       /* NaN: unknown */
    double cost_limit_usd; /* 0: none */
    const char *waiting;   /* borrowed; why nothing is sent: "127.0.0.1:9 refused the
                              connection, try 4 of 6 in 8 s"; untrusted; NULL */
};

struct progress;
struct progress *progress_new(const struct progress_options *options);
void progress_update(struct progress *progress, const struct progress_counts *counts);

/* Clears the bar, writes the last line with the figures of the last update, and frees;
 * takes NULL. Without any update nothing is written. */
void progress_end(struct progress *progress);

#endif

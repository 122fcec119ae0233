/* case_change.h - how a case's score is expected to change from one run to another, where
 * nothing has changed and where something broke.
 *
 * The model of a suite, from the mean of its cases and w of case_noise.h: some cases pass
 * always, some never, and the share W is wobbly, with a chance to pass that is
 *
 *   uniform from 0 to 1, W = 6 w                     as long as W/2 is at most f,
 *   Beta(a, 1), a = 2 w / (f - w), W = f (1 + a)     where fewer cases fail than that,
 *   Beta with the mean and the w of the suite, W = 1 where that would be more than all
 *
 * with f the share that fails (of a mean below 1/2: that passes, and the mirror image). A
 * noise that the mean has no room for moves it: f is 2 w at least, w 0.24 at most. A drop
 * of D breaks the share D / mean of all cases, whatever they are, for good.
 */
#ifndef NOWORSE_STATISTICS_CASE_CHANGE_H
#define NOWORSE_STATISTICS_CASE_CHANGE_H

#include "base/error.h"

#include <stdint.h>

struct case_noise_model {
    double mean;                       /* of the baseline's cases, from 0 to 1 */
    double within;                     /* w, from 0 to 0.5 */
    int64_t repeats, baseline_repeats; /* attempts a case; 1 to CASE_CHANGE_REPEATS_MAX */
};

#define CASE_CHANGE_REPEATS_MAX 10000

/* The distribution of one case's difference, candidate - baseline. */
struct case_change {
    double lost;         /* chance of -1 */
    double moved;        /* chance of anything else but 0 */
    double mean, square; /* of those: expected difference, expected square */
};

/* A drop from 0 to the mean. Numbers out of range: N0820. */
int case_change_expect(const struct case_noise_model *model, double drop,
                       struct case_change *change, struct error *err);

#endif

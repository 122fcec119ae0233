/* metrics/subsequence.h - the longest common subsequence, 64 rows of its table at a time.
 *
 * Hyyrö, "Bit-Parallel LCS-length Computation Revisited", 2004. A block of 64 rows goes
 * over all columns before the next does, so that memory is a byte a column and a word a
 * symbol, whatever the texts hold.
 */
#ifndef NOWORSE_METRICS_SUBSEQUENCE_H
#define NOWORSE_METRICS_SUBSEQUENCE_H

#include "metrics/metric_room.h"

/* Its length, of the room's two texts, whose numbers are the numbering's. -1: more cells
 * than likeness_cells_max. */
int subsequence_longest(struct metric_room *room, size_t *out);

#endif

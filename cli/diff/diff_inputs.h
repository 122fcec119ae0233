/* cli/diff/diff_inputs.h - what a case of a run was asked about, read again from the
 * suite's datasets.
 *
 * A run file has no inputs. The suite is read as it is now, and a case that is not there
 * any more, or has another content, has no input.
 */
#ifndef NOWORSE_CLI_DIFF_INPUTS_H
#define NOWORSE_CLI_DIFF_INPUTS_H

#include "store/case_pairs.h"
#include "store/run_file.h"

struct diff_inputs;

/* Of a run's cases: all borrowed. NULL: there is no run (NULL), or its suite cannot be
 * read. */
struct diff_inputs *diff_inputs_open(struct run_file *run, const struct run_plan *plan,
                                     enum pair_side side);
void diff_inputs_close(struct diff_inputs *inputs); /* takes NULL */

/* A diff_input_fn (reports/run_diff.h); context: struct diff_inputs. */
char *diff_input_read(void *context, const struct case_pair *pair);

#endif

/* runner/run_ending.c - how a run ended, and what its file says of it. */
#include "runner/budget_end.h"
#include "runner/runner_state.h"

/* What the run file says of the end. A run that the machine or a changed file ended is
 * told there too; only where even that cannot be written the error is all there is. */
int end_write(struct runner *runner)
{
    const struct run_options *options = runner->options;
    struct error later = ERROR_INIT;
    int rc;

    if (runner->end->status == RUN_SPENT &&
        budget_tell(runner->prepared, &runner->budget, runner->end, runner->err))
        return -1;
    rc = run_file_end(runner->prepared->file, runner->end->status, runner->end->signal,
                      runner->end->reason, options->clock->wall_ms(options->clock),
                      &later);

    if (rc && !runner->has_failed)
        *runner->err = later;
    return rc;
}

/* What ended the run came with the last samples: all is there. What is decided stays so,
 * also where an answer that was begun could not be judged to the end. */
void end_settle(struct runner *runner)
{
    struct run_end *end = runner->end;

    if (runner->is_decided && !runner->has_failed && end->status != RUN_INTERRUPTED)
        end->status = RUN_DECIDED;
    if ((end->status == RUN_FAILED || end->status == RUN_DECIDED) &&
        end->counts.done == end->counts.planned)
        end->status = RUN_FINISHED;
    else if (end->status == RUN_DECIDED)
        early_watch_tell(runner->early, &runner->budget.ledger, end);
}

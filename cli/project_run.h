/* cli/project_run.h - what the project file says of a command that runs suites: the
 * budget of all together, and how long runs are kept. */
#ifndef NOWORSE_CLI_PROJECT_RUN_H
#define NOWORSE_CLI_PROJECT_RUN_H

#include "cli/opening.h"

/* What the suites before this one have used. */
struct command_use {
    struct ledger spent;
    int64_t started_us; /* steady clock: of the first suite */
};

/* Lowers the limits of a prepared suite to what is left of the command's. Where nothing
 * is, the least that can be said: its first call meets it. */
void command_use_cap(const struct command_use *use, int64_t now_us,
                     struct opened_suite *opened);
void command_use_add(struct command_use *use, const struct ledger *spent);

/* After a run: finished runs that the project keeps no longer are removed, and that is
 * told on standard error. */
void old_runs_remove(const struct opened_suite *opened, int64_t now_ms);

#endif

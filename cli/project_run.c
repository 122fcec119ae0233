/* cli/project_run.c - what the project file says of a command that runs suites. */
#include "cli/project_run.h"

#include "base/path.h"
#include "store/run_files_old.h"

#include <stdlib.h>

static void limit_cap(int64_t *limit, int64_t of_command, int64_t used)
{
    int64_t left = of_command - used > 1 ? of_command - used : 1;

    if (of_command && (!*limit || left < *limit))
        *limit = left;
}

void command_use_cap(const struct command_use *use, int64_t now_us,
                     struct opened_suite *opened)
{
    const struct project *project = opened->suite->project;
    struct budget_limits *limits = &opened->prepared.budget;

    if (!project)
        return;
    limit_cap(&limits->cost, project->budget.cost, use->spent.cost);
    limit_cap(&limits->requests, project->budget.requests, use->spent.requests);
    limit_cap(&limits->tokens, project->budget.tokens, use->spent.tokens);
    limit_cap(&limits->time_us, (int64_t)(project->budget.minutes * 60e6),
              now_us - use->started_us);
}

void command_use_add(struct command_use *use, const struct ledger *spent)
{
    use->spent.cost += spent->cost;
    use->spent.requests += spent->requests;
    use->spent.tokens += spent->tokens;
}

void old_runs_remove(const struct opened_suite *opened, int64_t now_ms)
{
    static const int64_t day_ms = 24 * 60 * 60 * (int64_t)1000;
    const struct project *project = opened->suite->project;
    struct error ignored;
    size_t removed = 0;
    char *folder;

    if (!project || !project->keep_days || !opened->run_path)
        return;
    folder = path_folder(opened->run_path);
    if (run_files_remove_old(folder, now_ms - project->keep_days * day_ms, &removed,
                             &ignored) == 0 &&
        removed > 0)
        fprintf(stderr, "removed %zu run%s older than %u days (runs.keep_days of %s)\n",
                removed, removed == 1 ? "" : "s", project->keep_days, project->tree.file);
    free(folder);
}

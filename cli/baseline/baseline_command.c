/* cli/baseline/baseline_command.c - noworse baseline: its parts. */
#include "cli/baseline/baseline_parts.h"
#include "cli/commands.h"

static const struct command *const baseline_parts[] = {&command_baseline_set,
                                                       &command_baseline_show, NULL};

const struct command command_baseline = {
    .name = "baseline",
    .parts = baseline_parts,
    .summary = "keeps a run's results as what later runs are compared with",
};

/* cli/judge/judge_command.c - noworse judge: its parts. */
#include "cli/commands.h"
#include "cli/judge/judge_parts.h"

static const struct command *const judge_parts[] = {&command_judge_calibrate, NULL};

const struct command command_judge = {
    .name = "judge",
    .parts = judge_parts,
    .summary = "measures a judge against people",
};

/* cli/commands.c - the table of commands, in the order a person meets them. */
#include "cli/commands.h"

const struct command *const commands[] = {
    &command_demo,   &command_check,   &command_plan,     &command_run_suites,
    &command_gate,   &command_diff,    &command_report,   &command_baseline,
    &command_judge,  &command_cache,   &command_grade,    &command_list,
    &command_schema, &command_explain, &command_simulate, NULL,
};

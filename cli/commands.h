/* cli/commands.h - the entries of the table of commands. */
#ifndef NOWORSE_CLI_COMMANDS_H
#define NOWORSE_CLI_COMMANDS_H

#include "cli/command.h"

extern const struct command command_baseline;
extern const struct command command_cache;
extern const struct command command_check;
extern const struct command command_demo;
extern const struct command command_diff;
extern const struct command command_explain;
extern const struct command command_gate;
extern const struct command command_grade;
extern const struct command command_judge;
extern const struct command command_list;
extern const struct command command_plan;
extern const struct command command_report;
extern const struct command command_run_suites;
extern const struct command command_schema;
extern const struct command command_simulate;

#endif

/* cli/command.h - what the program can do: one const entry a command.
 *
 * To add one: write cli/<name>.c that ends with its entry, name it in commands.h's list
 * and commands.c's table, describe it in docs/cli.md, and give it a case under
 * tests/cli/. The drift check of .ci/run fails until help, docs and table agree.
 *
 * A command of two words is a part of the one that its first word names:
 * command_schema's parts are `noworse schema print` and so on.
 */
#ifndef NOWORSE_CLI_COMMAND_H
#define NOWORSE_CLI_COMMAND_H

#include "base/error.h"
#include "cli/exit_code.h"
#include "cli/option.h"

#include <stdbool.h>

struct command {
    const char *name;                   /* one word */
    const char *of;                     /* a part: the word before its name; else NULL */
    const struct command *const *parts; /* ended by NULL; a command that has some is its
                                           name, summary and details alone; else NULL */
    const char *operands;               /* as help shows them: "SUITE…" */
    const char *summary;                /* one line for `noworse --help` */
    const char *details; /* a paragraph for `noworse NAME --help`; NULL: none */
    const struct option *options;
    size_t args_size;     /* of the struct that the options fill */
    const void *defaults; /* copied into it; NULL: zeroes */
    unsigned operands_min, operands_max;
    /* operands holds between min and max texts. */
    enum exit_code (*run)(const void *args, const struct texts *operands);
};

/* Every command in order of use, ended by NULL. */
extern const struct command *const commands[];
const struct command *command_find(const struct command *const *table,
                                   const char *name); /* or NULL */

/* Tells that the table has no such command, with the nearest; `of` as in struct command.
 */
enum exit_code command_unknown(const struct command *const *table, const char *of,
                               const char *given);

/* Parses argv (behind the command's name), answers --help, and runs it or its part. */
enum exit_code command_run(const struct command *command, char *const *argv);
void command_help(const struct command *command, FILE *stream);

/* `noworse`, `noworse --help`: all commands. */
void commands_help(FILE *stream);

/* Prints an error in the form that all commands share, to stderr; returns its exit code.
 */
enum exit_code error_tell(const struct error *err);

#endif

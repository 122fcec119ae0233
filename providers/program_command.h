/* providers/program_command.h - a program that a suite names: what is started, where, and
 * the little of the environment that it sees. */
#ifndef NOWORSE_PROVIDERS_PROGRAM_COMMAND_H
#define NOWORSE_PROVIDERS_PROGRAM_COMMAND_H

#include "base/error_list.h"
#include "providers/model_options.h"
#include "suites/suite.h"

/* Begin zeroed. All owned. */
struct program_command {
    char **words;                    /* ended by NULL */
    char *folder;                    /* where it starts; resolved */
    struct header_lines environment; /* "NAME=value", ended by NULL */
};
void program_command_release(struct program_command *program);

/* Reads `command` (a list that is not empty) and `env` of a map; folder is set. The
 * environment is PATH, HOME, LANG, LC_*, TZ, TMPDIR and what `env` names; on_secret()
 * gets the value of each that is named. Mistakes (N0451: nobody allowed programs; N0452:
 * there is none of this name) go to errors. */
void program_command_read(struct program_command *program, const struct source *source,
                          bool allow_exec,
                          void (*on_secret)(void *context, const char *value),
                          void *context, struct error_list *errors);

/* Whether both start the same. */
bool program_command_equal(const struct program_command *a,
                           const struct program_command *b);

#endif

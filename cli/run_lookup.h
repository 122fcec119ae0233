/* cli/run_lookup.h - RUN on the command line: a path, an id, a unique prefix of one, or
 * latest. */
#ifndef NOWORSE_CLI_RUN_LOOKUP_H
#define NOWORSE_CLI_RUN_LOOKUP_H

#include "store/run_file.h"

/* state: --state; NULL: .noworse of the repository around the current folder, else of
 * that folder. *out is open for reading, the caller's. */
int run_lookup(const char *run, const char *state, struct run_file **out,
               struct error *err);

/* Whether it stands for the file of a baseline: it ends in .json, or is a pipe, which no
 * run file can be. */
bool is_baseline_word(const char *word);

/* What `noworse report` knows this run by, in the current folder and without --state:
 * NULL where its id will do, else its path, as a shell takes it; the caller's. */
char *run_word(const struct run_file *file, const char *id);

#define STATE_OPTION(type, member)                                                       \
    {                                                                                    \
        "state", 0, OPTION_TEXT, offsetof(type, member), "DIR",                          \
            "where runs are kept; default: .noworse of the repository", NULL             \
    }

#endif

/* cli/run.h - what `noworse run` takes; the demo runs with it too. */
#ifndef NOWORSE_CLI_RUN_H
#define NOWORSE_CLI_RUN_H

#include "cli/exit_code.h"
#include "cli/opening.h"
#include "cli/project_run.h"
#include "cli/telling.h"

#include <limits.h>

enum { UNSET_RETRIES = INT_MAX };

extern const char *const progress_words[]; /* --progress; ended by NULL */

struct run_args {
    struct suite_args suite;
    struct telling_args telling;
    unsigned concurrency;  /* 0: the suite's */
    unsigned retries;      /* UNSET_RETRIES: the model's */
    unsigned max_failures; /* 0: no limit */
    double timeout_s;      /* 0: the model's */
    int progress;          /* enum progress_mode */
    int uncertain;         /* enum uncertain */
};

/* Loads, checks, runs and tells; -o and --run-file go with one suite only. */
enum exit_code suites_run(const struct run_args *args, const struct texts *paths);

/* Asks and grades one that was opened with PREPARE_RUN; to tell it is for the caller. Not
 * EXIT_CODE_OK: why was told. use: what the command has used before. */
enum exit_code suite_ask(struct opened_suite *opened, const struct run_args *args,
                         struct command_use *use);

#endif

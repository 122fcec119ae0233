/* cli/run.h - what `noworse run` takes; the demo runs with it too. */
#ifndef NOWORSE_CLI_RUN_H
#define NOWORSE_CLI_RUN_H

#include "cli/exit_code.h"
#include "cli/opening.h"
#include "cli/telling.h"

#include <limits.h>

enum { UNSET_RETRIES = INT_MAX };

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

#endif

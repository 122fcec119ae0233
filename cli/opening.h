/* cli/opening.h - a suite named on the command line, loaded and prepared: what `check`
 * and `run` share. */
#ifndef NOWORSE_CLI_OPENING_H
#define NOWORSE_CLI_OPENING_H

#include "cli/continuing.h"
#include "cli/suite_args.h"
#include "runner/prepare.h"

struct opened_suite {
    const char *path; /* as it was named; borrowed */
    struct suite *suite;
    struct run_file *file;
    struct reply_cache *replies;   /* NULL: none */
    struct error_list cache_notes; /* its warnings, as long as it is open */
    struct prepared prepared;
    char id[27];    /* of the run */
    char *run_path; /* NULL: a temporary file */
    struct continuing continuing;
    struct error_list errors;
};

/* Loads and prepares. -1: the errors say why, and no run file is left behind. */
int opened_suite_open(struct opened_suite *opened, const char *path,
                      const struct suite_args *given, enum prepare_purpose purpose);
void opened_suite_close(struct opened_suite *opened);

/* Of several suites: those without --profile NAME are listed, since they run plain; where
 * none has it, that is a mistake of the first. */
void profile_check(struct opened_suite *opened, size_t count,
                   const struct suite_args *args);

/* The same, and the run file is removed: nothing was sent. */
void opened_suite_discard(struct opened_suite *opened);

/* "420 cases × 3 repeats × 2 variants = 2,520 calls", and that graders ask, too. */
void calls_print(const struct prepared *prepared, FILE *stream);

#endif

/* cli/again.h - the command that goes on with a run, or makes it once more. */
#ifndef NOWORSE_CLI_AGAIN_H
#define NOWORSE_CLI_AGAIN_H

#include "cli/run.h"

/* "noworse run evals/refund.suite.yaml --profile nightly", to be freed: the suite as it
 * was named, and all options that were given but --fresh, which would leave behind what
 * is there. */
char *given_command(const char *suite, const struct run_args *args,
                    const struct option *options, const struct run_args *defaults);

/* The same; where a run with the cache alone is over, what was missing there is asked. */
char *again_command(const struct opened_suite *opened, const struct run_args *args,
                    const struct option *options, const struct run_args *defaults);

#endif

/* cli/exit_code.h - how the program ends; the one place that maps errors and verdicts to
 * codes. */
#ifndef NOWORSE_CLI_EXIT_CODE_H
#define NOWORSE_CLI_EXIT_CODE_H

#include "base/error_list.h"
#include "gate/gate.h"

enum exit_code {
    EXIT_CODE_OK = 0,
    EXIT_CODE_GATE_FAILED = 1,
    EXIT_CODE_INPUT = 2,        /* usage, suite, dataset, schema; nothing was sent */
    EXIT_CODE_INCOMPLETE = 3,   /* no verdict */
    EXIT_CODE_NO_CASES = 4,     /* the selection matched no case */
    EXIT_CODE_INCONCLUSIVE = 5, /* complete, but the data cannot decide */
    EXIT_CODE_BUDGET = 6,       /* the budget was reached before a verdict */
    EXIT_CODE_BUG = 70,
    EXIT_CODE_INTERRUPTED = 130,
    EXIT_CODE_TERMINATED = 143
};

struct verdict_options {
    bool advisory;          /* a verdict that is no pass does not fail the command */
    bool inconclusive_pass; /* --inconclusive=pass */
};

enum exit_code exit_code_for_error(const struct error *err);
/* Of the worst error in it; EXIT_CODE_OK where there is none. */
enum exit_code exit_code_for_errors(const struct error_list *errors);
enum exit_code exit_code_for_judgement(const struct judgement *judgement, int signal,
                                       const struct verdict_options *options);

/* Of several suites: the first of 70, 130, 143, 2, 1, 6, 3, 5, 4, 0 that occurs
 * (suite-format 7.4). */
enum exit_code exit_code_worse(enum exit_code a, enum exit_code b);

#endif

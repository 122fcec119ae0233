/* cli/exit_code.c - how the program ends. */
#include "cli/exit_code.h"

#include <signal.h>

enum exit_code exit_code_for_error(const struct error *err)
{
    switch (err->kind) {
    case ERROR_NONE:
        return EXIT_CODE_OK;
    case ERROR_USAGE:
    case ERROR_INPUT:
        return EXIT_CODE_INPUT;
    case ERROR_SYSTEM:
    case ERROR_REMOTE:
        return EXIT_CODE_INCOMPLETE;
    case ERROR_NO_CASES:
        return EXIT_CODE_NO_CASES;
    case ERROR_INTERRUPTED:
        return err->signal == SIGTERM ? EXIT_CODE_TERMINATED : EXIT_CODE_INTERRUPTED;
    case ERROR_BUG:
        return EXIT_CODE_BUG;
    }
    return EXIT_CODE_BUG;
}

enum exit_code exit_code_for_errors(const struct error_list *errors)
{
    enum exit_code worst = EXIT_CODE_OK;

    for (size_t i = 0; i < errors->count; i++)
        if (errors->items[i].severity == SEVERITY_ERROR)
            worst = exit_code_worse(worst, exit_code_for_error(&errors->items[i]));
    return worst;
}

static enum exit_code code_for_unfinished(const struct judgement *judgement, int signal,
                                          const struct verdict_options *options)
{
    if (judgement->status == RUN_FAILED)
        return options->advisory ? EXIT_CODE_OK : EXIT_CODE_GATE_FAILED;
    if (judgement->status == RUN_INTERRUPTED)
        return signal == SIGTERM || signal == SIGHUP ? EXIT_CODE_TERMINATED
                                                     : EXIT_CODE_INTERRUPTED;
    return judgement->status == RUN_SPENT ? EXIT_CODE_BUDGET : EXIT_CODE_INCOMPLETE;
}

enum exit_code exit_code_for_judgement(const struct judgement *judgement, int signal,
                                       const struct verdict_options *options)
{
    if (!run_status_is_judged(judgement->status))
        return code_for_unfinished(judgement, signal, options);
    switch (judgement->verdict) {
    case GATE_PASS:
        return EXIT_CODE_OK;
    case GATE_FAIL:
        return options->advisory ? EXIT_CODE_OK : EXIT_CODE_GATE_FAILED;
    case GATE_INCONCLUSIVE:
        return options->advisory || options->inconclusive_pass ? EXIT_CODE_OK
                                                               : EXIT_CODE_INCONCLUSIVE;
    case GATE_INCOMPLETE:
        return EXIT_CODE_INCOMPLETE;
    case GATE_NOT_GATED:
        return options->advisory ? EXIT_CODE_OK : EXIT_CODE_INPUT;
    }
    return EXIT_CODE_BUG;
}

enum exit_code exit_code_worse(enum exit_code a, enum exit_code b)
{
    static const enum exit_code order[] = {
        EXIT_CODE_BUG,        EXIT_CODE_INTERRUPTED,  EXIT_CODE_TERMINATED,
        EXIT_CODE_INPUT,      EXIT_CODE_GATE_FAILED,  EXIT_CODE_BUDGET,
        EXIT_CODE_INCOMPLETE, EXIT_CODE_INCONCLUSIVE, EXIT_CODE_NO_CASES};

    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++)
        if (a == order[i] || b == order[i])
            return order[i];
    return EXIT_CODE_OK;
}

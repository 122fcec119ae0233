/* cli/report_again.c - noworse report: any report again, from a run file. */
#include "cli/commands.h"
#include "cli/mistakes.h"
#include "cli/run_lookup.h"
#include "cli/telling.h"

struct report_args {
    struct telling_args telling;
    const char *state;
};

/* A report that was made is a success, whatever the verdict it tells. */
static enum exit_code report_run(const void *given, const struct texts *operands)
{
    const struct report_args *args = given;
    struct telling_args telling = args->telling;
    struct run_file *file;
    struct error err;
    enum exit_code code;

    if (telling_check(&telling, &err) ||
        run_lookup(operands->items[0], args->state, &file, &err))
        return error_tell(&err);
    code = run_tell_only(file, &telling);
    run_file_close(file);
    return code;
}

static const struct option report_options[] = {
    TELLING_OPTIONS(struct report_args, telling),
    STATE_OPTION(struct report_args, state),
    COLOR_OPTION(struct report_args, telling.color),
    {NULL, 0, OPTION_FLAG, 0, NULL, NULL, NULL},
};

const struct command command_report = {
    .name = "report",
    .operands = "RUN",
    .summary = "any report again, from a run file; sends nothing",
    .details =
        "RUN is a path, a run's id, a unique prefix of one, or latest. Exit code 0 when "
        "all reports\nwere written, whatever the verdict; `noworse gate` ends with the "
        "verdict's code.",
    .options = report_options,
    .args_size = sizeof(struct report_args),
    .operands_min = 1,
    .operands_max = 1,
    .run = report_run,
};

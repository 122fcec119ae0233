/* cli/gate_again.c - noworse gate: the verdict again, from a run file. */
#include "base/mem.h"
#include "base/path.h"
#include "cli/commands.h"
#include "cli/mistakes.h"
#include "cli/run_lookup.h"
#include "cli/telling.h"

#include <stdlib.h>

struct gate_args {
    struct telling_args telling;
    const char *state;
};

static enum exit_code gate_run(const void *given, const struct texts *operands)
{
    const struct gate_args *args = given;
    struct run_file *file;
    struct error err;
    enum exit_code code;

    if (telling_check(&args->telling, &err) ||
        run_lookup(operands->items[0], args->state, &file, &err))
        return error_tell(&err);
    code = run_tell(file, &args->telling);
    run_file_close(file);
    return code;
}

static const struct option gate_options[] = {
    TELLING_OPTIONS(struct gate_args, telling),
    STATE_OPTION(struct gate_args, state),
    COLOR_OPTION(struct gate_args, telling.color),
    {NULL, 0, OPTION_FLAG, 0, NULL, NULL, NULL},
};

const struct command command_gate = {
    .name = "gate",
    .operands = "RUN",
    .summary = "the verdict again, from a run file; sends nothing",
    .details =
        "RUN is a path, a run's id, a unique prefix of one, or latest. The exit code is "
        "the verdict's.",
    .options = gate_options,
    .args_size = sizeof(struct gate_args),
    .operands_min = 1,
    .operands_max = 1,
    .run = gate_run,
};

/* cli/simulate.c - noworse simulate: a simulated vendor on loopback, with planted faults.
 */
#include "cli/commands.h"
#include "cli/mistakes.h"
#include "simulator/simulator.h"

#include <inttypes.h>
#include <limits.h>

enum { LATENCY_UNSET = INT_MAX };

struct simulate_args {
    const char *script, *address, *record;
    unsigned port, connections, latency_ms;
    bool no_faults, quiet;
};

static struct simulator_options options_of(const struct simulate_args *args)
{
    struct simulator_options options = SIMULATOR_OPTIONS_INIT;

    options.script = args->script;
    options.record = args->record;
    options.port = args->port;
    options.faults = args->no_faults ? FAULTS_NONE : FAULTS_SCRIPTED;
    options.signals = SIGNALS_TAKEN;
    if (args->address)
        options.address = args->address;
    if (args->connections)
        options.connections_max = args->connections;
    if (args->latency_ms != LATENCY_UNSET)
        options.latency_ms = (int)args->latency_ms;
    return options;
}

static enum exit_code served(struct simulator *simulator,
                             const struct simulate_args *args,
                             const struct simulator_options *options)
{
    struct simulator_counts counts;
    struct error err;
    int signal = 0;

    printf("listening on http://%s:%u\n", options->address, simulator_port(simulator));
    fflush(stdout);
    if (simulator_run(simulator, &signal, &err))
        return error_tell(&err);
    counts = simulator_counts(simulator);
    if (!args->quiet)
        fprintf(stderr,
                "%" PRIu64 " requests: %" PRIu64 " answered, %" PRIu64
                " planted faults, %" PRIu64 " refused\n",
                counts.requests, counts.answers, counts.faults, counts.refused);
    return EXIT_CODE_OK; /* a server that is told to stop has done its work */
}

static enum exit_code simulate_run(const void *given, const struct texts *operands)
{
    const struct simulate_args *args = given;
    const struct simulator_options options = options_of(args);
    struct error_list errors = ERROR_LIST_INIT;
    struct simulator_script *script;
    struct simulator *simulator = NULL;
    struct error err;
    enum exit_code code;

    (void)operands;
    if (!args->script) {
        error_set(&err, ERROR_USAGE, "N0911", "noworse simulate needs --script FILE");
        error_hint(
            &err,
            "one rule: {\"answers\": [{\"text\": \"hello\"}]}; - is standard input");
        return error_tell(&err);
    }
    if (simulator_script_load(&options, &script, &errors)) {
        mistakes_tell(&errors, color_for(COLOR_AUTO, stderr));
        code = exit_code_for_errors(&errors);
    } else if (simulator_start(&options, script, &simulator, &err)) {
        code = error_tell(&err);
    } else {
        code = served(simulator, args, &options);
    }
    simulator_free(simulator);
    error_list_release(&errors);
    return code;
}

static const struct simulate_args simulate_defaults = {.latency_ms = LATENCY_UNSET};

static const struct option simulate_options[] = {
    {"script", 0, OPTION_TEXT, offsetof(struct simulate_args, script), "FILE",
     "what it answers: rules as JSON Lines (docs/simulator.md); - is standard input",
     NULL},
    {"port", 'p', OPTION_NUMBER, offsetof(struct simulate_args, port), "N",
     "0, the default: a free one", NULL},
    {"address", 0, OPTION_TEXT, offsetof(struct simulate_args, address), "ADDRESS",
     "of loopback; default 127.0.0.1", NULL},
    {"latency", 0, OPTION_NUMBER, offsetof(struct simulate_args, latency_ms), "MS",
     "for every answer, whatever the script says", NULL},
    {"no-faults", 0, OPTION_FLAG, offsetof(struct simulate_args, no_faults), NULL,
     "the script's faults are left out", NULL},
    {"connections", 0, OPTION_COUNT, offsetof(struct simulate_args, connections), "N",
     "at the same time, at most; default 8192", NULL},
    {"record", 0, OPTION_TEXT, offsetof(struct simulate_args, record), "FILE",
     "one JSON line for each request", NULL},
    {"quiet", 'q', OPTION_FLAG, offsetof(struct simulate_args, quiet), NULL,
     "no counts at the end", NULL},
    {NULL, 0, OPTION_FLAG, 0, NULL, NULL, NULL},
};

const struct command command_simulate = {
    .name = "simulate",
    .operands = "",
    .summary = "a simulated vendor on loopback, with planted faults",
    .details = "Speaks the OpenAI chat interface over HTTP/1.1 until SIGINT or SIGTERM.",
    .options = simulate_options,
    .args_size = sizeof(struct simulate_args),
    .defaults = &simulate_defaults,
    .operands_min = 0,
    .operands_max = 0,
    .run = simulate_run,
};

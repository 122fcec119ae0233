/* cli/demo.c - noworse demo: a run with a planted regression, offline, that fails for the
 * right reason. */
#include "base/file.h"
#include "base/mem.h"
#include "base/path.h"
#include "cli/commands.h"
#include "cli/embedded_files.h"
#include "cli/mistakes.h"
#include "cli/run.h"
#include "simulator/simulator.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static const char example_folder[] = "examples/refund/";
static const char script_path[] = "examples/refund/simulator.jsonl";
static const char suite_name[] = "refund.suite.yaml";
static const char address_variable[] = "NOWORSE_DEMO_URL";

struct demo_args {
    int color;
};

/* A file that a person has changed is never overwritten. */
static int file_unpack(const struct embedded_file *file, const char *folder,
                       struct error *err)
{
    char *path = path_join(folder, file->path + strlen(example_folder));
    struct buf there = BUF_INIT(1 << 24);
    struct error ignored;
    int rc = 0;

    if (access(path, F_OK) != 0) {
        rc = file_write(path, file->bytes, file->length, err);
    } else if (file_read(path, &there, &ignored) || there.length != file->length ||
               memcmp(there.data, file->bytes, file->length) != 0) {
        rc = error_set(err, ERROR_USAGE, "N0912", "%s is not the demo's own file", path);
        error_hint(err, "move it away, or name another folder: noworse demo DIR");
    }
    buf_release(&there);
    free(path);
    return rc;
}

static int example_unpack(const char *folder, struct error *err)
{
    for (const struct embedded_file *file = demo_files; file->path; file++)
        if (file_unpack(file, folder, err))
            return -1;
    return 0;
}

/* The simulated vendor, in a process of its own: tells its port through the pipe, then
 * serves. */
static void vendor_serve(int port_pipe)
{
    struct simulator_options options = SIMULATOR_OPTIONS_INIT;
    struct error_list errors = ERROR_LIST_INIT;
    struct simulator_script *script;
    struct simulator *simulator;
    struct error err;
    unsigned port;

    prctl(PR_SET_PDEATHSIG, SIGTERM);
    options.script_text = embedded_find(demo_files, script_path)->bytes;
    options.script_name = script_path;
    options.signals = SIGNALS_TAKEN;
    if (simulator_script_load(&options, &script, &errors)) {
        error_list_print(&errors, stderr, COLOR_OFF);
        _exit(EXIT_CODE_BUG);
    }
    if (simulator_start(&options, script, &simulator, &err)) {
        error_tell(&err);
        _exit(EXIT_CODE_INCOMPLETE);
    }
    port = simulator_port(simulator);
    if (write(port_pipe, &port, sizeof port) != sizeof port)
        _exit(EXIT_CODE_INCOMPLETE);
    close(port_pipe);
    simulator_run(simulator, NULL, &err);
    _exit(0);
}

/* *vendor is the process to end with vendor_end(). */
static int vendor_start(pid_t *vendor, unsigned *port, struct error *err)
{
    int pipes[2];
    ssize_t got;

    if (pipe(pipes))
        return error_errno(err, "N0913", "make a pipe for", "the simulator");
    *vendor = fork();
    if (*vendor == 0) {
        close(pipes[0]);
        vendor_serve(pipes[1]);
    }
    close(pipes[1]);
    got = *vendor < 0 ? -1 : read(pipes[0], port, sizeof *port);
    close(pipes[0]);
    if (got != sizeof *port) {
        if (*vendor > 0)
            waitpid(*vendor, NULL, 0);
        return error_set(err, ERROR_SYSTEM, "N0913", "the simulator did not start");
    }
    return 0;
}

static void vendor_end(pid_t vendor)
{
    kill(vendor, SIGTERM);
    while (waitpid(vendor, NULL, 0) < 0 && errno == EINTR)
        ;
}

static enum exit_code example_run(const char *folder, int color)
{
    char *suite = path_join(folder, suite_name);
    char *state = path_join(folder, ".noworse");
    char *junit = path_join(folder, "junit.xml");
    struct texts paths = {NULL, 0};
    struct run_args args = {
        .suite = {.root = folder, .state = state, .fresh = true, .cache = CACHE_UNSET},
        .telling = {.color = color},
        .retries = UNSET_RETRIES};
    enum exit_code code;

    texts_add(&paths, suite);
    texts_add(&args.telling.outputs, junit);
    code = suites_run(&args, &paths);
    texts_release(&paths);
    texts_release(&args.telling.outputs);
    free(suite);
    free(state);
    free(junit);
    return code;
}

static enum exit_code demo_end(enum exit_code code)
{
    printf("exit code of the run: %d", (int)code);
    if (code == EXIT_CODE_GATE_FAILED) {
        puts(" (gate failed). The demonstration worked.");
        return EXIT_CODE_OK;
    }
    puts(", where 1 (gate failed) was expected. The demonstration did not work.");
    return code == EXIT_CODE_OK ? EXIT_CODE_BUG : code;
}

static enum exit_code demo_run(const void *given, const struct texts *operands)
{
    const struct demo_args *args = given;
    const char *folder = operands->count ? operands->items[0] : "noworse-demo";
    char *url;
    unsigned port = 0;
    pid_t vendor = 0;
    struct error err;
    enum exit_code code;

    if (example_unpack(folder, &err) || vendor_start(&vendor, &port, &err))
        return error_tell(&err);
    puts("noworse demo: offline, no key; a simulated vendor on 127.0.0.1\n");
    fflush(stdout);
    url = mem_format("http://127.0.0.1:%u/v1", port);
    setenv(address_variable, url, 1);
    free(url);
    code = example_run(folder, args->color);
    vendor_end(vendor);
    return demo_end(code);
}

static const struct option demo_options[] = {
    COLOR_OPTION(struct demo_args, color),
    {NULL, 0, OPTION_FLAG, 0, NULL, NULL, NULL},
};

const struct command command_demo = {
    .name = "demo",
    .operands = "[DIR]",
    .summary = "offline, no key: a run that fails for a planted regression",
    .details =
        "Writes an example to DIR (noworse-demo), starts a simulated vendor on loopback, "
        "runs version 8\nof a prompt beside version 7 and shows the gate fail. Exit code "
        "0: the demonstration worked.",
    .options = demo_options,
    .args_size = sizeof(struct demo_args),
    .operands_min = 0,
    .operands_max = 1,
    .run = demo_run,
};

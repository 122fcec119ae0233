/* tests/simulator/serve_main.c - serves a script on a free port and prints where:
 * serve_main SCRIPT [RECORD]. Ends with SIGINT, SIGTERM. */
#include "simulator/simulator.h"

int main(int argc, char **argv)
{
    struct simulator_options options = SIMULATOR_OPTIONS_INIT;
    struct error_list errors = ERROR_LIST_INIT;
    struct error err = ERROR_INIT;
    struct simulator_script *script;
    struct simulator *simulator;

    if (argc < 2)
        return 2;
    options.script = argv[1];
    options.record = argc > 2 ? argv[2] : NULL;
    options.signals = SIGNALS_TAKEN;
    if (simulator_script_load(&options, &script, &errors)) {
        error_list_print(&errors, stderr, COLOR_OFF);
        error_list_release(&errors);
        return 2;
    }
    if (simulator_start(&options, script, &simulator, &err)) {
        error_print(&err, stderr, COLOR_OFF);
        return 3;
    }
    printf("http://127.0.0.1:%u\n", simulator_port(simulator));
    fflush(stdout);
    int rc = simulator_run(simulator, NULL, &err);
    if (rc)
        error_print(&err, stderr, COLOR_OFF);
    simulator_free(simulator);
    error_list_release(&errors);
    return rc ? 3 : 0;
}

/* simulator/simulator.h - a server that speaks the OpenAI chat interface, with planted
 * faults.
 *
 * A real HTTP/1.1 server on loopback (libevent's evhttp) that answers from a script: see
 * docs/simulator.md for the script's format. In order of life:
 *
 *   simulator_script_load()   every mistake in the script, before anything listens
 *   simulator_start()         binds; the port is known, connections queue
 *   simulator_run()           serves until a signal or simulator_stop()
 *   simulator_free()
 *
 * One simulator belongs to one thread, but for simulator_stop(). A process may have many,
 * of which one may take the signals. simulator_start() ignores SIGPIPE for the process.
 *
 * Limits: script 16 MiB and 10,000 rules; request 8 MiB, its headers 64 KiB; the arrivals
 * of 1,000,000 different bodies are counted, then the counting begins anew.
 */
#ifndef NOWORSE_SIMULATOR_SIMULATOR_H
#define NOWORSE_SIMULATOR_SIMULATOR_H

#include "base/error.h"
#include "base/error_list.h"

#include <stdint.h>

struct simulator;
struct simulator_script;

enum simulator_faults { FAULTS_SCRIPTED, FAULTS_NONE };
enum simulator_signals {
    SIGNALS_IGNORED, /* simulator_stop() alone ends simulator_run() */
    SIGNALS_TAKEN    /* SIGINT and SIGTERM end simulator_run() */
};

/* Texts are borrowed for the call. Begin with SIMULATOR_OPTIONS_INIT. */
struct simulator_options {
    const char *script;       /* a path; "-" is standard input */
    const char *script_text;  /* the script itself, in place of a path; or NULL */
    const char *script_name;  /* what errors call script_text; NULL: "script" */
    const char *address;      /* of loopback, 127.0.0.0/8 or ::1; any other is refused */
    unsigned port;            /* 0: a free one */
    unsigned connections_max; /* descriptors are asked of the system for so many; when it
                                 gives no more, accepting waits */
    int latency_ms; /* instead of what the script says; -1: as the script says */
    enum simulator_faults faults;
    enum simulator_signals signals;
    const char *record; /* a file for one JSON line a request, begun anew; NULL: none */
};

#define SIMULATOR_OPTIONS_INIT                                                           \
    {                                                                                    \
        .address = "127.0.0.1", .connections_max = 8192, .latency_ms = -1                \
    }

/* Reads options->script or options->script_text. -1: the errors say what is wrong, with
 * file, line and column. *out is the caller's, for simulator_start() or
 * simulator_script_free(). */
int simulator_script_load(const struct simulator_options *options,
                          struct simulator_script **out, struct error_list *errors);
void simulator_script_free(struct simulator_script *script); /* takes NULL */

/* Binds and listens. The script is the simulator's from here, even where the call fails.
 */
int simulator_start(const struct simulator_options *options,
                    struct simulator_script *script, struct simulator **out,
                    struct error *err);

unsigned simulator_port(const struct simulator *simulator);

/* Serves until it is told to stop: 0, and *signal (may be NULL) is the signal that ended
 * it or 0. -1: the event loop or the record file failed. */
int simulator_run(struct simulator *simulator, int *signal, struct error *err);

/* Ends simulator_run() of another thread, or of a signal handler; a run that has not
 * begun yet ends at once. */
void simulator_stop(struct simulator *simulator);

/* What was served so far; only from the simulator's own thread, or after its run. */
struct simulator_counts {
    uint64_t requests;
    uint64_t answers; /* whole answers of a rule, slow ones (drip) included */
    uint64_t faults;  /* planted ones */
    uint64_t refused; /* errors that were not planted: 400, 401, 404, 405, the rate
                         limit's 429 */
};
struct simulator_counts simulator_counts(const struct simulator *simulator);

/* Closes what is open, without waiting for it; takes NULL. */
void simulator_free(struct simulator *simulator);

#endif

/* runner/run_signals.h - the signals that a run answers, watched on its loop. */
#ifndef NOWORSE_RUNNER_RUN_SIGNALS_H
#define NOWORSE_RUNNER_RUN_SIGNALS_H

#include <uv.h>

enum { RUN_SIGNAL_COUNT = 4 };

struct run_signals {
    uv_signal_t handles[RUN_SIGNAL_COUNT];
    void (*answer)(void *context, int number);
    void *context;
};

/* SIGINT, SIGTERM, SIGHUP (unless it is ignored already: nohup) and SIGUSR1, until
 * run_signals_close(), which the loop ends. answer() is called from the loop. */
void run_signals_open(struct run_signals *signals, uv_loop_t *loop,
                      void (*answer)(void *context, int number), void *context);
void run_signals_close(struct run_signals *signals);

#endif

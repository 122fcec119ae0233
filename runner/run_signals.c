/* runner/run_signals.c - the signals that a run answers, watched on its loop. */
#include "runner/run_signals.h"

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

static const int numbers[RUN_SIGNAL_COUNT] = {SIGINT, SIGTERM, SIGHUP, SIGUSR1};

static bool is_ignored(int number)
{
    struct sigaction before;

    return sigaction(number, NULL, &before) == 0 && before.sa_handler == SIG_IGN;
}

static void on_signal(uv_signal_t *handle, int number)
{
    struct run_signals *signals = handle->data;

    signals->answer(signals->context, number);
}

void run_signals_open(struct run_signals *signals, uv_loop_t *loop,
                      void (*answer)(void *context, int number), void *context)
{
    signals->answer = answer;
    signals->context = context;
    for (int i = 0; i < RUN_SIGNAL_COUNT; i++) {
        uv_signal_init(loop, &signals->handles[i]);
        signals->handles[i].data = signals;
        if (numbers[i] != SIGHUP || !is_ignored(SIGHUP))
            uv_signal_start(&signals->handles[i], on_signal, numbers[i]);
    }
}

void run_signals_close(struct run_signals *signals)
{
    for (int i = 0; i < RUN_SIGNAL_COUNT; i++)
        if (!uv_is_closing((uv_handle_t *)&signals->handles[i]))
            uv_close((uv_handle_t *)&signals->handles[i], NULL);
}

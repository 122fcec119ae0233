/* limits/circuit.c - whether an endpoint is there: pause, probe, give up. */
#include "limits/circuit.h"

enum { CONNECT_MAX = 5, FAILED_MAX = 10, THROTTLED_MIN = 20 };

static const int64_t second_us = 1000000;
static const int64_t longest_wait_us = 30 * 1000000;

void circuit_init(struct circuit *circuit, unsigned concurrency, double patience_s)
{
    *circuit = (struct circuit){.concurrency = concurrency,
                                .patience_us = (int64_t)(patience_s * 1e6)};
}

bool circuit_counts(enum failure failure)
{
    return failure == FAILURE_CONNECT || failure == FAILURE_THROTTLED ||
           failure == FAILURE_SERVER || failure == FAILURE_TIMEOUT ||
           failure == FAILURE_RESET;
}

static unsigned failures_max(const struct circuit *circuit, enum failure failure)
{
    unsigned all = 2 * circuit->concurrency;

    if (failure == FAILURE_CONNECT)
        return CONNECT_MAX;
    if (failure == FAILURE_THROTTLED)
        return all > THROTTLED_MIN ? all : THROTTLED_MIN;
    return FAILED_MAX;
}

int64_t circuit_wait_us(const struct circuit *circuit, int64_t now_us)
{
    if (circuit->state == CIRCUIT_CLOSED)
        return 0;
    if (circuit->is_probing || circuit->state == CIRCUIT_GIVEN_UP)
        return CIRCUIT_AFTER_REPLY;
    return circuit->next_us > now_us ? circuit->next_us - now_us : 0;
}

bool circuit_sent(struct circuit *circuit)
{
    circuit->is_probing = circuit->state == CIRCUIT_OPEN;
    return circuit->is_probing;
}

static void probe_plan(struct circuit *circuit, int64_t wait_us, int64_t now_us)
{
    int64_t end_us = circuit->opened_us + circuit->patience_us;

    if (now_us >= end_us) {
        circuit->state = CIRCUIT_GIVEN_UP;
        return;
    }
    circuit->wait_us = wait_us < longest_wait_us ? wait_us : longest_wait_us;
    circuit->next_us =
        now_us + circuit->wait_us < end_us ? now_us + circuit->wait_us : end_us;
}

static void failure_count(struct circuit *circuit, enum failure failure, bool is_probe,
                          int64_t now_us)
{
    if (!circuit->failures++)
        circuit->since_us = now_us;
    if (circuit->state == CIRCUIT_CLOSED &&
        circuit->failures >= failures_max(circuit, failure)) {
        circuit->state = CIRCUIT_OPEN;
        circuit->opened_us = now_us;
        probe_plan(circuit, second_us, now_us);
    } else if (circuit->state == CIRCUIT_OPEN && is_probe) {
        probe_plan(circuit, 2 * circuit->wait_us, now_us);
    }
}

void circuit_done(struct circuit *circuit, enum failure failure, bool is_probe,
                  int64_t now_us)
{
    if (is_probe)
        circuit->is_probing = false;
    if (circuit->state == CIRCUIT_GIVEN_UP || failure == FAILURE_STOPPED)
        return;
    if (circuit_counts(failure)) {
        failure_count(circuit, failure, is_probe, now_us);
        return;
    }
    circuit->state = CIRCUIT_CLOSED;
    circuit->failures = 0;
}

/* tests/transport/transport_probe.h - a transport on a loop, and jobs that keep what
 * became of them. */
#ifndef NOWORSE_TESTS_TRANSPORT_TRANSPORT_PROBE_H
#define NOWORSE_TESTS_TRANSPORT_TRANSPORT_PROBE_H

#include "tests/transport/faulty_server.h"
#include "transport/transport.h"

/* One job and what became of it. */
struct probe {
    struct request request;
    struct transport_job job;
    char *url;
    int count; /* times that done() was called */
    enum failure failure;
    char *message, *body, *errors, *request_id;
    int status;
    double seconds, first_byte_s;
};

struct bench {
    uv_loop_t loop;
    struct transport *transport;
    struct faulty_server *server;
};

void bench_open(struct bench *bench);
void bench_close(struct bench *bench);
/* Until all that was sent is done: idle connections and timers do not hold the loop. */
void bench_wait(struct bench *bench);

void probe_init(struct probe *probe, enum transport_kind kind);
void probe_release(struct probe *probe);
/* A POST of {"a":1} to that path of the faulty server. */
void probe_post(struct probe *probe, const struct bench *bench, const char *path);
struct transfer *probe_send(struct probe *probe, const struct bench *bench);
void probe_ask(struct probe *probe, struct bench *bench); /* sends it and waits */

#endif

/* transport/transport.h - requests sent on libuv's loop, each answered once.
 *
 * One thread: the loop's. A transfer is one try: nothing is retried here, redirects are
 * not followed, and what libcurl would silently send again is stopped and told as
 * FAILURE_RESET, so that whoever counts tries and money counts right.
 *
 * done() is called exactly once for each transfer, from a turn of the loop, never from
 * within transport_send() or transport_cancel(); it may send and cancel others. Only
 * transport_free() ends transfers without calling it.
 */
#ifndef NOWORSE_TRANSPORT_TRANSPORT_H
#define NOWORSE_TRANSPORT_TRANSPORT_H

#include "providers/provider.h"

#include <stddef.h>
#include <stdint.h>
#include <uv.h>

struct transport; /* connections, handles, programs under way */
struct transfer;  /* one request under way; its life ends when done() returns */

struct transport_limits {
    double connect_s;   /* name, connection and TLS */
    double timeout_s;   /* from sending to the last byte */
    double idle_s;      /* between two bytes of the response; HTTP alone */
    size_t reply_bytes; /* of the body, or of standard output */
};
enum { TRANSPORT_CONNECT_S = 10 };

struct transport_job {
    enum transport_kind kind;
    const struct request *request; /* borrowed until done() returns */
    struct transport_limits limits;
};

/* What became of it; all borrowed until done() returns. */
struct transport_result {
    enum failure failure; /* FAILURE_NONE: the response is whole, whatever its status */
    const char *message;  /* of a failure: one line, lower case; it may hold a host's name
                             but no header, query or body */
    struct response response; /* of a failure: what is known, perhaps nothing */
    int64_t latency_us;       /* from start to the last byte, connecting included */
    int64_t first_byte_us;    /* -1: none came */
    int64_t connect_us;       /* 0 on a kept connection; -1: programs */
};

typedef void transport_done(void *context, const struct transport_result *result);

/* Something will be sent soon: what that takes is loaded beside what the caller does. */
void transport_expect(void);

/* Raises the limit of open files as far as so many transfers at the same time may need.
 * -1: the system gives too few. To be called before the loop is made, which does not
 * survive it. */
int transport_make_room(unsigned transfers, struct error *err);

/* loop is borrowed and must outlive the transport. SIGPIPE is ignored from here on.
 * Connections are kept and used again: as many are made as transfers are under way at the
 * same time, and fewer where HTTP/2 shares them. A file or folder of certificates that
 * CURL_CA_BUNDLE, SSL_CERT_FILE or SSL_CERT_DIR names is trusted in place of the
 * system's. -1: libcurl does not start. */
int transport_new(uv_loop_t *loop, struct transport **out, struct error *err);

/* The transfer is good for transport_cancel() until done() is called. */
struct transfer *transport_send(struct transport *transport,
                                const struct transport_job *job, transport_done *done,
                                void *context);

/* Ends it soon with FAILURE_STOPPED: a connection is closed, a program and its process
 * group get SIGTERM and after two seconds SIGKILL. A program that has just exited is
 * told as it is. */
void transport_cancel(struct transfer *transfer);

size_t transport_count(const struct transport *transport); /* transfers under way */

/* Ends all at once (programs by SIGKILL), without done(); not from within done(). Its
 * handles close in the next turns of the loop: run that until uv_run() returns 0 before
 * uv_loop_close(). Takes NULL. */
void transport_free(struct transport *transport);

#endif

/* transport/transport.c - one door to both transports. */
#include "transport/transport.h"

#include "base/descriptors.h"
#include "base/mem.h"
#include "transport/curl_library.h"
#include "transport/transfer.h"

#include <signal.h>
#include <stdlib.h>

struct transport {
    struct http_transport *http;
    struct program_transport *programs;
    size_t count;
    bool is_ending;
};

/* A connection may be tried by two addresses at once, and a program has three pipes, of
 * which the other ends are open while it starts. What is open beside: the loop's own, the
 * run file, datasets, certificates. */
enum { DESCRIPTORS_EACH = 4, DESCRIPTORS_BESIDE = 24 };

void transport_expect(void)
{
    curl_library_begin();
}

int transport_make_room(unsigned transfers, struct error *err)
{
    unsigned needed = transfers + DESCRIPTORS_BESIDE;
    unsigned given = descriptors_raise(DESCRIPTORS_EACH * transfers + DESCRIPTORS_BESIDE);

    if (given >= needed)
        return 0;
    error_set(
        err, ERROR_SYSTEM, "N0781",
        "%u calls at the same time need %u open files, and this process may have %u",
        transfers, needed, given);
    if (given > DESCRIPTORS_BESIDE)
        return error_hint(err, "-j %u, or a larger limit: ulimit -n %u",
                          given - DESCRIPTORS_BESIDE, needed);
    return error_hint(err, "ulimit -n %u", needed);
}

int transport_new(uv_loop_t *loop, struct transport **out, struct error *err)
{
    struct http_transport *http = http_transport_new(loop, err);
    struct transport *transport;

    if (!http)
        return -1;
    /* Neither libuv's pipes nor OpenSSL's sockets keep this signal off. */
    signal(SIGPIPE, SIG_IGN);
    transport = mem_new(1, sizeof *transport);
    transport->http = http;
    transport->programs = program_transport_new(loop);
    *out = transport;
    return 0;
}

struct transfer *transport_send(struct transport *transport,
                                const struct transport_job *job, transport_done *done,
                                void *context)
{
    if (job->kind == TRANSPORT_PROGRAM)
        return program_send(transport->programs, transport, job, done, context);
    return http_send(transport->http, transport, job, done, context);
}

void transport_cancel(struct transfer *transfer)
{
    if (transfer->kind == TRANSPORT_PROGRAM)
        program_cancel(transfer);
    else
        http_cancel(transfer);
}

size_t transport_count(const struct transport *transport)
{
    return transport->count;
}

void transport_free(struct transport *transport)
{
    if (!transport)
        return;
    transport->is_ending = true;
    http_transport_free(transport->http);
    program_transport_free(transport->programs);
    free(transport);
}

void transfer_begin(struct transfer *transfer, struct transport *transport,
                    const struct transport_job *job, transport_done *done, void *context)
{
    *transfer = (struct transfer){
        .transport = transport,
        .kind = job->kind,
        .limits = job->limits,
        .request = job->request,
        .done = done,
        .context = context,
    };
    transport->count++;
}

void transfer_end(struct transfer *transfer, const struct transport_result *result)
{
    transfer->transport->count--;
    if (!transfer->transport->is_ending)
        transfer->done(transfer->context, result);
}

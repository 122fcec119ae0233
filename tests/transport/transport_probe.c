/* tests/transport/transport_probe.c - a transport on a loop, and jobs that keep what
 * became of them. */
#include "tests/transport/transport_probe.h"

#include "base/mem.h"

#include <criterion/criterion.h>
#include <stdlib.h>

void bench_open(struct bench *bench)
{
    struct error err = ERROR_INIT;

    uv_loop_init(&bench->loop);
    cr_assert_eq(transport_new(&bench->loop, &bench->transport, &err), 0);
    bench->server = faulty_server_start();
}

void bench_close(struct bench *bench)
{
    transport_free(bench->transport);
    while (uv_run(&bench->loop, UV_RUN_DEFAULT))
        ;
    cr_expect_eq(uv_loop_close(&bench->loop), 0, "a handle was left open");
}

void probe_release(struct probe *probe)
{
    request_release(&probe->request);
    free(probe->url);
    free(probe->message);
    free(probe->body);
    free(probe->errors);
    free(probe->request_id);
}

static void on_done(void *context, const struct transport_result *result)
{
    struct probe *probe = context;

    probe->count++;
    probe->failure = result->failure;
    probe->message = mem_text(result->message);
    probe->body = mem_text_n(result->response.body ? result->response.body : "",
                             result->response.length);
    probe->errors = mem_text_n(result->response.errors ? result->response.errors : "",
                               result->response.errors_length);
    probe->request_id = mem_text(response_header_find(&result->response, "X-REQUEST-ID"));
    probe->status = result->response.status;
    probe->seconds = (double)result->latency_us / 1e6;
    probe->first_byte_s = (double)result->first_byte_us / 1e6;
}

void probe_init(struct probe *probe, enum transport_kind kind)
{
    *probe = (struct probe){0};
    request_init(&probe->request);
    probe->job = (struct transport_job){.kind = kind,
                                        .request = &probe->request,
                                        .limits = {.connect_s = 5,
                                                   .timeout_s = 20,
                                                   .idle_s = 10,
                                                   .reply_bytes = (size_t)1024 * 1024}};
}

void probe_post(struct probe *probe, const struct bench *bench, const char *path)
{
    static const char *const headers[] = {"Content-Type: application/json", NULL};

    probe_init(probe, TRANSPORT_HTTP);
    probe->url =
        mem_format("http://127.0.0.1:%d%s", faulty_server_port(bench->server), path);
    probe->request.method = "POST";
    probe->request.url = probe->url;
    probe->request.headers = headers;
    buf_append_text(&probe->request.body, "{\"a\":1}");
}

struct transfer *probe_send(struct probe *probe, const struct bench *bench)
{
    return transport_send(bench->transport, &probe->job, on_done, probe);
}

void bench_wait(struct bench *bench)
{
    while (transport_count(bench->transport) > 0)
        uv_run(&bench->loop, UV_RUN_ONCE);
}

void probe_ask(struct probe *probe, struct bench *bench)
{
    probe_send(probe, bench);
    cr_expect_eq(probe->count, 0, "done() was called from within transport_send()");
    bench_wait(bench);
    cr_expect_eq(probe->count, 1);
}

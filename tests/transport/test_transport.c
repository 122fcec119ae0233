/* tests/transport/test_transport.c - real connections that end well, badly or not at all.
 */
#include "base/mem.h"
#include "tests/transport/transport_probe.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

Test(transport, an_answer_comes_back_with_its_headers)
{
    struct bench bench;
    struct probe probe;

    bench_open(&bench);
    probe_post(&probe, &bench, "/echo");
    probe_ask(&probe, &bench);
    cr_expect_eq(probe.failure, FAILURE_NONE, "%s", probe.message);
    cr_expect_eq(probe.status, 200);
    cr_expect_str_eq(probe.body, "{\"a\":1}");
    cr_expect_str_eq(probe.request_id, "r1");
    cr_expect(probe.seconds > 0 && probe.first_byte_s > 0);
    probe_release(&probe);
    bench_close(&bench);
}

Test(transport, the_request_has_our_headers_and_no_others)
{
    struct bench bench;
    struct probe probe;
    char *want;

    bench_open(&bench);
    probe_post(&probe, &bench, "/headers");
    probe_ask(&probe, &bench);
    want = mem_format(
        "POST /headers HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n"
        "Accept: */*\r\nUser-Agent: noworse\r\nAccept-Encoding: gzip, deflate\r\n"
        "Content-Type: application/json\r\nContent-Length: 7\r\n\r\n",
        faulty_server_port(bench.server));
    cr_expect_str_eq(probe.body, want);
    free(want);
    probe_release(&probe);
    bench_close(&bench);
}

Test(transport, each_method_is_sent_as_it_is_on_a_used_handle)
{
    static const char *const methods[] = {"PUT", "GET", "POST", "PATCH", "GET"};
    struct bench bench;

    bench_open(&bench);
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        struct probe probe;

        probe_post(&probe, &bench, "/headers");
        probe.request.method = methods[i];
        if (!strcmp(methods[i], "GET"))
            buf_clear(&probe.request.body);
        probe_ask(&probe, &bench);
        cr_expect_eq(strncmp(probe.body, methods[i], strlen(methods[i])), 0,
                     "want %s, got %s", methods[i], probe.body);
        probe_release(&probe);
    }
    bench_close(&bench);
}

/* What a fault of the server is for us. */
struct fault {
    char path[16];
    enum failure want;
    char words[60];
    double timeout_s, idle_s;
};

ParameterizedTestParameters(transport, a_fault_of_the_server_has_its_own_failure)
{
    static struct fault faults[] = {
        {"/reset", FAILURE_RESET, "", 20, 10},
        {"/truncated", FAILURE_RESET, "before the answer was whole", 20, 10},
        {"/garbage", FAILURE_UNREADABLE, "the answer is not HTTP", 20, 10},
        {"/endless", FAILURE_TOO_LARGE, "over limits.reply_bytes, 1048576", 20, 10},
        {"/nothing", FAILURE_TIMEOUT, "no answer after 0.3 s", 0.3, 10},
        {"/stall", FAILURE_TIMEOUT, "not whole after 3 s", 3, 10},
        {"/stall", FAILURE_TIMEOUT, "no byte came for limits.idle_s", 20, 0.3},
        {"/drip", FAILURE_NONE, "", 20, 2.5},
        {"/redirect", FAILURE_NONE, "", 20, 10},
    };

    return cr_make_param_array(struct fault, faults, sizeof faults / sizeof *faults);
}

ParameterizedTest(struct fault *fault, transport,
                  a_fault_of_the_server_has_its_own_failure)
{
    struct bench bench;
    struct probe probe;

    bench_open(&bench);
    probe_post(&probe, &bench, fault->path);
    probe.job.limits.timeout_s = fault->timeout_s;
    probe.job.limits.idle_s = fault->idle_s;
    probe_ask(&probe, &bench);
    cr_expect_eq(probe.failure, fault->want, "%s: failure %d, %s", fault->path,
                 probe.failure, probe.message);
    cr_expect(strstr(probe.message, fault->words), "%s: %s", fault->path, probe.message);
    cr_expect(probe.seconds < 30, "%s took %g s", fault->path, probe.seconds);
    if (!strcmp(fault->path, "/redirect"))
        cr_expect_eq(probe.status, 302);
    probe_release(&probe);
    bench_close(&bench);
}

/* It drips for three seconds; the loop looks at the beginning, and when all is there. */
Test(transport, a_loop_that_stood_still_takes_what_came_in_time)
{
    struct bench bench;
    struct probe probe;
    uint64_t begun = uv_hrtime();

    bench_open(&bench);
    probe_post(&probe, &bench, "/drip");
    probe.job.limits.idle_s = 2.5;
    probe_send(&probe, &bench);
    while (uv_hrtime() - begun < 500000000)
        uv_run(&bench.loop, UV_RUN_NOWAIT);
    sleep(3);
    bench_wait(&bench);
    cr_expect_eq(probe.failure, FAILURE_NONE, "%s", probe.message);
    probe_release(&probe);
    bench_close(&bench);
}

/* The same with timeout_s: the three seconds and what it stood still are more than that,
 * the three seconds alone are not. */
Test(transport, a_limit_does_not_count_what_the_loop_stood_still)
{
    struct bench bench;
    struct probe probe;
    uint64_t begun = uv_hrtime();

    bench_open(&bench);
    probe_post(&probe, &bench, "/drip");
    probe.job.limits.timeout_s = 3.9;
    probe_send(&probe, &bench);
    while (uv_hrtime() - begun < 500000000)
        uv_run(&bench.loop, UV_RUN_NOWAIT);
    sleep(5);
    bench_wait(&bench);
    cr_expect_eq(probe.failure, FAILURE_NONE, "%s", probe.message);
    probe_release(&probe);
    bench_close(&bench);
}

Test(transport, what_is_left_of_a_limit_holds_after_the_loop_stood_still)
{
    struct bench bench;
    struct probe probe;
    uint64_t begun = uv_hrtime();

    bench_open(&bench);
    probe_post(&probe, &bench, "/nothing");
    probe.job.limits.timeout_s = 1.5;
    probe_send(&probe, &bench);
    while (uv_hrtime() - begun < 500000000)
        uv_run(&bench.loop, UV_RUN_NOWAIT);
    sleep(2);
    begun = uv_hrtime();
    bench_wait(&bench);
    cr_expect_eq(probe.failure, FAILURE_TIMEOUT);
    cr_expect(uv_hrtime() - begun > 800000000, "half a second of it was left");
    probe_release(&probe);
    bench_close(&bench);
}

/* A port that is taken, and on which nobody listens. */
static int port_of_nobody(int *fd)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;

    *fd = socket(AF_INET, SOCK_STREAM, 0);
    bind(*fd, (struct sockaddr *)&address, sizeof address);
    getsockname(*fd, (struct sockaddr *)&address, &length);
    return ntohs(address.sin_port);
}

Test(transport, a_refused_connection_is_told_with_its_address)
{
    struct bench bench;
    struct probe probe;
    int fd;

    bench_open(&bench);
    probe_post(&probe, &bench, "/echo");
    free(probe.url);
    probe.url = mem_format("http://127.0.0.1:%d/v1?key=secret", port_of_nobody(&fd));
    probe.request.url = probe.url;
    probe_ask(&probe, &bench);
    cr_expect_eq(probe.failure, FAILURE_CONNECT);
    cr_expect(strstr(probe.message, "127.0.0.1 port"), "%s", probe.message);
    cr_expect_not(strstr(probe.message, "secret"), "%s", probe.message);
    close(fd);
    probe_release(&probe);
    bench_close(&bench);
}

/* Whose queue is full: who connects hears nothing. */
struct deaf_port {
    int listening, waiting[3], number;
};

static void deaf_port_open(struct deaf_port *port)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;

    port->listening = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    bind(port->listening, (struct sockaddr *)&address, sizeof address);
    listen(port->listening, 0);
    getsockname(port->listening, (struct sockaddr *)&address, &length);
    port->number = ntohs(address.sin_port);
    for (size_t i = 0; i < sizeof port->waiting / sizeof *port->waiting; i++) {
        port->waiting[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
        connect(port->waiting[i], (struct sockaddr *)&address, sizeof address);
    }
}

static void deaf_port_close(const struct deaf_port *port)
{
    for (size_t i = 0; i < sizeof port->waiting / sizeof *port->waiting; i++)
        close(port->waiting[i]);
    close(port->listening);
}

/* All that wait, for the first of them are tried again at the same time as the probe. */
static void on_accept_late(uv_timer_t *timer)
{
    const struct deaf_port *port = timer->data;
    int fd;

    while ((fd = accept(port->listening, NULL, NULL)) >= 0)
        close(fd);
}

static void deaf_probe_send(struct probe *probe, const struct bench *bench,
                            const struct deaf_port *port, double timeout_s)
{
    probe_post(probe, bench, "/");
    free(probe->url);
    probe->url = mem_format("http://127.0.0.1:%d/", port->number);
    probe->request.url = probe->url;
    probe->job.limits.timeout_s = timeout_s;
    probe_send(probe, bench);
}

/* libcurl closes such a socket without a word, and its number comes back: the loop must
 * neither ask for a closed one nor miss that the next one is connected. */
Test(transport, a_connection_that_was_given_up_does_not_harm_the_next)
{
    struct bench bench;
    struct deaf_port port;
    struct probe hasty[16], next;
    uv_timer_t timer;

    bench_open(&bench);
    deaf_port_open(&port);
    for (int i = 0; i < 16; i++)
        deaf_probe_send(&hasty[i], &bench, &port, i < 8 ? 0.001 : 0.1);
    bench_wait(&bench);
    for (int i = 0; i < 16; i++) {
        cr_expect_eq(hasty[i].failure, FAILURE_CONNECT, "%s", hasty[i].message);
        probe_release(&hasty[i]);
    }
    uv_timer_init(&bench.loop, &timer);
    timer.data = &port;
    uv_timer_start(&timer, on_accept_late, 200, 200);
    uv_unref((uv_handle_t *)&timer);
    /* It connects a second later, or two more where the first try fell between. */
    deaf_probe_send(&next, &bench, &port, 10);
    bench_wait(&bench);
    cr_expect_neq(next.failure, FAILURE_CONNECT, "%s", next.message);
    probe_release(&next);
    uv_close((uv_handle_t *)&timer, NULL);
    deaf_port_close(&port);
    bench_close(&bench);
}

Test(transport, no_other_scheme_is_spoken)
{
    struct bench bench;
    struct probe probe;

    bench_open(&bench);
    probe_post(&probe, &bench, "/echo");
    probe.request.url = "file:///etc/passwd";
    probe_ask(&probe, &bench);
    cr_expect_eq(probe.failure, FAILURE_DENIED);
    cr_expect_str_eq(probe.body, "");
    probe_release(&probe);
    bench_close(&bench);
}

Test(transport, a_request_on_a_connection_that_dies_is_not_sent_again)
{
    struct bench bench;
    struct probe first, second;

    bench_open(&bench);
    probe_post(&first, &bench, "/second");
    probe_post(&second, &bench, "/second");
    probe_ask(&first, &bench);
    probe_ask(&second, &bench);
    cr_expect_eq(first.failure, FAILURE_NONE);
    cr_expect_eq(second.failure, FAILURE_RESET, "%d %s", second.failure, second.message);
    cr_expect_eq(faulty_server_requests(bench.server), 2);
    probe_release(&first);
    probe_release(&second);
    bench_close(&bench);
}

Test(transport, a_cancelled_transfer_is_told_once_and_later)
{
    struct bench bench;
    struct probe probe, other;
    struct transfer *transfer;

    bench_open(&bench);
    probe_post(&probe, &bench, "/nothing");
    probe_post(&other, &bench, "/drip");
    transfer = probe_send(&probe, &bench);
    probe_send(&other, &bench);
    uv_run(&bench.loop, UV_RUN_ONCE);
    transport_cancel(transfer);
    transport_cancel(transfer);
    cr_expect_eq(probe.count, 0);
    bench_wait(&bench);
    cr_expect_eq(probe.count, 1);
    cr_expect_eq(probe.failure, FAILURE_STOPPED);
    cr_expect_eq(other.failure, FAILURE_NONE);
    probe_release(&probe);
    probe_release(&other);
    bench_close(&bench);
}

Test(transport, a_transport_that_is_freed_calls_nobody)
{
    struct bench bench;
    struct probe probe, program;
    static const char *const command[] = {"/bin/sleep", "100", NULL};
    static const char *const environment[] = {NULL};

    bench_open(&bench);
    probe_post(&probe, &bench, "/nothing");
    probe_init(&program, TRANSPORT_PROGRAM);
    program.request.command = command;
    program.request.environment = environment;
    program.request.folder = "/";
    probe_send(&probe, &bench);
    probe_send(&program, &bench);
    uv_run(&bench.loop, UV_RUN_NOWAIT);
    bench_close(&bench);
    cr_expect_eq(probe.count + program.count, 0);
    cr_expect_eq(waitpid(-1, NULL, WNOHANG), -1, "a program was left");
    probe_release(&probe);
    probe_release(&program);
}

Test(transport, a_compressed_reply_counts_as_what_it_becomes)
{
    struct bench bench;
    struct probe probe;

    bench_open(&bench);
    for (size_t limit = 4999; limit <= 5000; limit++) {
        probe_post(&probe, &bench, "/gzip");
        probe.job.limits.reply_bytes = limit;
        probe_ask(&probe, &bench);
        cr_expect_eq(probe.failure, limit < 5000 ? FAILURE_TOO_LARGE : FAILURE_NONE, "%s",
                     probe.message);
        if (limit == 5000)
            cr_expect(strlen(probe.body) == 5000 && strspn(probe.body, "o") == 5000);
        probe_release(&probe);
    }
    bench_close(&bench);
}

Test(transport, the_server_is_not_asked_before_a_large_body_is_sent)
{
    struct bench bench;
    struct probe probe;

    bench_open(&bench);
    for (int large = 1; large >= 0;
         large--) { /* one handle, with and without the header */
        probe_post(&probe, &bench, "/headers");
        for (int i = 0; large && i < 200000; i++)
            buf_append_text(&probe.request.body, "0123456789");
        probe_ask(&probe, &bench);
        cr_expect_eq(probe.failure, FAILURE_NONE, "%s", probe.message);
        cr_expect_not(strcasestr(probe.body, "expect"), "%s", probe.body);
        cr_expect(strcasestr(probe.body, "content-type: application/json"), "%s",
                  probe.body);
        probe_release(&probe);
    }
    bench_close(&bench);
}

/* Sends `count` at a time in `rounds`; how many were answered. */
static int answered_of(struct bench *bench, const char *path, int count, int rounds)
{
    struct probe *probes = mem_new((size_t)count, sizeof *probes);
    int answered = 0;

    for (int round = 0; round < rounds; round++) {
        for (int i = 0; i < count; i++) {
            probe_post(&probes[i], bench, path);
            probe_send(&probes[i], bench);
        }
        bench_wait(bench);
        for (int i = 0; i < count; i++) {
            cr_expect_eq(probes[i].count, 1);
            cr_expect(probes[i].failure == FAILURE_NONE ||
                          probes[i].failure == FAILURE_RESET,
                      "%s", probes[i].message);
            answered += probes[i].failure == FAILURE_NONE;
            probe_release(&probes[i]);
        }
    }
    free(probes);
    return answered;
}

Test(transport, so_many_connections_are_made_as_are_under_way)
{
    enum { MANY = 600 }; /* more than a shard holds */
    struct bench bench;
    struct error err = ERROR_INIT;

    cr_assert_eq(transport_make_room(2 * MANY, &err), 0);
    bench_open(&bench);
    cr_expect_eq(answered_of(&bench, "/echo", MANY, 3), 3 * MANY);
    cr_expect_eq(faulty_server_requests(bench.server), 3 * MANY);
    cr_expect_eq(faulty_server_connections(bench.server), MANY);
    bench_close(&bench);
}

Test(transport, each_try_arrives_once_where_kept_connections_are_reset)
{
    struct bench bench;
    int answered;

    bench_open(&bench);
    answered = answered_of(&bench, "/second", 50, 6);
    cr_expect_eq(faulty_server_requests(bench.server), 300);
    cr_expect(answered > 0 && answered < 300, "%d", answered);
    bench_close(&bench);
}

Test(transport, each_try_arrives_at_most_once_where_kept_connections_are_closed)
{
    struct bench bench;
    int answered;

    bench_open(&bench);
    answered = answered_of(&bench, "/once", 50, 6);
    cr_expect_eq(faulty_server_requests(bench.server), answered);
    cr_expect_geq(answered, 50);
    bench_close(&bench);
}

Test(transport, two_hundred_at_a_time_all_come_back)
{
    enum { MANY = 200 };
    struct bench bench;
    struct probe *probes = mem_new(MANY, sizeof *probes);

    bench_open(&bench);
    for (int round = 0; round < 2; round++) {
        for (size_t i = 0; i < MANY; i++) {
            probe_post(&probes[i], &bench, i % 10 ? "/echo" : "/reset");
            buf_append_format(&probes[i].request.body, " %zu", i);
            probe_send(&probes[i], &bench);
        }
        bench_wait(&bench);
        for (size_t i = 0; i < MANY; i++) {
            cr_expect_eq(probes[i].count, 1);
            cr_expect_eq(probes[i].failure, i % 10 ? FAILURE_NONE : FAILURE_RESET,
                         "%zu: %s", i, probes[i].message);
            if (i % 10)
                cr_expect_str_eq(probes[i].body, buf_text(&probes[i].request.body));
            probe_release(&probes[i]);
        }
    }
    cr_expect_eq(faulty_server_requests(bench.server), 2 * MANY);
    free(probes);
    bench_close(&bench);
}

/* tests/runner/test_transport.c - real connections and real programs that end well, badly
 * or not at all. */
#include "base/mem.h"
#include "runner/transport.h"
#include "tests/runner/faulty_server.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

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

static void bench_open(struct bench *bench)
{
    struct error err = ERROR_INIT;

    uv_loop_init(&bench->loop);
    cr_assert_eq(transport_new(&bench->loop, &bench->transport, &err), 0);
    bench->server = faulty_server_start();
}

static void bench_close(struct bench *bench)
{
    transport_free(bench->transport);
    while (uv_run(&bench->loop, UV_RUN_DEFAULT))
        ;
    cr_expect_eq(uv_loop_close(&bench->loop), 0, "a handle was left open");
}

static void probe_release(struct probe *probe)
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

static void probe_init(struct probe *probe, enum transport_kind kind)
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

static void probe_post(struct probe *probe, const struct bench *bench, const char *path)
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

static struct transfer *probe_send(struct probe *probe, const struct bench *bench)
{
    return transport_send(bench->transport, &probe->job, on_done, probe);
}

/* Until all that was sent is done: idle connections and timers do not hold the loop. */
static void bench_wait(struct bench *bench)
{
    while (transport_count(bench->transport) > 0)
        uv_run(&bench->loop, UV_RUN_ONCE);
}

static void ask(struct probe *probe, struct bench *bench)
{
    probe_send(probe, bench);
    cr_expect_eq(probe->count, 0, "done() was called from within transport_send()");
    bench_wait(bench);
    cr_expect_eq(probe->count, 1);
}

Test(transport, an_answer_comes_back_with_its_headers)
{
    struct bench bench;
    struct probe probe;

    bench_open(&bench);
    probe_post(&probe, &bench, "/echo");
    ask(&probe, &bench);
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
    ask(&probe, &bench);
    want = mem_format(
        "POST /headers HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n"
        "User-Agent: noworse\r\nAccept: */*\r\nAccept-Encoding: gzip, deflate\r\n"
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
        ask(&probe, &bench);
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
        {"/stall", FAILURE_TIMEOUT, "not whole after 0.3 s", 0.3, 10},
        {"/stall", FAILURE_TIMEOUT, "no byte came for limits.idle_s", 20, 0.3},
        {"/drip", FAILURE_NONE, "", 20, 0.3},
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
    ask(&probe, &bench);
    cr_expect_eq(probe.failure, fault->want, "%s: failure %d, %s", fault->path,
                 probe.failure, probe.message);
    cr_expect(strstr(probe.message, fault->words), "%s: %s", fault->path, probe.message);
    cr_expect(probe.seconds < 5, "%s took %g s", fault->path, probe.seconds);
    if (!strcmp(fault->path, "/redirect"))
        cr_expect_eq(probe.status, 302);
    probe_release(&probe);
    bench_close(&bench);
}

/* A port on which nobody listens. */
static int port_of_nobody(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    bind(fd, (struct sockaddr *)&address, sizeof address);
    getsockname(fd, (struct sockaddr *)&address, &length);
    close(fd);
    return ntohs(address.sin_port);
}

Test(transport, a_refused_connection_is_told_with_its_address)
{
    struct bench bench;
    struct probe probe;

    bench_open(&bench);
    probe_post(&probe, &bench, "/echo");
    free(probe.url);
    probe.url = mem_format("http://127.0.0.1:%d/v1?key=secret", port_of_nobody());
    probe.request.url = probe.url;
    ask(&probe, &bench);
    cr_expect_eq(probe.failure, FAILURE_CONNECT);
    cr_expect(strstr(probe.message, "127.0.0.1 port"), "%s", probe.message);
    cr_expect_not(strstr(probe.message, "secret"), "%s", probe.message);
    probe_release(&probe);
    bench_close(&bench);
}

Test(transport, no_other_scheme_is_spoken)
{
    struct bench bench;
    struct probe probe;

    bench_open(&bench);
    probe_post(&probe, &bench, "/echo");
    probe.request.url = "file:///etc/passwd";
    ask(&probe, &bench);
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
    ask(&first, &bench);
    ask(&second, &bench);
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

/* Programs. */

static void probe_run(struct probe *probe, struct bench *bench, const char *script,
                      double timeout_s)
{
    static const char *const environment[] = {"PATH=/usr/bin:/bin", "ONLY=this", NULL};
    const char *const command[] = {"/bin/sh", "-c", script, NULL};

    probe_init(probe, TRANSPORT_PROGRAM);
    probe->request.command = command;
    probe->request.environment = environment;
    probe->request.folder = "/tmp";
    probe->job.limits.timeout_s = timeout_s;
    buf_append_text(&probe->request.body, "question\n");
    ask(probe, bench);
}

struct script {
    char text[200];
    enum failure want;
    int status;
    char output[40], words[60]; /* in the message, or in the errors */
    double timeout_s;
};

ParameterizedTestParameters(transport, a_program_ends_as_it_ends)
{
    static struct script scripts[] = {
        {"cat; echo said >&2", FAILURE_NONE, 0, "question\n", "said\n", 20},
        {"cat /dev/stdin; pwd", FAILURE_NONE, 0, "question\n/tmp\n", "", 20},
        {"echo \"$ONLY$HOME\"", FAILURE_NONE, 0, "this\n", "", 20},
        {"true", FAILURE_NONE, 0, "", "", 20},
        {"echo late; exit 3", FAILURE_NONE, 3, "late\n", "", 20},
        {"kill -9 $$", FAILURE_NONE, -9, "", "", 20},
        {"echo why >&2; sleep 100", FAILURE_TIMEOUT, -15, "", "after 0.3 s: why", 0.3},
        {"trap '' TERM; sleep 100; sleep 100", FAILURE_TIMEOUT, -9, "",
         "had not ended after 0.3 s", 0.3},
        {"yes", FAILURE_TOO_LARGE, -15, "", "over limits.reply_bytes", 20},
        /* A child that outlives its parent, and keeps the output open. */
        {"sleep 100 & echo up", FAILURE_NONE, 0, "up\n", "", 20},
        {"setsid sleep 4 & echo up", FAILURE_NONE, 0, "up\n", "", 20},
    };

    return cr_make_param_array(struct script, scripts, sizeof scripts / sizeof *scripts);
}

ParameterizedTest(struct script *script, transport, a_program_ends_as_it_ends)
{
    struct bench bench;
    struct probe probe;

    bench_open(&bench);
    probe_run(&probe, &bench, script->text, script->timeout_s);
    cr_expect_eq(probe.failure, script->want, "%s: failure %d, %s", script->text,
                 probe.failure, probe.message);
    cr_expect_eq(probe.status, script->status, "%s: status %d", script->text,
                 probe.status);
    if (script->want != FAILURE_TOO_LARGE)
        cr_expect_str_eq(probe.body, script->output, "%s", script->text);
    cr_expect(strstr(probe.message, script->words) || strstr(probe.errors, script->words),
              "%s: %s %s", script->text, probe.message, probe.errors);
    cr_expect(probe.seconds < 4, "%s took %g s", script->text, probe.seconds);
    bench_close(&bench);
    cr_expect_eq(waitpid(-1, NULL, WNOHANG), -1, "%s: a zombie", script->text);
    probe_release(&probe);
}

Test(transport, the_last_two_kib_of_the_errors_are_kept)
{
    struct bench bench;
    struct probe probe;

    bench_open(&bench);
    probe_run(&probe, &bench,
              "i=0; while [ $i -lt 1000 ]; do echo line $i >&2; i=$((i+1)); done", 20);
    cr_expect_eq(strlen(probe.errors), 2048);
    cr_expect_str_eq(probe.errors + 2048 - 9, "line 999\n");
    probe_release(&probe);
    bench_close(&bench);
}

Test(transport, a_program_that_does_not_read_its_input_is_no_fault)
{
    struct bench bench;
    struct probe probe;
    static const char *const command[] = {"/bin/sh", "-c", "exec <&-; echo fine", NULL};
    static const char *const environment[] = {"PATH=/bin", NULL};

    bench_open(&bench);
    probe_init(&probe, TRANSPORT_PROGRAM);
    probe.request.command = command;
    probe.request.environment = environment;
    probe.request.folder = "/";
    for (int i = 0; i < 300000; i++)
        buf_append_text(&probe.request.body, "0123456789");
    ask(&probe, &bench);
    cr_expect_eq(probe.failure, FAILURE_NONE, "%s", probe.message);
    cr_expect_str_eq(probe.body, "fine\n");
    probe_release(&probe);
    bench_close(&bench);
}

Test(transport, a_program_that_is_not_there_does_not_start)
{
    struct bench bench;
    struct probe probe;
    static const char *const command[] = {"/no/such/program", NULL};
    static const char *const environment[] = {NULL};

    bench_open(&bench);
    probe_init(&probe, TRANSPORT_PROGRAM);
    probe.request.command = command;
    probe.request.environment = environment;
    probe.request.folder = "/";
    ask(&probe, &bench);
    cr_expect_eq(probe.failure, FAILURE_PROGRAM);
    cr_expect_str_eq(probe.message,
                     "\"/no/such/program\" did not start: no such file or directory");
    probe_release(&probe);
    bench_close(&bench);
}

/* Gone, or dead and not yet looked for by whoever is its parent now. */
static bool ends_soon(pid_t child)
{
    char *path = mem_format("/proc/%d/stat", (int)child);
    bool ended = false;

    for (int i = 0; i < 50 && !ended; i++) {
        char line[200] = "";
        FILE *file = fopen(path, "r");

        ended = !file || !fgets(line, sizeof line, file) || strstr(line, ") Z");
        if (file)
            fclose(file);
        usleep(20000);
    }
    free(path);
    return ended;
}

Test(transport, a_child_that_outlives_its_program_is_ended)
{
    struct bench bench;
    struct probe probe;

    bench_open(&bench);
    probe_run(&probe, &bench, "sleep 300 >/dev/null 2>&1 & echo $!", 20);
    cr_expect_eq(probe.failure, FAILURE_NONE);
    cr_expect(ends_soon((pid_t)strtol(probe.body, NULL, 10)));
    probe_release(&probe);
    bench_close(&bench);
}

Test(transport, the_whole_group_of_a_cancelled_program_ends)
{
    struct bench bench;
    struct probe probe;
    struct transfer *transfer;
    char *script = mem_format("/bin/sleep 300 & echo $!; wait");
    const char *const command[] = {"/bin/sh", "-c", script, NULL};
    static const char *const environment[] = {NULL};
    pid_t child;

    bench_open(&bench);
    probe_init(&probe, TRANSPORT_PROGRAM);
    probe.request.command = command;
    probe.request.environment = environment;
    probe.request.folder = "/";
    transfer = probe_send(&probe, &bench);
    usleep(200000);
    uv_run(&bench.loop, UV_RUN_NOWAIT);
    transport_cancel(transfer);
    bench_wait(&bench);
    cr_expect_eq(probe.failure, FAILURE_STOPPED);
    child = (pid_t)strtol(probe.body, NULL, 10);
    cr_assert(child > 1, "it said \"%s\"", probe.body);
    bench_close(&bench);
    cr_expect(ends_soon(child));
    probe_release(&probe);
    free(script);
}

/* tests/transport/test_program_transport.c - real programs that end well, badly or not at
 * all. */
#include "base/mem.h"
#include "tests/transport/transport_probe.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

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
    probe_ask(probe, bench);
}

struct script {
    char text[200];
    enum failure want;
    int status;
    char output[40], words[60]; /* in the message, or in the errors */
    double timeout_s;
};

ParameterizedTestParameters(program_transport, a_program_ends_as_it_ends)
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
        {"setsid sleep 40 & echo up", FAILURE_NONE, 0, "up\n", "", 20},
    };

    return cr_make_param_array(struct script, scripts, sizeof scripts / sizeof *scripts);
}

ParameterizedTest(struct script *script, program_transport, a_program_ends_as_it_ends)
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
    cr_expect(probe.seconds < 30, "%s took %g s", script->text, probe.seconds);
    bench_close(&bench);
    cr_expect_eq(waitpid(-1, NULL, WNOHANG), -1, "%s: a zombie", script->text);
    probe_release(&probe);
}

Test(program_transport, the_last_two_kib_of_the_errors_are_kept)
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

Test(program_transport, a_program_that_does_not_read_its_input_is_no_fault)
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
    probe_ask(&probe, &bench);
    cr_expect_eq(probe.failure, FAILURE_NONE, "%s", probe.message);
    cr_expect_str_eq(probe.body, "fine\n");
    probe_release(&probe);
    bench_close(&bench);
}

Test(program_transport, a_program_that_is_not_there_does_not_start)
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
    probe_ask(&probe, &bench);
    cr_expect_eq(probe.failure, FAILURE_PROGRAM);
    cr_expect_str_eq(probe.message,
                     "\"/no/such/program\" did not start: no such file or directory");
    probe_release(&probe);
    bench_close(&bench);
}

/* The limit passes while nobody looks, and what came by then is whole. */
Test(program_transport, a_loop_that_stood_still_takes_what_came_in_time)
{
    struct bench bench;
    struct probe probe;
    siginfo_t ended;
    static const char *const command[] = {"/bin/sh", "-c", "echo fine", NULL};
    static const char *const environment[] = {NULL};

    bench_open(&bench);
    probe_init(&probe, TRANSPORT_PROGRAM);
    probe.request.command = command;
    probe.request.environment = environment;
    probe.request.folder = "/";
    probe.job.limits.timeout_s = 0.1;
    probe_send(&probe, &bench);
    cr_assert_eq(waitid(P_ALL, 0, &ended, WEXITED | WNOWAIT), 0);
    usleep(110000);
    bench_wait(&bench);
    cr_expect_eq(probe.failure, FAILURE_NONE, "%s", probe.message);
    cr_expect_str_eq(probe.body, "fine\n");
    probe_release(&probe);
    bench_close(&bench);
}

/* Gone, or dead and not yet looked for by whoever is its parent now. */
static bool ends_soon(pid_t child)
{
    char *path = mem_format("/proc/%d/stat", (int)child);
    bool ended = false;

    for (int i = 0; i < 3000 && !ended; i++) {
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

Test(program_transport, a_child_that_outlives_its_program_is_ended)
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

Test(program_transport, the_whole_group_of_a_cancelled_program_ends)
{
    struct bench bench;
    struct probe probe;
    struct transfer *transfer;
    char *ready = mem_format("/tmp/noworse-ready-%d", (int)getpid());
    char *script = mem_format("/bin/sleep 300 & echo $!; echo >%s; wait", ready);
    const char *const command[] = {"/bin/sh", "-c", script, NULL};
    static const char *const environment[] = {NULL};
    pid_t child;

    bench_open(&bench);
    probe_init(&probe, TRANSPORT_PROGRAM);
    probe.request.command = command;
    probe.request.environment = environment;
    probe.request.folder = "/";
    transfer = probe_send(&probe, &bench);
    while (access(ready, F_OK))
        usleep(20000);
    unlink(ready);
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
    free(ready);
}

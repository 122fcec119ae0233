/* transport/program_transport.c - programs as a transport: standard input, output and
 * errors through pipes, each program in a session and process group of its own.
 *
 * When a program ends, or is to end, what is left of its group gets SIGTERM and two
 * seconds later SIGKILL. done() waits for the end of both outputs, but no longer than
 * those two seconds: a grandchild that left the group may hold them open for ever.
 */
#include "base/mem.h"
#include "transport/transfer.h"

#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { GRACE_MS = 2000, ERRORS_KEPT = 2048, READ_BYTES = 64 * 1024 };

struct program_transport {
    uv_loop_t *loop;
    struct program *first; /* those whose group may live, told or not */
    char chunk[READ_BYTES];
};

struct program {
    struct transfer base; /* first */
    struct program_transport *programs;
    struct program *next, *before;
    uv_process_t process;
    uv_pipe_t in, out, errors;
    uv_timer_t timer; /* the time limit; then the grace */
    uv_write_t write;
    unsigned open_count; /* handles that are not closed yet */
    pid_t group;         /* 0: did not start */
    bool has_process;    /* libuv knows it: its handle is to be closed */
    bool has_exited, out_ended, errors_ended;
    bool is_forced;     /* the grace is over */
    bool group_is_gone; /* no member is left, or all got SIGKILL */
    bool is_told;       /* transfer_end() was called */
    enum failure ending;
    int status;
    uint64_t started_us, first_byte_us, ended_us;
    struct buf output;
    char tail[ERRORS_KEPT];
    size_t tail_length;
    char message[ERRORS_KEPT + 200];
};

static void program_unlink(struct program *program)
{
    if (program->before)
        program->before->next = program->next;
    else
        program->programs->first = program->next;
    if (program->next)
        program->next->before = program->before;
}

static void on_closed(uv_handle_t *handle)
{
    struct program *program = handle->data;

    if (--program->open_count > 0)
        return;
    buf_release(&program->output);
    free(program);
}

static void close_once(void *handle)
{
    if (!uv_is_closing(handle))
        uv_close(handle, on_closed);
}

static void program_close(struct program *program)
{
    if (program->has_process)
        close_once(&program->process);
    close_once(&program->in);
    close_once(&program->out);
    close_once(&program->errors);
    if (!program->group_is_gone)
        return;
    program_unlink(program);
    close_once(&program->timer);
}

static enum failure failure_tell(struct program *program)
{
    const struct transport_limits *limits = &program->base.limits;
    char *message = program->message;
    size_t size = sizeof program->message;

    if (program->ending == FAILURE_TIMEOUT)
        snprintf(message, size, "the program had not ended after %g s%s%.*s",
                 limits->timeout_s, program->tail_length ? ": " : "",
                 (int)program->tail_length, program->tail);
    else if (program->ending == FAILURE_TOO_LARGE)
        snprintf(message, size, "the output is over limits.reply_bytes, %zu",
                 limits->reply_bytes);
    else if (program->ending == FAILURE_STOPPED)
        snprintf(message, size, "stopped");
    return program->ending; /* FAILURE_PROGRAM: program_send() wrote the message */
}

static void program_tell(struct program *program)
{
    struct transport_result result = {
        .failure = failure_tell(program),
        .message = program->message,
        .response = {.status = program->status,
                     .body = buf_text(&program->output),
                     .length = program->output.length,
                     .errors = program->tail,
                     .errors_length = program->tail_length},
        .latency_us = (int64_t)(program->ended_us - program->started_us),
        .first_byte_us = program->first_byte_us
                             ? (int64_t)(program->first_byte_us - program->started_us)
                             : -1,
        .connect_us = -1,
    };

    program->is_told = true;
    transfer_end(&program->base, &result);
    program_close(program);
}

static void end_check(struct program *program)
{
    bool is_whole = program->out_ended && program->errors_ended;

    if (program->is_told) {
        if (program->group_is_gone)
            program_close(program);
    } else if (program->has_exited && (is_whole || program->is_forced)) {
        program_tell(program);
    }
}

static void on_grace_over(uv_timer_t *timer)
{
    struct program *program = timer->data;

    if (!program->group_is_gone)
        kill(-program->group, SIGKILL);
    program->group_is_gone = true;
    program->is_forced = true;
    end_check(program);
}

/* Ends what is left of the group; nobody left is the usual case after an exit. */
static void group_end(struct program *program)
{
    program->group_is_gone = kill(-program->group, SIGTERM) != 0;
    uv_timer_start(&program->timer, on_grace_over, GRACE_MS, 0);
}

static void program_stop(struct program *program, enum failure failure)
{
    if (program->ending || program->has_exited)
        return;
    program->ending = failure;
    uv_read_stop((uv_stream_t *)&program->out);
    program->out_ended = true;
    group_end(program);
    program->group_is_gone = false; /* its leader is not reaped yet */
}

static void on_time_over(uv_timer_t *timer)
{
    program_stop(timer->data, FAILURE_TIMEOUT);
}

static void on_exit_of(uv_process_t *process, int64_t status, int signal)
{
    struct program *program = process->data;

    program->has_exited = true;
    if (program->is_told) { /* the transport is gone */
        close_once(process);
        return;
    }
    program->ended_us = uv_hrtime() / 1000;
    program->status = signal ? -signal : (int)status;
    if (!program->ending)
        group_end(program);
    else
        program->group_is_gone = kill(-program->group, 0) != 0;
    close_once(process);
    end_check(program);
}

static void on_room(uv_handle_t *handle, size_t wanted, uv_buf_t *room)
{
    struct program *program = handle->data;

    (void)wanted;
    *room = uv_buf_init(program->programs->chunk, READ_BYTES);
}

static void on_output(uv_stream_t *stream, ssize_t length, const uv_buf_t *bytes)
{
    struct program *program = stream->data;

    if (length < 0) {
        program->out_ended = true;
        uv_read_stop(stream);
        end_check(program);
        return;
    }
    if (length > 0 && !program->first_byte_us)
        program->first_byte_us = uv_hrtime() / 1000;
    if (!buf_append(&program->output, bytes->base, (size_t)length))
        return;
    if (program->has_exited) { /* nothing is left to stop */
        program->ending = FAILURE_TOO_LARGE;
        program->out_ended = true;
        uv_read_stop(stream);
        end_check(program);
    } else {
        program_stop(program, FAILURE_TOO_LARGE);
    }
}

static void tail_append(struct program *program, const char *bytes, size_t length)
{
    size_t keep = program->tail_length;

    if (length >= ERRORS_KEPT) {
        memcpy(program->tail, bytes + length - ERRORS_KEPT, ERRORS_KEPT);
        program->tail_length = ERRORS_KEPT;
        return;
    }
    if (keep > ERRORS_KEPT - length)
        keep = ERRORS_KEPT - length;
    memmove(program->tail, program->tail + program->tail_length - keep, keep);
    memcpy(program->tail + keep, bytes, length);
    program->tail_length = keep + length;
}

static void on_errors(uv_stream_t *stream, ssize_t length, const uv_buf_t *bytes)
{
    struct program *program = stream->data;

    if (length >= 0) {
        tail_append(program, bytes->base, (size_t)length);
        return;
    }
    program->errors_ended = true;
    uv_read_stop(stream);
    end_check(program);
}

/* A program that does not read all of its input is no error. */
static void on_written(uv_write_t *write, int status)
{
    struct program *program = write->data;

    (void)status;
    close_once(&program->in);
}

/* Pipes and not libuv's socket pairs: a program may open /dev/stdin. ours[] and theirs[]
 * are -1 where there is none. */
static int pipes_open(int ours[3], int theirs[3])
{
    for (int i = 0; i < 3; i++) {
        uv_file ends[2];
        bool is_input = i == 0;
        int rc = uv_pipe(ends, is_input ? 0 : UV_NONBLOCK_PIPE,
                         is_input ? UV_NONBLOCK_PIPE : 0);

        if (rc)
            return rc;
        ours[i] = ends[is_input];
        theirs[i] = ends[!is_input];
    }
    return 0;
}

static void pipes_close(const int ends[3])
{
    for (int i = 0; i < 3; i++)
        if (ends[i] >= 0)
            close(ends[i]);
}

/* libuv takes char ** for what it only reads. */
static char **texts_of(const char *const *texts)
{
    union {
        const char *const *borrowed;
        char **read;
    } both = {.borrowed = texts};

    return both.read;
}

/* 0, or libuv's code; then nothing runs. */
static int program_spawn(struct program *program)
{
    const struct request *request = program->base.request;
    int ours[3] = {-1, -1, -1}, theirs[3] = {-1, -1, -1};
    uv_stdio_container_t stdio[3];
    const uv_process_options_t options = {
        .exit_cb = on_exit_of,
        .file = request->command[0],
        .args = texts_of(request->command),
        .env = texts_of(request->environment),
        .cwd = request->folder,
        .flags = UV_PROCESS_DETACHED,
        .stdio_count = 3,
        .stdio = stdio,
    };
    int rc = pipes_open(ours, theirs);

    for (int i = 0; i < 3; i++) {
        stdio[i].flags = UV_INHERIT_FD;
        stdio[i].data.fd = theirs[i];
    }
    if (!rc) {
        program->has_process = true;
        program->open_count++;
        rc = uv_spawn(program->programs->loop, &program->process, &options);
    }
    pipes_close(theirs);
    if (rc) {
        pipes_close(ours);
        return rc;
    }
    program->group = program->process.pid;
    uv_pipe_open(&program->in, ours[0]);
    uv_pipe_open(&program->out, ours[1]);
    uv_pipe_open(&program->errors, ours[2]);
    return 0;
}

static void program_listen(struct program *program)
{
    const struct buf *body = &program->base.request->body;
    double limit_ms = ceil(program->base.limits.timeout_s * 1000);
    uv_buf_t input = uv_buf_init(body->data, (unsigned)body->length);

    uv_read_start((uv_stream_t *)&program->out, on_room, on_output);
    uv_read_start((uv_stream_t *)&program->errors, on_room, on_errors);
    uv_timer_start(&program->timer, on_time_over, (uint64_t)limit_ms, 0);
    program->write.data = program;
    if (body->length == 0 ||
        uv_write(&program->write, (uv_stream_t *)&program->in, &input, 1, on_written))
        close_once(&program->in);
}

static struct program *program_new(struct program_transport *programs)
{
    struct program *program = mem_new(1, sizeof *program);

    program->programs = programs;
    program->started_us = uv_hrtime() / 1000;
    uv_timer_init(programs->loop, &program->timer);
    uv_pipe_init(programs->loop, &program->in, 0);
    uv_pipe_init(programs->loop, &program->out, 0);
    uv_pipe_init(programs->loop, &program->errors, 0);
    program->timer.data = program;
    program->process.data = program;
    program->in.data = program;
    program->out.data = program;
    program->errors.data = program;
    program->open_count = 4;
    program->next = programs->first;
    if (program->next)
        program->next->before = program;
    programs->first = program;
    return program;
}

struct program_transport *program_transport_new(uv_loop_t *loop)
{
    struct program_transport *programs = mem_new(1, sizeof *programs);

    programs->loop = loop;
    return programs;
}

struct transfer *program_send(struct program_transport *programs,
                              struct transport *transport,
                              const struct transport_job *job, transport_done *done,
                              void *context)
{
    struct program *program = program_new(programs);
    int rc;

    transfer_begin(&program->base, transport, job, done, context);
    buf_init(&program->output, job->limits.reply_bytes);
    rc = program_spawn(program);
    if (!rc) {
        program_listen(program);
        return &program->base;
    }
    snprintf(program->message, sizeof program->message, "\"%.100s\" did not start: %s",
             job->request->command[0], uv_strerror(rc));
    program->ending = FAILURE_PROGRAM;
    program->has_exited = true;
    program->group_is_gone = true;
    program->ended_us = uv_hrtime() / 1000;
    uv_timer_start(&program->timer, on_grace_over, 0, 0);
    return &program->base;
}

void program_cancel(struct transfer *base)
{
    program_stop((struct program *)base, FAILURE_STOPPED);
}

/* Without done(); the loop goes on until the program, which was killed, is reaped. */
static void program_abandon(struct program *program)
{
    program->is_told = true;
    transfer_end(&program->base, NULL);
    program_unlink(program);
    close_once(&program->in);
    close_once(&program->out);
    close_once(&program->errors);
    close_once(&program->timer);
}

void program_transport_free(struct program_transport *programs)
{
    struct program *program;

    if (!programs)
        return;
    while ((program = programs->first)) {
        if (!program->group_is_gone)
            kill(-program->group, SIGKILL);
        program->group_is_gone = true;
        if (!program->has_exited)
            program_abandon(program);
        else if (program->is_told)
            program_close(program);
        else
            program_tell(program);
    }
    free(programs);
}

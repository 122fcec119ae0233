/* transport/program_transport.c - programs as a transport: one is started for each
 * request, which it reads from standard input. */
#include "base/mem.h"
#include "transport/child.h"
#include "transport/transfer.h"

#include <math.h>
#include <stdlib.h>

struct program_transport {
    uv_loop_t *loop;
    struct program *first; /* those that are not gone, told or not */
    char chunk[CHILD_CHUNK_BYTES];
};

struct program {
    struct transfer base; /* first */
    struct child child;
    struct program_transport *programs; /* NULL: it is gone */
    struct program *next, *before;
    uv_write_t write;
    enum failure ending;
    uint64_t first_byte_us;
    struct buf output;
    char message[CHILD_ERRORS_KEPT + 200];
};

static struct program *program_of(struct child *child)
{
    return (struct program *)((char *)child - offsetof(struct program, child));
}

static void program_unlink(struct program *program)
{
    if (program->before)
        program->before->next = program->next;
    else
        program->programs->first = program->next;
    if (program->next)
        program->next->before = program->before;
    program->programs = NULL;
}

static void on_gone(struct child *child)
{
    struct program *program = program_of(child);

    if (program->programs)
        program_unlink(program);
    buf_release(&program->output);
    free(program);
}

static enum failure failure_tell(struct program *program)
{
    const struct transport_limits *limits = &program->base.limits;
    const struct child *child = &program->child;
    char *message = program->message;
    size_t size = sizeof program->message;

    if (program->ending == FAILURE_TIMEOUT)
        snprintf(message, size, "the program had not ended after %g s%s%.*s",
                 limits->timeout_s, child->tail_length ? ": " : "",
                 (int)child->tail_length, child->tail);
    else if (program->ending == FAILURE_TOO_LARGE)
        snprintf(message, size, "the output is over limits.reply_bytes, %zu",
                 limits->reply_bytes);
    else if (program->ending == FAILURE_STOPPED)
        snprintf(message, size, "stopped");
    return program->ending; /* FAILURE_PROGRAM: program_send() wrote the message */
}

static void on_end(struct child *child)
{
    struct program *program = program_of(child);
    struct transport_result result = {
        .failure = failure_tell(program),
        .message = program->message,
        .response = {.status = child->status,
                     .body = buf_text(&program->output),
                     .length = program->output.length,
                     .errors = child->tail,
                     .errors_length = child->tail_length},
        .latency_us = (int64_t)(child->ended_us - child->started_us),
        .first_byte_us = program->first_byte_us
                             ? (int64_t)(program->first_byte_us - child->started_us)
                             : -1,
        .connect_us = -1,
    };

    transfer_end(&program->base, &result);
}

static void program_stop(struct program *program, enum failure failure)
{
    if (program->ending || program->child.has_exited)
        return;
    program->ending = failure;
    child_stop(&program->child);
}

static void on_time_over(struct child *child)
{
    program_stop(program_of(child), FAILURE_TIMEOUT);
}

static void on_output(struct child *child, const char *bytes, size_t length)
{
    struct program *program = program_of(child);

    if (!program->first_byte_us)
        program->first_byte_us = uv_hrtime() / 1000;
    if (!buf_append(&program->output, bytes, length))
        return;
    if (child->has_exited) { /* nothing is left to stop */
        program->ending = FAILURE_TOO_LARGE;
        child_leave_output(child);
    } else {
        program_stop(program, FAILURE_TOO_LARGE);
    }
}

/* A program that does not read all of its input is no error. */
static void on_written(uv_write_t *write, int status)
{
    struct program *program = write->data;

    (void)status;
    child_close_input(&program->child);
}

static void program_feed(struct program *program)
{
    const struct buf *body = &program->base.request->body;
    uv_buf_t input = uv_buf_init(body->data, (unsigned)body->length);
    uv_stream_t *in = (uv_stream_t *)&program->child.in;

    program->write.data = program;
    if (body->length == 0 || uv_write(&program->write, in, &input, 1, on_written))
        child_close_input(&program->child);
}

static struct program *program_new(struct program_transport *programs)
{
    struct program *program = mem_new(1, sizeof *program);

    program->programs = programs;
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
    const struct child_options options = {.command = job->request->command,
                                          .environment = job->request->environment,
                                          .folder = job->request->folder,
                                          .chunk = programs->chunk,
                                          .on_output = on_output,
                                          .on_end = on_end,
                                          .on_gone = on_gone};

    transfer_begin(&program->base, transport, job, done, context);
    buf_init(&program->output, job->limits.reply_bytes);
    child_start(&program->child, programs->loop, &options);
    if (program->child.start_error) {
        snprintf(program->message, sizeof program->message,
                 "\"%.100s\" did not start: %s", job->request->command[0],
                 uv_strerror(program->child.start_error));
        program->ending = FAILURE_PROGRAM;
        return &program->base;
    }
    child_limit(&program->child, (uint64_t)ceil(job->limits.timeout_s * 1000),
                on_time_over);
    program_feed(program);
    return &program->base;
}

void program_cancel(struct transfer *base)
{
    program_stop((struct program *)base, FAILURE_STOPPED);
}

void program_transport_free(struct program_transport *programs)
{
    struct program *program;

    if (!programs)
        return;
    while ((program = programs->first)) {
        program_unlink(program);
        if (!program->child.is_told)
            transfer_end(&program->base, NULL);
        child_kill(&program->child);
    }
    free(programs);
}

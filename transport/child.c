/* transport/child.c - a program under way, in a process group of its own. */
#include "transport/child.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

static void on_closed(uv_handle_t *handle)
{
    struct child *child = handle->data;

    if (--child->open_count == 0)
        child->options.on_gone(child);
}

static void close_once(void *handle)
{
    if (!uv_is_closing(handle))
        uv_close(handle, on_closed);
}

static void child_close(struct child *child)
{
    if (child->has_process)
        close_once(&child->process);
    close_once(&child->in);
    close_once(&child->out);
    close_once(&child->errors);
    if (child->group_is_gone)
        close_once(&child->timer);
}

static void end_check(struct child *child)
{
    bool is_whole = child->out_ended && child->errors_ended;

    if (child->is_told) {
        if (child->group_is_gone)
            child_close(child);
    } else if (child->has_exited && (is_whole || child->is_forced)) {
        child->is_told = true;
        child->options.on_end(child);
        child_close(child);
    }
}

static void on_grace_over(uv_timer_t *timer)
{
    struct child *child = timer->data;

    if (!child->group_is_gone)
        kill(-child->group, SIGKILL);
    child->group_is_gone = true;
    child->is_forced = true;
    end_check(child);
}

/* Ends what is left of the group; nobody left is the usual case after an exit. */
static void group_end(struct child *child)
{
    child->group_is_gone = kill(-child->group, SIGTERM) != 0;
    uv_timer_start(&child->timer, on_grace_over, CHILD_GRACE_MS, 0);
}

void child_stop(struct child *child)
{
    if (child->is_stopping || child->has_exited)
        return;
    child->is_stopping = true;
    uv_read_stop((uv_stream_t *)&child->out);
    child->out_ended = true;
    group_end(child);
    child->group_is_gone = false; /* its leader is not reaped yet */
}

void child_leave_output(struct child *child)
{
    child->out_ended = true;
    uv_read_stop((uv_stream_t *)&child->out);
    end_check(child);
}

void child_close_input(struct child *child)
{
    close_once(&child->in);
}

/* A loop looks at its timers first. Where it stood still (the machine was busy, or the
 * program was stopped for a while) what the child wrote, or its end, may be there: so it
 * looks once more. */
static void on_time_over(uv_timer_t *timer)
{
    struct child *child = timer->data;

    if (child->is_late) {
        child->on_limit(child);
        return;
    }
    child->is_late = true;
    uv_timer_start(timer, on_time_over, 1, 0);
}

void child_limit(struct child *child, uint64_t ms, void (*on_limit)(struct child *child))
{
    if (child->is_stopping || child->has_exited)
        return; /* the timer is the grace's */
    child->on_limit = on_limit;
    child->is_late = false;
    uv_timer_stop(&child->timer);
    if (ms)
        uv_timer_start(&child->timer, on_time_over, ms, 0);
}

static void on_exit_of(uv_process_t *process, int64_t status, int signal)
{
    struct child *child = process->data;

    child->has_exited = true;
    if (child->is_told) { /* it was killed, and nobody waits for it */
        close_once(process);
        return;
    }
    child->ended_us = uv_hrtime() / 1000;
    child->status = signal ? -signal : (int)status;
    if (!child->is_stopping)
        group_end(child);
    else
        child->group_is_gone = kill(-child->group, 0) != 0;
    close_once(process);
    end_check(child);
}

static void on_room(uv_handle_t *handle, size_t wanted, uv_buf_t *room)
{
    struct child *child = handle->data;

    (void)wanted;
    *room = uv_buf_init(child->options.chunk, CHILD_CHUNK_BYTES);
}

static void on_output(uv_stream_t *stream, ssize_t length, const uv_buf_t *bytes)
{
    struct child *child = stream->data;

    if (length < 0)
        child_leave_output(child);
    else if (length > 0)
        child->options.on_output(child, bytes->base, (size_t)length);
}

static void tail_append(struct child *child, const char *bytes, size_t length)
{
    size_t keep = child->tail_length;

    if (length >= CHILD_ERRORS_KEPT) {
        memcpy(child->tail, bytes + length - CHILD_ERRORS_KEPT, CHILD_ERRORS_KEPT);
        child->tail_length = CHILD_ERRORS_KEPT;
        return;
    }
    if (keep > CHILD_ERRORS_KEPT - length)
        keep = CHILD_ERRORS_KEPT - length;
    memmove(child->tail, child->tail + child->tail_length - keep, keep);
    memcpy(child->tail + keep, bytes, length);
    child->tail_length = keep + length;
}

static void on_errors(uv_stream_t *stream, ssize_t length, const uv_buf_t *bytes)
{
    struct child *child = stream->data;

    if (length >= 0) {
        tail_append(child, bytes->base, (size_t)length);
        return;
    }
    child->errors_ended = true;
    uv_read_stop(stream);
    end_check(child);
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
static int child_spawn(struct child *child, uv_loop_t *loop)
{
    int ours[3] = {-1, -1, -1}, theirs[3] = {-1, -1, -1};
    uv_stdio_container_t stdio[3];
    const uv_process_options_t options = {
        .exit_cb = on_exit_of,
        .file = child->options.command[0],
        .args = texts_of(child->options.command),
        .env = texts_of(child->options.environment),
        .cwd = child->options.folder,
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
        child->has_process = true;
        child->open_count++;
        rc = uv_spawn(loop, &child->process, &options);
    }
    pipes_close(theirs);
    if (rc) {
        pipes_close(ours);
        return rc;
    }
    child->group = child->process.pid;
    uv_pipe_open(&child->in, ours[0]);
    uv_pipe_open(&child->out, ours[1]);
    uv_pipe_open(&child->errors, ours[2]);
    return 0;
}

void child_start(struct child *child, uv_loop_t *loop,
                 const struct child_options *options)
{
    child->options = *options;
    child->started_us = uv_hrtime() / 1000;
    uv_timer_init(loop, &child->timer);
    uv_pipe_init(loop, &child->in, 0);
    uv_pipe_init(loop, &child->out, 0);
    uv_pipe_init(loop, &child->errors, 0);
    child->timer.data = child->process.data = child;
    child->in.data = child->out.data = child->errors.data = child;
    child->open_count = 4;
    child->start_error = child_spawn(child, loop);
    if (!child->start_error) {
        uv_read_start((uv_stream_t *)&child->out, on_room, on_output);
        uv_read_start((uv_stream_t *)&child->errors, on_room, on_errors);
        return;
    }
    child->has_exited = true;
    child->group_is_gone = true;
    child->ended_us = uv_hrtime() / 1000;
    uv_timer_start(&child->timer, on_grace_over, 0, 0);
}

void child_kill(struct child *child)
{
    if (!child->group_is_gone)
        kill(-child->group, SIGKILL);
    child->group_is_gone = true;
    child->is_told = true;
    if (child->has_exited) {
        child_close(child);
        return;
    }
    close_once(&child->in); /* the loop goes on until it is reaped */
    close_once(&child->out);
    close_once(&child->errors);
    close_once(&child->timer);
}

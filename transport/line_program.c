/* transport/line_program.c - a program that stays: lines go in, lines come out. */
#include "transport/line_program.h"

#include "base/buf.h"
#include "base/mem.h"
#include "transport/child.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LEAVE_MS = 1000, DEAF_MS = 1000, WHY_SIZE = 200 };

struct line_program {
    struct child child; /* first */
    struct line_program_options options;
    struct buf line;    /* the beginning of one */
    bool is_left;       /* nobody listens any more */
    bool is_deaf;       /* it has closed its input */
    char why[WHY_SIZE]; /* it was stopped; else empty */
    char chunk[CHILD_CHUNK_BYTES];
};

static bool is_blank(const char *line, size_t length)
{
    return length == 0 || (length == 1 && *line == '\r');
}

static void line_give(struct line_program *program, const char *line, size_t length)
{
    if (!is_blank(line, length))
        program->options.on_line(program->options.owner, line, length);
}

static bool is_listening(const struct line_program *program)
{
    return !program->is_left && !program->why[0];
}

/* The rest of a chunk; what a line does may stop the program. */
static void lines_split(struct line_program *program, const char *bytes, size_t length)
{
    const char *end;

    while (is_listening(program) && (end = memchr(bytes, '\n', length))) {
        const size_t front = (size_t)(end - bytes);

        if (!program->line.length) {
            line_give(program, bytes, front);
        } else if (!buf_append(&program->line, bytes, front)) {
            line_give(program, buf_text(&program->line), program->line.length);
        } else {
            break;
        }
        buf_clear(&program->line);
        bytes = end + 1;
        length -= front + 1;
    }
    if (is_listening(program) && buf_append(&program->line, bytes, length))
        line_program_stop(program, "it wrote a line of more than 1 MiB");
}

static void on_output(struct child *child, const char *bytes, size_t length)
{
    lines_split((struct line_program *)child, bytes, length);
}

/* One that has closed its input may still answer what it has read, or is about to end. */
static void on_limit(struct child *child)
{
    struct line_program *program = (struct line_program *)child;

    if (program->is_deaf)
        line_program_stop(program, "it closed its standard input");
    else
        program->options.on_limit(program->options.owner);
}

void line_program_limit(struct line_program *program, uint64_t ms)
{
    if (program->is_deaf && ms > DEAF_MS)
        ms = DEAF_MS;
    child_limit(&program->child, ms, on_limit);
}

static void program_deafen(struct line_program *program)
{
    program->is_deaf = true;
    line_program_limit(program, DEAF_MS);
}

/* The last line comes first: there it stands what went wrong. */
static void errors_format(const char *tail, size_t length, struct buf *out)
{
    size_t last;

    while (length && (unsigned char)tail[length - 1] <= ' ')
        length--;
    if (!length)
        return;
    for (last = length; last && tail[last - 1] != '\n'; last--)
        ;
    buf_append_text(out, "; standard error: ");
    buf_append(out, tail + last, length - last);
    if (last > 1) {
        buf_append_text(out, " (before that: ");
        buf_append(out, tail, last - 1);
        buf_append_char(out, ')');
    }
}

/* How it ended: stopped by us, or by itself. */
static void end_format(const struct line_program *program, struct buf *out)
{
    const struct child *child = &program->child;

    if (child->start_error)
        buf_append_format(out, "it did not start: %s", uv_strerror(child->start_error));
    else if (program->why[0])
        buf_append_text(out, program->why);
    else if (child->status < 0)
        buf_append_format(out, "it ended by signal %d (%s)", -child->status,
                          strsignal(-child->status));
    else
        buf_append_format(out, "it ended with exit code %d", child->status);
    errors_format(child->tail, child->tail_length, out);
}

static void on_end(struct child *child)
{
    struct line_program *program = (struct line_program *)child;
    struct buf why = BUF_INIT(CHILD_ERRORS_KEPT + 2 * WHY_SIZE);

    if (program->is_left)
        return;
    program->is_left = true;
    end_format(program, &why);
    program->options.on_end(program->options.owner, buf_text(&why), why.length);
    buf_release(&why);
}

static void on_gone(struct child *child)
{
    struct line_program *program = (struct line_program *)child;

    buf_release(&program->line);
    free(program);
}

struct line_program *line_program_start(uv_loop_t *loop,
                                        const struct line_program_options *options)
{
    struct line_program *program = mem_new(1, sizeof *program);
    const struct child_options child = {.command = options->command,
                                        .environment = options->environment,
                                        .folder = options->folder,
                                        .chunk = program->chunk,
                                        .on_output = on_output,
                                        .on_end = on_end,
                                        .on_gone = on_gone};

    program->options = *options;
    buf_init(&program->line, LINE_BYTES_MAX);
    child_start(&program->child, loop, &child);
    return program;
}

struct line_write {
    uv_write_t request;
    struct line_program *program;
    char bytes[];
};

static void on_written(uv_write_t *request, int status)
{
    struct line_write *write = request->data;

    if (status && status != UV_ECANCELED)
        program_deafen(write->program);
    free(write);
}

static void write_later(struct line_program *program, const char *bytes, size_t length)
{
    struct line_write *write = mem_new(1, sizeof *write + length);
    uv_buf_t rest = uv_buf_init(write->bytes, (unsigned)length);

    memcpy(write->bytes, bytes, length);
    write->program = program;
    write->request.data = write;
    if (uv_write(&write->request, (uv_stream_t *)&program->child.in, &rest, 1,
                 on_written)) {
        program_deafen(program);
        free(write);
    }
}

/* Nearly always the pipe has room. */
void line_program_write(struct line_program *program, const char *bytes, size_t length)
{
    uv_stream_t *in = (uv_stream_t *)&program->child.in;
    uv_buf_t line = uv_buf_init((char *)(uintptr_t)bytes, (unsigned)length);
    size_t done = 0;
    int written;

    if (program->child.start_error || program->is_deaf ||
        uv_is_closing((uv_handle_t *)in))
        return;
    written = uv_try_write(in, &line, 1);
    if (written < 0 && written != UV_EAGAIN) {
        program_deafen(program);
        return;
    }
    if (written > 0)
        done = (size_t)written;
    if (done < length)
        write_later(program, bytes + done, length - done);
}

void line_program_stop(struct line_program *program, const char *why)
{
    if (program->why[0])
        return;
    snprintf(program->why, sizeof program->why, "%s", why);
    child_stop(&program->child);
}

static void on_left_limit(struct child *child)
{
    child_stop(child);
}

void line_program_leave(struct line_program *program)
{
    program->is_left = true;
    child_close_input(&program->child);
    child_limit(&program->child, LEAVE_MS, on_left_limit);
}

void line_program_kill(struct line_program *program)
{
    program->is_left = true;
    child_kill(&program->child);
}

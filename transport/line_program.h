/* transport/line_program.h - a program that stays: lines go in, lines come out, as both
 * sides like, on the caller's loop.
 *
 * What on_ calls is called from the loop, never from within a function here.
 */
#ifndef NOWORSE_TRANSPORT_LINE_PROGRAM_H
#define NOWORSE_TRANSPORT_LINE_PROGRAM_H

#include <stddef.h>
#include <stdint.h>
#include <uv.h>

enum { LINE_BYTES_MAX = 1024 * 1024 }; /* of a line that comes out */

struct line_program;

/* All borrowed; the texts only by line_program_start(). */
struct line_program_options {
    const char *const *command;     /* ended by NULL */
    const char *const *environment; /* "NAME=value", ended by NULL */
    const char *folder;
    /* A line, without its end; blank ones are left out. */
    void (*on_line)(void *owner, const char *line, size_t length);
    /* No reply for as long as line_program_limit() said. */
    void (*on_limit)(void *owner);
    /* Once, the last: it has ended, or did not start. why: one clause, with the end of
     * what it wrote to standard error, its last line first; untrusted text. */
    void (*on_end)(void *owner, const char *why, size_t length);
    void *owner;
};

struct line_program *line_program_start(uv_loop_t *loop,
                                        const struct line_program_options *options);

/* Its life ends with on_end(), or here. */
void line_program_write(struct line_program *program, const char *bytes, size_t length);
void line_program_limit(struct line_program *program, uint64_t ms); /* 0: none */

/* It ends soon, and why is what on_end() begins with, unless it ended by itself first. No
 * line comes any more. Takes a copy. */
void line_program_stop(struct line_program *program, const char *why);

/* Nothing is called any more. Its input ends, which is its sign to end; a second later
 * it, and what it started, get SIGTERM, and two seconds after that SIGKILL. */
void line_program_leave(struct line_program *program);
void line_program_kill(struct line_program *program); /* likewise, at once */

#endif

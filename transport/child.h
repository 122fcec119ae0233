/* transport/child.h - a program under way: standard input, output and errors through
 * pipes, in a session and process group of its own.
 *
 * When the program ends, or is to end, what is left of its group gets SIGTERM and two
 * seconds later SIGKILL. on_end() waits for the end of both outputs, but no longer than
 * those two seconds: a grandchild that left the group may hold them open for ever.
 *
 *   child_start()   whether it started or not, on_end() comes, from the loop
 *   on_output()     what it writes, in pieces
 *   on_end()        once: it has ended, or never started
 *   on_gone()       last: nobody of its group is left, its memory may be freed
 *
 * Private to transport/.
 */
#ifndef NOWORSE_TRANSPORT_CHILD_H
#define NOWORSE_TRANSPORT_CHILD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <uv.h>

enum {
    CHILD_GRACE_MS = 2000,
    CHILD_CHUNK_BYTES = 64 * 1024,
    CHILD_ERRORS_KEPT = 2048,
    CHILD_TOLD_SIZE = CHILD_ERRORS_KEPT + 100
};

struct child;

/* All borrowed; the texts only while it is started. */
struct child_options {
    const char *const *command;     /* ended by NULL */
    const char *const *environment; /* "NAME=value", ended by NULL */
    const char *folder;
    char *chunk; /* room for CHILD_CHUNK_BYTES of what it writes; may be shared by
                    programs of one loop */
    void (*on_output)(struct child *child, const char *bytes, size_t length);
    void (*on_end)(struct child *child);
    void (*on_gone)(struct child *child);
};

/* A member of who owns one. Read by the owner, written here. */
struct child {
    struct child_options options;
    uv_process_t process;
    uv_pipe_t in, out, errors;
    uv_timer_t timer; /* the owner's limit; then the grace */
    void (*on_limit)(struct child *child);
    unsigned open_count; /* handles that are not closed yet */
    pid_t group;         /* 0: did not start */
    int start_error;     /* libuv's code; 0: it started */
    bool has_process;    /* libuv knows it: its handle is to be closed */
    bool has_exited, out_ended, errors_ended;
    bool is_late; /* its limit has passed; what came by then is looked at first */
    bool is_stopping;
    bool is_forced;     /* the grace is over */
    bool group_is_gone; /* no member is left, or all got SIGKILL */
    bool is_told;       /* on_end() was called, or will not be */
    int status;         /* its exit code; negative: the signal that ended it */
    uint64_t started_us, ended_us;
    char tail[CHILD_ERRORS_KEPT]; /* the end of what it wrote to standard error */
    size_t tail_length;
};

/* child is zeroed. */
void child_start(struct child *child, uv_loop_t *loop,
                 const struct child_options *options);

/* on_limit() in so many milliseconds, unless it ends, or is told anew, before; 0: never.
 * What has come by then comes before it. */
void child_limit(struct child *child, uint64_t ms, void (*on_limit)(struct child *child));

void child_close_input(struct child *child);

/* No more of its output is wanted: it counts as ended. */
void child_leave_output(struct child *child);

/* Ends it soon, and leaves its output. One that has exited already is told as it is. */
void child_stop(struct child *child);

/* Ends it at once, by SIGKILL, without on_end(); on_gone() comes. Not from within its
 * functions. */
void child_kill(struct child *child);

#endif

/* runner/plugins.h - programs that grade: lines in, lines out (docs/graders.md, `exec`).
 *
 * Each distinct command is started once, when the first line is for it, and has up to
 * PLUGIN_LINES_MAX lines at a time. A line is `{"id": N, …}`, and so is its reply; they
 * may come in any order. A program that ends, says nothing for as long as a line may
 * take, or writes what no line can be found for, is ended and started anew. What it had
 * then goes to the next one line by line, so that the line that ended it is found: that
 * line alone is told the failure. After PLUGIN_ENDS_MAX ends without a reply between them
 * it is given up, and so is every line for it.
 */
#ifndef NOWORSE_RUNNER_PLUGINS_H
#define NOWORSE_RUNNER_PLUGINS_H

#include "providers/program_command.h"
#include "values/value.h"

#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

enum { PLUGIN_LINES_MAX = 64, PLUGIN_ENDS_MAX = 5 };

struct plugins;

/* What came back; one of both is NULL. Borrowed while done() runs. */
struct plugin_answer {
    const struct value *grade; /* an object with this line's id */
    const char *failure;       /* one clause; untrusted text */
};

/* One line asked; the caller's, and left alone until done(). All in it is borrowed. */
struct plugin_ask {
    const struct program_command *program;
    const struct buf *line; /* members of an object: `"answer":"…"` */
    uint64_t timeout_ms;
    void (*done)(void *owner, const struct plugin_answer *answer);
    void *owner;

    struct plugin_ask *next; /* private, as all below */
    uint64_t id;
    bool is_suspect; /* it was there when the program ended: goes alone */
};

/* loop is borrowed. */
struct plugins *plugins_new(uv_loop_t *loop);

/* done() will be called, from the loop; unless plugins_free() comes first. */
void plugins_ask(struct plugins *plugins, struct plugin_ask *ask);

/* The programs' input ends, and they get a second to end by themselves (or, at_once,
 * none): the loop goes on until they are gone. Takes NULL. */
void plugins_free(struct plugins *plugins, bool at_once);

#endif

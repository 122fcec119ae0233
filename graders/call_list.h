/* graders/call_list.h - calls of tools, as a model made them or a reference has them.
 *
 * A list of {"name", "arguments"}; of {"function": {"name", "arguments"}}, as vendors
 * write them; or, in a reference, of names alone. Arguments are JSON, or a text that
 * holds JSON.
 */
#ifndef NOWORSE_GRADERS_CALL_LIST_H
#define NOWORSE_GRADERS_CALL_LIST_H

#include "values/value.h"

struct tool_call {
    const char *name; /* borrowed; no NUL at the end */
    size_t name_length;
    bool has_arguments;            /* they are given: null and nothing are none */
    const struct value *arguments; /* NULL: none, or no JSON, which `wrong` tells */
    struct error wrong;
    struct document document; /* of arguments that were a text */
};

struct call_list {
    struct tool_call *items; /* owned */
    size_t count;
};

enum { CALLS_MAX = 1000 };

/* The list points into the value. value NULL: no calls. -1: no list of calls, or more
 * than CALLS_MAX; *err says so without a place, and the list is empty. */
int call_list_read(const struct value *value, struct call_list *out, struct error *err);
void call_list_release(struct call_list *list);

bool call_is_named(const struct tool_call *call, const char *name, size_t length);

/* The name, made harmless and cut; the caller's. */
char *call_shown(const struct tool_call *call);

#endif

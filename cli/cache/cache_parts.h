/* cli/cache/cache_parts.h - the commands behind `noworse cache`. */
#ifndef NOWORSE_CLI_CACHE_PARTS_H
#define NOWORSE_CLI_CACHE_PARTS_H

#include "cli/command.h"
#include "store/reply_cache.h"

extern const struct command command_cache_clear;
extern const struct command command_cache_export;
extern const struct command command_cache_import;
extern const struct command command_cache_stats;

/* Which cache: that of --state, else of the current folder's root. */
#define CACHE_STATE_OPTION(type)                                                         \
    {                                                                                    \
        "state", 0, OPTION_TEXT, offsetof(type, state), "DIR",                           \
            "where it is kept; default: .noworse below the root", NULL                   \
    }

/* Opens it, tells why it cannot be. to_read: one that is not there is not made. */
enum exit_code cache_here(const char *state, bool to_read, struct error_list *notes,
                          struct reply_cache **out);

/* Closes it and tells what was noted: EXIT_CODE_INCOMPLETE where there is something. */
enum exit_code cache_leave(struct reply_cache *cache, struct error_list *notes);

#endif

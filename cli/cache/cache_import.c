/* cli/cache/cache_import.c - noworse cache import: replies of a file, kept. */
#include "cli/cache/cache_parts.h"
#include "cli/mistakes.h"
#include "store/cassette.h"

struct import_args {
    const char *state;
};

struct import {
    struct reply_cache *cache;
    int64_t added, known;
};

static void reply_import(void *context, const struct kept_reply *reply)
{
    struct import *import = context;
    struct kept_reply ignored;

    if (reply_cache_find(import->cache, reply->key, reply->stored_ms, &ignored)) {
        if (reply->held_out)
            reply_cache_hold_out(import->cache);
        import->known++;
        return;
    }
    reply_cache_add(import->cache, reply);
    import->added++;
}

/* All lines are read before the first is kept. */
static enum exit_code import_run(const void *given, const struct texts *operands)
{
    const struct import_args *args = given;
    const char *path = operands->items[0];
    struct error_list errors = ERROR_LIST_INIT, notes = ERROR_LIST_INIT;
    struct import import = {.cache = NULL};
    enum exit_code code = EXIT_CODE_OK;

    if (cassette_read(path, NULL, NULL, &errors)) {
        error_list_print(&errors, stderr, color_for(COLOR_AUTO, stderr));
        fputs("nothing was imported\n", stderr);
        code = exit_code_for_errors(&errors);
        error_list_release(&errors);
        return code;
    }
    code = cache_here(args->state, false, &notes, &import.cache);
    if (code != EXIT_CODE_OK)
        return code;
    if (cassette_read(path, reply_import, &import, &errors))
        code = exit_code_for_errors(&errors);
    error_list_print(&errors, stderr, color_for(COLOR_AUTO, stderr));
    error_list_release(&errors);
    code = exit_code_worse(code, cache_leave(import.cache, &notes));
    if (code == EXIT_CODE_OK)
        printf("%lld replies imported, %lld were here already\n", (long long)import.added,
               (long long)import.known);
    return code;
}

static const struct option import_options[] = {
    CACHE_STATE_OPTION(struct import_args),
    {NULL, 0, OPTION_FLAG, 0, NULL, NULL, NULL},
};

const struct command command_cache_import = {
    .name = "import",
    .of = "cache",
    .operands = "FILE",
    .summary = "keeps the replies of an exported file; all of them, or none",
    .details = "A reply that is here already and not older stays.",
    .options = import_options,
    .args_size = sizeof(struct import_args),
    .operands_min = 1,
    .operands_max = 1,
    .run = import_run,
};

/* cli/cache/cache_command.c - noworse cache: its parts, and how each finds the cache. */
#include "base/clock.h"
#include "base/path.h"
#include "cli/cache/cache_parts.h"
#include "cli/commands.h"
#include "cli/mistakes.h"
#include "cli/state_folder.h"
#include "cli/suite_cache.h"

#include <stdlib.h>

static int path_here(const char *state, char **out, struct error *err)
{
    char *here = NULL;
    char *root;

    if (path_resolve(".", &here, err))
        return -1;
    root = path_find_above(here, ".git");
    *out = suite_cache_path(state, root ? root : here);
    free(root);
    free(here);
    return 0;
}

enum exit_code cache_here(const char *state, bool to_read, struct error_list *notes,
                          struct reply_cache **out)
{
    const struct clock *clock = clock_system();
    struct reply_cache_options options = {
        .is_read_only = to_read, .now_ms = clock->wall_ms(clock), .notes = notes};
    enum exit_code code = EXIT_CODE_OK;
    char *path = NULL;
    char *folder = NULL;
    struct error err;
    int rc = path_here(state, &path, &err);

    if (rc == 0 && !to_read) {
        folder = path_folder(path);
        rc = state_make(folder, &err);
    }
    options.path = path;
    if (rc || reply_cache_open(&options, out, &err))
        code = error_tell(&err);
    free(folder);
    free(path);
    return code;
}

enum exit_code cache_leave(struct reply_cache *cache, struct error_list *notes)
{
    enum exit_code code;

    reply_cache_close(cache);
    code = notes->warning_count ? EXIT_CODE_INCOMPLETE : EXIT_CODE_OK;
    mistakes_tell(notes, color_for(COLOR_AUTO, stderr));
    error_list_release(notes);
    return code;
}

static const struct command *const cache_parts[] = {
    &command_cache_stats, &command_cache_export, &command_cache_import,
    &command_cache_clear, NULL};

const struct command command_cache = {
    .name = "cache",
    .parts = cache_parts,
    .summary = "replies that are kept: counted, exported, imported, removed",
};

/* cli/suite_cache.c - the reply cache of a suite's state folder. */
#include "cli/suite_cache.h"

#include "base/clock.h"
#include "base/path.h"
#include "cli/state_folder.h"
#include "suites/cache_mode.h"

#include <stdlib.h>
#include <unistd.h>

char *suite_cache_path(const char *state, const char *root)
{
    char *folder = state_folder(state, root);
    char *path = path_join(folder, "replies.db");

    free(folder);
    return path;
}

/* What models may do with it, together: look into it, or write it too. */
static void uses_read(const struct suite *suite, int said, bool *is_used, bool *is_kept)
{
    *is_used = *is_kept = false;
    for (size_t i = 0; i < suite->model_count; i++) {
        enum cache_mode mode =
            cache_mode_for((enum cache_mode)said, suite, &suite->models[i]);

        *is_used |= mode != CACHE_OFF;
        *is_kept |= mode == CACHE_USE || mode == CACHE_REFRESH;
    }
}

static int cache_open(const struct suite *suite, const struct suite_args *args,
                      bool is_kept, struct error_list *notes, struct reply_cache **out,
                      struct error *err)
{
    const struct clock *clock = clock_system();
    char *path = suite_cache_path(args->state, suite->root);
    char *folder = path_folder(path);
    struct reply_cache_options options = {
        .path = path, .now_ms = clock->wall_ms(clock), .notes = notes};
    int rc = 0;

    if (is_kept)
        rc = state_make(folder, err);
    else /* what is not there is not made only to be found empty */
        options.is_read_only = access(path, F_OK) != 0;
    if (rc == 0)
        rc = reply_cache_open(&options, out, err);
    free(folder);
    free(path);
    return rc;
}

struct reply_cache *suite_cache_open(const struct suite *suite,
                                     const struct suite_args *args,
                                     struct error_list *notes)
{
    struct reply_cache *cache = NULL;
    struct error err;
    bool is_used, is_kept;

    uses_read(suite, args->cache, &is_used, &is_kept);
    if (is_used && cache_open(suite, args, is_kept, notes, &cache, &err)) {
        error_hint(&err, "%s",
                   is_kept ? "this run asks for all replies, and keeps none"
                           : "no reply is here, and nothing may be sent");
        error_list_warn(notes, &err);
    }
    return cache;
}

struct reply_cache *suite_cache_read(const struct suite *suite, const char *state,
                                     struct error_list *notes)
{
    char *path = suite_cache_path(state, suite->root);
    const struct clock *clock = clock_system();
    const struct reply_cache_options options = {.path = path,
                                                .is_read_only = true,
                                                .now_ms = clock->wall_ms(clock),
                                                .notes = notes};
    struct reply_cache *cache = NULL;
    struct error ignored;

    if (reply_cache_open(&options, &cache, &ignored))
        cache = NULL;
    free(path);
    return cache;
}

void suite_cache_tidy(struct reply_cache *cache)
{
    const struct reply_cache_limits limits = {REPLY_CACHE_BYTES, REPLY_CACHE_DAYS};

    if (cache)
        reply_cache_evict(cache, &limits);
}

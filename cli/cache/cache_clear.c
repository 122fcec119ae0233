/* cli/cache/cache_clear.c - noworse cache clear: kept replies removed. */
#include "base/clock.h"
#include "cli/cache/cache_parts.h"

struct clear_args {
    const char *state;
    unsigned older_than;
};

enum { MS_A_DAY = 24 * 3600 * 1000 };

static enum exit_code clear_run(const void *given, const struct texts *operands)
{
    const struct clear_args *args = given;
    const struct clock *clock = clock_system();
    int64_t before_ms = args->older_than
                            ? clock->wall_ms(clock) - (int64_t)args->older_than * MS_A_DAY
                            : INT64_MAX;
    struct error_list notes = ERROR_LIST_INIT;
    struct reply_cache *cache = NULL;
    int64_t removed = 0;
    struct error err;
    enum exit_code code = cache_here(args->state, false, &notes, &cache);

    (void)operands;
    if (code != EXIT_CODE_OK)
        return code;
    if (reply_cache_clear(cache, before_ms, &removed, &err))
        code = error_tell(&err);
    else
        printf("%lld replies removed\n", (long long)removed);
    return exit_code_worse(code, cache_leave(cache, &notes));
}

static const struct option clear_options[] = {
    CACHE_STATE_OPTION(struct clear_args),
    {"older-than", 0, OPTION_COUNT, offsetof(struct clear_args, older_than), "DAYS",
     "only what was stored before so many days", NULL},
    {NULL, 0, OPTION_FLAG, 0, NULL, NULL, NULL},
};

const struct command command_cache_clear = {
    .name = "clear",
    .of = "cache",
    .operands = "",
    .summary = "removes all replies, or those older than some days",
    .options = clear_options,
    .args_size = sizeof(struct clear_args),
    .run = clear_run,
};

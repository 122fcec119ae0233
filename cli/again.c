/* cli/again.c - the command that goes on with a run, or makes it once more. */
#include "cli/again.h"

#include "suites/cache_mode.h"

enum { COMMAND_BYTES_MAX = 1 << 20 };

static bool is_over(struct run_file *file)
{
    struct run_info info;
    struct error ignored;
    bool over;

    if (run_file_info(file, &info, &ignored))
        return false;
    over = info.status == RUN_FINISHED;
    run_info_release(&info);
    return over;
}

static bool is_cache_alone(const struct suite *suite, int said)
{
    for (size_t i = 0; i < suite->model_count; i++)
        if (cache_mode_for((enum cache_mode)said, suite, &suite->models[i]) == CACHE_ONLY)
            return true;
    return false;
}

char *given_command(const char *suite, const struct run_args *args,
                    const struct option *options, const struct run_args *defaults)
{
    struct buf command = BUF_INIT(COMMAND_BYTES_MAX);
    struct run_args given = *args;

    given.suite.fresh = false;
    buf_append_text(&command, "noworse run ");
    option_append_word(suite, &command);
    options_append_given(options, &given, defaults, &command);
    return buf_detach(&command);
}

char *again_command(const struct opened_suite *opened, const struct run_args *args,
                    const struct option *options, const struct run_args *defaults)
{
    struct run_args given = *args;

    if (is_cache_alone(opened->suite, args->suite.cache) && is_over(opened->file))
        given.suite.cache = CACHE_USE;
    return given_command(opened->path, &given, options, defaults);
}

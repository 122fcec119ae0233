/* cli/cache/cache_export.c - noworse cache export: kept replies as JSON Lines. */
#include "base/file.h"
#include "base/mem.h"
#include "base/new_file.h"
#include "cli/cache/cache_parts.h"
#include "store/cassette.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct export_args {
    const char *state;
    bool held_out;
};

struct export
{
    FILE *out;
    struct buf line;
    bool held_out;
    int64_t written, left_out;
};

static int reply_export(void *context, const struct kept_reply *reply)
{
    struct export *export = context;

    if (reply->held_out && !export->held_out) {
        export->left_out++;
        return 0;
    }
    buf_clear(&export->line);
    cassette_write(reply, &export->line);
    if (buf_is_over(&export->line)) {
        export->left_out++;
        return 0;
    }
    fwrite(buf_text(&export->line), 1, export->line.length, export->out);
    export->written++;
    return ferror(export->out);
}

static int standard_export(struct reply_cache *cache, struct export *export,
                           struct error *err)
{
    int rc;

    export->out = stdout;
    rc = reply_cache_each(cache, reply_export, export, err);
    if (fflush(stdout) == 0 && !ferror(stdout) && rc <= 0)
        return rc;
    return file_reader_has_left(STDOUT_FILENO)
               ? 0
               : error_errno(err, "N0930", "write", "standard output");
}

/* What is there stays until all is written. */
static int file_export(struct reply_cache *cache, const char *path, struct export *export,
                       struct error *err)
{
    struct new_file file;
    int rc;

    if (new_file_begin(&file, path, "N0930", err))
        return -1;
    export->out = file.stream;
    rc = reply_cache_each(cache, reply_export, export, err);
    return new_file_end(&file, rc < 0 ? -1 : 0, err);
}

static int export_write(struct reply_cache *cache, const char *path,
                        struct export *export, struct error *err)
{
    return strcmp(path, "-") ? file_export(cache, path, export, err)
                             : standard_export(cache, export, err);
}

static enum exit_code export_run(const void *given, const struct texts *operands)
{
    const struct export_args *args = given;
    struct export export = {.line = BUF_INIT(CASSETTE_LINE_MAX),
                            .held_out = args->held_out};
    struct error_list notes = ERROR_LIST_INIT;
    struct reply_cache *cache = NULL;
    struct error err;
    enum exit_code code = cache_here(args->state, true, &notes, &cache);

    if (code != EXIT_CODE_OK)
        return code;
    if (export_write(cache, operands->items[0], &export, &err))
        code = error_tell(&err);
    else
        fprintf(stderr, "%lld replies written\n", (long long)export.written);
    if (export.left_out && !args->held_out)
        fprintf(stderr, "%lld of held-out cohorts left out (--held-out)\n",
                (long long)export.left_out);
    buf_release(&export.line);
    return exit_code_worse(code, cache_leave(cache, &notes));
}

static const struct option export_options[] = {
    CACHE_STATE_OPTION(struct export_args),
    {"held-out", 0, OPTION_FLAG, offsetof(struct export_args, held_out), NULL,
     "replies of held-out cohorts too, with their cases' texts", NULL},
    {NULL, 0, OPTION_FLAG, 0, NULL, NULL, NULL},
};

const struct command command_cache_export = {
    .name = "export",
    .of = "cache",
    .operands = "FILE",
    .summary = "replies as readable JSON Lines, without secrets; - is standard output",
    .details = "What each line holds: docs/cache.md, noworse schema print cassette. "
               "Replies of held-out\ncohorts are left out, unless --held-out is given.",
    .options = export_options,
    .args_size = sizeof(struct export_args),
    .operands_min = 1,
    .operands_max = 1,
    .run = export_run,
};

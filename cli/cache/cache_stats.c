/* cli/cache/cache_stats.c - noworse cache stats: what is kept. */
#include "base/clock.h"
#include "cli/cache/cache_parts.h"
#include "gate/figure.h"

#include <jansson.h>

struct stats_args {
    const char *state;
    bool json;
};

static json_t *time_json(int64_t wall_ms)
{
    char text[CLOCK_TEXT_SIZE];

    clock_format(wall_ms, text);
    return wall_ms ? json_string(text) : json_null();
}

static void json_print(const struct reply_cache_stats *stats)
{
    json_t *models = json_array();
    json_t *all;

    for (size_t i = 0; i < stats->model_count; i++) {
        const struct reply_cache_model *model = &stats->models[i];

        json_array_append_new(
            models,
            json_pack("{ss ss? sI sI sI sI sf}", "provider", model->provider, "model",
                      model->model, "replies", (json_int_t)model->replies, "bytes",
                      (json_int_t)model->bytes, "input_tokens",
                      (json_int_t)model->input_tokens, "output_tokens",
                      (json_int_t)model->output_tokens, "cost_usd", model->cost_usd));
    }
    all = json_pack("{ss sI sI sI so so so}", "schema", "noworse/cache/1", "replies",
                    (json_int_t)stats->replies, "held_out", (json_int_t)stats->held_out,
                    "bytes", (json_int_t)stats->bytes, "oldest",
                    time_json(stats->oldest_ms), "newest", time_json(stats->newest_ms),
                    "models", models);
    json_dumpf(all, stdout, JSON_INDENT(2));
    putchar('\n');
    json_decref(all);
}

static void text_print(const struct reply_cache_stats *stats)
{
    char count[FIGURE_SIZE], held_out[FIGURE_SIZE];
    char oldest[CLOCK_TEXT_SIZE], newest[CLOCK_TEXT_SIZE];

    figure_count(stats->replies, count);
    figure_count(stats->held_out, held_out);
    printf("%s replies, %s of them held out; %.1f MB\n", count, held_out,
           (double)stats->bytes / 1e6);
    if (!stats->replies)
        return;
    clock_format(stats->oldest_ms, oldest);
    clock_format(stats->newest_ms, newest);
    printf("the oldest of %s, the newest of %s\n\n", oldest, newest);
    for (size_t i = 0; i < stats->model_count; i++) {
        const struct reply_cache_model *model = &stats->models[i];

        figure_count(model->replies, count);
        printf("  %s%s%-24s  %9s replies  %8.1f MB  $%.2f\n", model->provider,
               model->model ? "/" : "", model->model ? model->model : "", count,
               (double)model->bytes / 1e6, model->cost_usd);
    }
}

static enum exit_code stats_run(const void *given, const struct texts *operands)
{
    const struct stats_args *args = given;
    struct error_list notes = ERROR_LIST_INIT;
    struct reply_cache *cache = NULL;
    struct reply_cache_stats stats;
    struct error err;
    enum exit_code code = cache_here(args->state, true, &notes, &cache);

    (void)operands;
    if (code != EXIT_CODE_OK)
        return code;
    if (reply_cache_stats(cache, &stats, &err)) {
        code = error_tell(&err);
    } else {
        if (args->json)
            json_print(&stats);
        else
            text_print(&stats);
        reply_cache_stats_release(&stats);
    }
    return exit_code_worse(code, cache_leave(cache, &notes));
}

static const struct option stats_options[] = {
    CACHE_STATE_OPTION(struct stats_args),
    {"json", 0, OPTION_FLAG, offsetof(struct stats_args, json), NULL,
     "the figures as one JSON object", NULL},
    {NULL, 0, OPTION_FLAG, 0, NULL, NULL, NULL},
};

const struct command command_cache_stats = {
    .name = "stats",
    .of = "cache",
    .operands = "",
    .summary = "how many replies there are, how old, how large, what they had cost",
    .options = stats_options,
    .args_size = sizeof(struct stats_args),
    .run = stats_run,
};

/* cli/diff/diff.c - noworse diff: two runs, two variants of one, or of a suite run now.
 */
#include "base/path.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "cli/diff/diff_command.h"
#include "cli/mistakes.h"
#include "cli/run_lookup.h"

enum { LIMIT_DEFAULT = 20 };

static enum exit_code alone_tell(void)
{
    struct error err;

    error_set(&err, ERROR_USAGE, "N0956", "a baseline's file has one side");
    error_hint(&err, "noworse diff FILE.json RUN");
    return error_tell(&err);
}

static int source_open(const char *name, const char *state, struct diff_source *out,
                       struct error *err)
{
    if (is_baseline_word(name))
        return baseline_file_load(name, &out->baseline, err);
    return run_lookup(name, state, &out->run, err);
}

static void source_close(struct diff_source *source)
{
    if (source->run)
        run_file_close(source->run);
    baseline_file_free(source->baseline);
}

static enum exit_code sources_compare(const struct diff_args *args,
                                      const struct texts *operands)
{
    const struct suite_args *which = &args->run.suite;
    const struct diff_scope scope = {&which->prompts, &which->models, &which->cohorts,
                                     &which->cases};
    struct diff_source sources[2] = {{.state = which->state}, {.state = which->state}};
    enum exit_code code = EXIT_CODE_OK;
    struct error err;

    if (operands->count == 1 && is_baseline_word(operands->items[0]))
        return alone_tell();
    for (size_t i = 0; code == EXIT_CODE_OK && i < operands->count; i++)
        if (source_open(operands->items[i], which->state, &sources[i], &err))
            code = error_tell(&err);
    if (code == EXIT_CODE_OK)
        code =
            diff_sources_tell(&sources[0], &sources[operands->count - 1], &scope, args);
    source_close(&sources[0]);
    source_close(&sources[1]);
    return code;
}

static bool is_suite(const char *path)
{
    return path_has_ending(path, ".yaml") || path_has_ending(path, ".yml");
}

static enum exit_code diff_run(const void *given, const struct texts *operands)
{
    const struct diff_args *args = given;
    const bool names_suite = is_suite(operands->items[0]) ||
                             (operands->count > 1 && is_suite(operands->items[1]));
    struct error err;

    if (!names_suite && args->revisions.count == 0)
        return sources_compare(args, operands);
    if (names_suite && operands->count == 1)
        return diff_suite_run(operands->items[0], args);
    error_set(&err, ERROR_USAGE, "N0956",
              names_suite ? "a suite is compared with nothing else"
                          : "--prompt-rev goes with a suite");
    return error_tell(&err);
}

static const struct diff_args diff_defaults = {
    .run = {.suite = {.cache = CACHE_UNSET}, .retries = UNSET_RETRIES},
    .limit = LIMIT_DEFAULT};

static const struct option diff_options[] = {
    {"prompt", 0, OPTION_TEXTS, offsetof(struct diff_args, run.suite.prompts), "ID",
     "this prompt's variant; given twice: the old side's, the new side's", NULL},
    {"model", 0, OPTION_TEXTS, offsetof(struct diff_args, run.suite.models), "ID",
     "this model's variant; given twice: the old side's, the new side's", NULL},
    {"prompt-rev", 0, OPTION_TEXTS, offsetof(struct diff_args, revisions), "REF",
     "SUITE: its prompt at this git revision against that at a second, or as it is now",
     NULL},
    {"cohort", 0, OPTION_TEXTS, offsetof(struct diff_args, run.suite.cohorts), "NAME",
     "only this cohort", NULL},
    {"case", 0, OPTION_TEXTS, offsetof(struct diff_args, run.suite.cases), "ID",
     "only this case: its id, or cohort/id", NULL},
    {"only", 0, OPTION_WORD, offsetof(struct diff_args, only), "WHICH",
     "cases to list: all that are not the same, or worse (they pass less often), broke, "
     "fixed, flaky, changed, regraded, new, gone, same, unscored",
     diff_only_words},
    {"limit", 0, OPTION_NUMBER, offsetof(struct diff_args, limit), "N",
     "cases to list; 0: every one (20)", NULL},
    {"json", 0, OPTION_FLAG, offsetof(struct diff_args, run.telling.json), NULL,
     "the result as one JSON object on standard output", NULL},
    {"exit-code", 0, OPTION_FLAG, offsetof(struct diff_args, exit_code), NULL,
     "exit code 1 where the outcome of a case differs", NULL},
    {"no-pager", 0, OPTION_FLAG, offsetof(struct diff_args, no_pager), NULL,
     "not a page at a time on a terminal", NULL},
    {"repeats", 0, OPTION_COUNT, offsetof(struct diff_args, run.suite.repeats), "K",
     "SUITE: samples a case and variant, instead of its own", NULL},
    {"concurrency", 'j', OPTION_COUNT, offsetof(struct diff_args, run.concurrency), "N",
     "SUITE: calls at the same time, instead of its own", NULL},
    {"max-cost", 0, OPTION_USD, offsetof(struct diff_args, run.suite.max_cost), "USD",
     "SUITE: it may cost so much at most", NULL},
    {"cache", 0, OPTION_WORD, offsetof(struct diff_args, run.suite.cache), "HOW",
     "SUITE: kept replies: use (the default), refresh, off or only", cache_words},
    {"fresh", 0, OPTION_FLAG, offsetof(struct diff_args, run.suite.fresh), NULL,
     "SUITE: begin a new run, also where an earlier one did not finish", NULL},
    {"progress", 0, OPTION_WORD, offsetof(struct diff_args, run.progress), "HOW",
     "SUITE: auto, bar, lines, json or none; on standard error", progress_words},
    {"root", 0, OPTION_TEXT, offsetof(struct diff_args, run.suite.root), "DIR",
     "SUITE: files are read below it; default: the repository", NULL},
    {"allow-outside", 0, OPTION_FLAG, offsetof(struct diff_args, run.suite.allow_outside),
     NULL, "SUITE: files outside the root may be read", NULL},
    {"allow-exec", 0, OPTION_FLAG, offsetof(struct diff_args, run.suite.allow_exec), NULL,
     "SUITE: it may start programs (provider and grader exec)", NULL},
    {"plugins", 0, OPTION_TEXT, offsetof(struct diff_args, run.suite.plugins), "DIR",
     "SUITE: graders may be loaded from the shared objects of this folder", NULL},
    STATE_OPTION(struct diff_args, run.suite.state),
    COLOR_OPTION(struct diff_args, run.telling.color),
    {NULL, 0, OPTION_FLAG, 0, NULL, NULL, NULL},
};

const struct command command_diff = {
    .name = "diff",
    .operands = "RUN [RUN] | SUITE",
    .summary = "two runs, or a run and its baseline: what broke, word by word",
    .details =
        "One RUN: its candidate against its baseline. Two: the candidate of the first "
        "against that of\nthe second. SUITE (.yaml): two of its prompts or models, run "
        "now: --prompt v7 --prompt v8. RUN is\na path, a run's id, a unique prefix of "
        "one, or latest, or a baseline's file (.json). The worst\nregression comes "
        "first.",
    .options = diff_options,
    .args_size = sizeof(struct diff_args),
    .defaults = &diff_defaults,
    .operands_min = 1,
    .operands_max = 2,
    .run = diff_run,
};

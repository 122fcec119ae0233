/* cli/grade/grade_command.c - noworse grade: answers that exist already, through one
 * grader. */
#include "base/clock.h"
#include "cli/commands.h"
#include "cli/grade/grade_parts.h"
#include "cli/mistakes.h"
#include "cli/run.h"
#include "cli/suite_cache.h"
#include "suites/cache_mode.h"
#include "transport/transport.h"

#include <inttypes.h>
#include <signal.h>

/* What is not known is no 0. */
static void cost_print(const struct ledger *spent, FILE *stream)
{
    char cost[MONEY_TEXT_SIZE];

    money_format(spent->cost, cost);
    if (spent->requests && spent->unknown_calls == spent->requests)
        fputs(" of unknown cost", stream);
    else if (spent->unknown_calls && spent->cost)
        fprintf(stream, ", %s and %" PRId64 " of unknown cost", cost,
                spent->unknown_calls);
    else if (spent->unknown_calls)
        fprintf(stream, ", %" PRId64 " of unknown cost", spent->unknown_calls);
    else if (spent->requests)
        fprintf(stream, ", %s", cost);
}

static void asked_print(const struct given_end *end, FILE *stream)
{
    fprintf(stream, "; %" PRId64 " call%s", end->spent.requests,
            end->spent.requests == 1 ? "" : "s");
    cost_print(&end->spent, stream);
    if (end->reused)
        fprintf(stream, ", %" PRId64 " %s from the cache", end->reused,
                end->reused == 1 ? "reply" : "replies");
}

static void summary_print(const struct grade_counts *counts, const struct given_end *end,
                          bool asks, FILE *stream)
{
    fprintf(stream, "%" PRIu64 " pass, %" PRIu64 " fail, %" PRIu64 " unscored",
            counts->passed, counts->failed, counts->unscored);
    if (counts->scored)
        fprintf(stream, "; mean score %.3f", counts->score_sum / (double)counts->scored);
    if (counts->bad)
        fprintf(stream, "; %" PRIu64 " line%s could not be graded", counts->bad,
                counts->bad == 1 ? "" : "s");
    if (asks)
        asked_print(end, stream);
    fputc('\n', stream);
}

/* What is unscored is no pass, and an empty file shows nothing. */
static enum exit_code code_of_counts(const struct grade_counts *counts)
{
    if (counts->bad)
        return EXIT_CODE_INPUT;
    if (counts->failed)
        return EXIT_CODE_GATE_FAILED;
    if (counts->unscored)
        return EXIT_CODE_INCOMPLETE;
    return counts->passed ? EXIT_CODE_OK : EXIT_CODE_NO_CASES;
}

/* Where a reader of standard output left, that is no failure; main() knows. */
static enum exit_code code_of_end(const struct given_end *end)
{
    if (end->status == RUN_INTERRUPTED)
        return end->signal == SIGINT ? EXIT_CODE_INTERRUPTED : EXIT_CODE_TERMINATED;
    if (end->is_whole || !end->reason)
        return EXIT_CODE_OK;
    return end->status == RUN_SPENT ? EXIT_CODE_BUDGET : EXIT_CODE_INCOMPLETE;
}

/* What ended it before the last line; where standard output did, main() tells it. */
static void end_tell(const struct given_end *end, bool keeps)
{
    const char *reason =
        end->status == RUN_INTERRUPTED ? "it was interrupted" : end->reason;
    struct error err;

    if (end->is_whole || !reason)
        return;
    error_set(&err, ERROR_REMOTE, "N0995",
              "not every answer was graded: %s; what was graded is written", reason);
    if (keeps && end->status != RUN_STOPPED)
        error_hint(&err, "the same command asks for the rest alone: replies are kept");
    error_tell(&err);
}

static bool asks_model(const struct grade_spec *spec)
{
    for (size_t i = 0; i < spec->suite.model_count; i++)
        if (spec->prepared.models[i].is_asked)
            return true;
    return false;
}

static enum exit_code files_grade(struct grade_spec *spec, const struct grade_args *args,
                                  const struct texts *paths)
{
    const struct clock clock = clock_from_now();
    const struct run_options options = {
        .concurrency = args->concurrency,
        .timeout_s = args->timeout_s,
        .retries = args->retries == UNSET_RETRIES ? -1 : (int)args->retries,
        .seed = args->suite.seed,
        .cache = spec->replies,
        .clock = &clock,
        .situation = stderr};
    const unsigned slots = given_slots(&spec->prepared, &options);
    enum exit_code code;
    struct grade_files files;
    struct given_source source = grade_files_source(&files);
    struct given_end end;
    struct error err;

    grade_files_begin(&files, paths, spec->set, slots, stdout);
    if (given_answers_grade(&spec->prepared, spec->set, &options, &source, slots, &end,
                            &err)) {
        grade_files_end(&files);
        return error_tell(&err);
    }
    fflush(stdout);
    end_tell(&end, spec->replies != NULL);
    summary_print(&files.counts, &end, asks_model(spec), stderr);
    code = exit_code_worse(files.code, code_of_counts(&files.counts));
    code = exit_code_worse(code, code_of_end(&end));
    given_end_release(&end);
    grade_files_end(&files);
    return code;
}

static enum exit_code spec_grade(struct grade_spec *spec, const struct grade_args *args,
                                 const struct texts *paths)
{
    const enum color color = color_for(COLOR_AUTO, stderr);
    struct error_list errors = ERROR_LIST_INIT;
    enum exit_code code = EXIT_CODE_INPUT;

    if (grade_spec_prepare(spec, args, &errors)) {
        mistakes_tell(&errors, color);
        code = exit_code_for_errors(&errors);
    } else {
        mistakes_tell(&errors, color);
        code = files_grade(spec, args, paths);
        suite_cache_tidy(spec->replies);
        mistakes_tell(&spec->notes, color);
    }
    error_list_release(&errors);
    return code;
}

static enum exit_code grade_run(const void *given, const struct texts *operands)
{
    const struct grade_args *args = given;
    struct grade_spec spec = {.tree = TREE_INIT};
    enum exit_code code;
    struct error err;

    if (!args->grader || !*args->grader) {
        error_set(&err, ERROR_USAGE, "N0993", "noworse grade needs --grader SPEC");
        error_hint(&err, "--grader exact, --grader '{regex: \"^[0-9]+$\"}', --grader "
                         "grader.yaml");
        return error_tell(&err);
    }
    if (args->suite_file)
        transport_expect();
    code = spec_grade(&spec, args, operands);
    grade_spec_release(&spec);
    return code;
}

static const struct grade_args grade_defaults = {.suite = {.cache = CACHE_UNSET},
                                                 .retries = UNSET_RETRIES};

static const struct option grade_options[] = {
    {"grader", 'g', OPTION_TEXT, offsetof(struct grade_args, grader), "SPEC",
     "a type (exact), YAML ('{regex: \"^\\d+$\"}'), a file that holds it, or a grader of "
     "the suite by its name",
     NULL},
    {"suite", 0, OPTION_TEXT, offsetof(struct grade_args, suite_file), "FILE",
     "the suite that says which models graders ask (judge, embedding), and how", NULL},
    {"concurrency", 'j', OPTION_COUNT, offsetof(struct grade_args, concurrency), "N",
     "calls at the same time, instead of the suite's; lines that a program has", NULL},
    {"timeout", 0, OPTION_SECONDS, offsetof(struct grade_args, timeout_s), "S",
     "seconds a call may take, instead of the model's", NULL},
    {"retries", 0, OPTION_NUMBER, offsetof(struct grade_args, retries), "N",
     "further tries of a call that may have been billed, instead of the model's", NULL},
    {"seed", 0, OPTION_NUMBER, offsetof(struct grade_args, suite.seed), "N",
     "of the jitter of waits between tries", NULL},
    {"max-cost", 0, OPTION_USD, offsetof(struct grade_args, suite.max_cost), "USD",
     "it may cost so much at most", NULL},
    {"cache", 0, OPTION_WORD, offsetof(struct grade_args, suite.cache), "HOW",
     "kept replies: use (the default), refresh, off or only", cache_words},
    {"state", 0, OPTION_TEXT, offsetof(struct grade_args, suite.state), "DIR",
     "where replies are kept; default: .noworse below the root", NULL},
    {"root", 0, OPTION_TEXT, offsetof(struct grade_args, suite.root), "DIR",
     "files are read below it; default: the suite's repository", NULL},
    {"allow-outside", 0, OPTION_FLAG, offsetof(struct grade_args, suite.allow_outside),
     NULL, "files outside the root may be read", NULL},
    {"allow-exec", 0, OPTION_FLAG, offsetof(struct grade_args, suite.allow_exec), NULL,
     "programs may be started (grader and provider exec)", NULL},
    {"plugins", 0, OPTION_TEXT, offsetof(struct grade_args, suite.plugins), "DIR",
     "graders may be loaded from the shared objects of this folder", NULL},
    {NULL, 0, OPTION_FLAG, 0, NULL, NULL, NULL},
};

const struct command command_grade = {
    .name = "grade",
    .operands = "FILE.jsonl…",
    .summary = "grades answers that exist already",
    .details =
        "A line of JSON in, {\"answer\": …, \"reference\": …}, one out: {\"line\", "
        "\"verdict\",\n\"score\", \"reason\"}. \"-\" is standard input. Ends with 0: "
        "all pass; 1: one fails;\n3: none fails and one is unscored; 2: a line or "
        "the grader is wrong; 4: no line; 6: --max-cost is reached.",
    .options = grade_options,
    .args_size = sizeof(struct grade_args),
    .defaults = &grade_defaults,
    .operands_min = 1,
    .operands_max = UINT_MAX,
    .run = grade_run,
};

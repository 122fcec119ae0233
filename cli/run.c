/* cli/run.c - noworse run: asks, grades, gates, reports. */
#include "cli/run.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/money.h"
#include "cli/again.h"
#include "cli/commands.h"
#include "cli/mistakes.h"
#include "cli/named_suites.h"
#include "cli/project_run.h"
#include "cli/sight.h"
#include "cli/suite_cache.h"
#include "cli/ungated.h"
#include "cli/unpaired.h"
#include "gate/figure.h"
#include "reports/progress.h"
#include "runner/runner.h"
#include "transport/transport.h"

#include <limits.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char *const uncertain_words[] = {"resend", "skip", NULL};
const char *const progress_words[] = {"auto", "bar", "lines", "json", "none", NULL};

/* Refused, unless the person says that it is meant so. */
static void gates_check(struct opened_suite *opened, const struct run_args *args)
{
    struct error err;

    if (args->telling.advisory)
        return;
    if (is_gated(opened, &err) != 1)
        error_list_add(&opened->errors, &err);
    pairs_check(opened);
}

/* suite-format 2.1: a suite's name is unique in a command, for it names the run and what
 * reports make of it. */
static void name_check(struct opened_suite *opened, size_t index)
{
    struct opened_suite *own = &opened[index];
    struct place place = {own->path, 0, 0, 0};

    for (size_t i = 0; own->suite && i < index; i++) {
        if (!opened[i].suite || strcmp(opened[i].suite->name, own->suite->name) != 0)
            continue;
        error_list_at(&own->errors, &place, "N0914",
                      "another suite of this command is named %s too", own->suite->name);
        error_hint(error_list_last(&own->errors),
                   "give each its own name: `suite: NAME`");
        return;
    }
}

static bool is_same_file(const char *a, const char *b)
{
    struct stat of_a, of_b;

    return a && b && stat(a, &of_a) == 0 && stat(b, &of_b) == 0 &&
           S_ISREG(of_a.st_mode) && of_a.st_dev == of_b.st_dev &&
           of_a.st_ino == of_b.st_ino;
}

static bool suite_reads(const struct suite *suite, const char *file)
{
    if (is_same_file(suite->path, file))
        return true;
    for (size_t i = 0; i < suite->prompt_count; i++)
        if (is_same_file(suite->prompts[i].path, file))
            return true;
    for (size_t i = 0; i < suite->cohort_count; i++)
        for (size_t j = 0; j < suite->cohorts[i].file_count; j++)
            if (is_same_file(suite->cohorts[i].files[j], file))
                return true;
    return false;
}

static void output_check(struct opened_suite *opened, const char *file)
{
    struct error err;

    if (!suite_reads(opened->suite, file))
        return;
    error_set(&err, ERROR_USAGE, "N0915", "the suite reads %s: no report goes there",
              file);
    error_list_add(&opened->errors, &err);
}

/* A slip of the hand must not put a report in the place of cases. */
static void outputs_check(struct opened_suite *opened, const struct run_args *args)
{
    for (size_t i = 0; i < args->telling.outputs.count; i++) {
        const struct report_type *type;
        const char *file;
        struct error err;

        if (report_for_output(args->telling.outputs.items[i], &type, &file, &err) == 0)
            output_check(opened, file);
    }
    if (args->telling.events_file)
        output_check(opened, args->telling.events_file);
}

/* All suites are checked before anything is sent. */
static enum exit_code suites_open(const struct run_args *args, const struct texts *paths,
                                  char *const *given, struct opened_suite *opened)
{
    enum color color = color_for(args->telling.color, stderr);
    enum exit_code code = EXIT_CODE_OK;
    struct suite_args suite = args->suite;

    suite.profile_is_optional = paths->count > 1;
    for (size_t i = 0; i < paths->count; i++) {
        suite.command = given[i];
        if (opened_suite_open(&opened[i], paths->items[i], &suite, PREPARE_RUN) == 0)
            gates_check(&opened[i], args);
        if (opened[i].suite)
            outputs_check(&opened[i], args);
        name_check(opened, i);
    }
    profile_check(opened, paths->count, &suite);
    for (size_t i = 0; i < paths->count; i++) {
        mistakes_tell(&opened[i].errors, color);
        code = exit_code_worse(code, exit_code_for_errors(&opened[i].errors));
    }
    return code;
}

static void on_progress(void *context, const struct run_counts *counts)
{
    const struct ledger *spent = &counts->spent;
    const bool is_priced = spent->cost > 0 || spent->unknown_calls == 0;
    const struct progress_counts shown = {
        .total = counts->planned,
        .done = counts->done,
        .passed = counts->passed,
        .failed = counts->failed,
        .unscored = counts->unscored,
        .cached = counts->cached,
        .in_flight = counts->in_flight,
        .cost_usd =
            spent->requests && is_priced ? money_to_usd(spent->cost) : (double)NAN,
        .cost_limit_usd = money_to_usd(counts->cost_limit),
        .waiting = counts->waiting_for};

    progress_update(context, &shown);
}

/* "v8 against v7", or the one candidate; nothing where there are several. */
static void variants_print(const struct run_plan *plan)
{
    const struct plan_variant *candidate = NULL;

    for (size_t i = 0; i < plan->variant_count; i++) {
        if (plan->variants[i].is_baseline)
            continue;
        if (candidate)
            return;
        candidate = &plan->variants[i];
    }
    if (candidate && candidate->baseline >= 0)
        fprintf(stderr, "   %s against %s", candidate->label,
                plan->variants[candidate->baseline].label);
}

static void heading_print(const struct opened_suite *opened, const struct run_args *args)
{
    const struct run_plan *plan = opened->prepared.plan;

    if (args->telling.quiet || args->progress == PROGRESS_NONE ||
        args->progress == PROGRESS_JSON)
        return;
    fputs(plan->suite, stderr);
    variants_print(plan);
    fprintf(stderr, "   %zu cohort%s, ", plan->cohort_count,
            plan->cohort_count == 1 ? "" : "s");
    calls_print(&opened->prepared, stderr);
    fputc('\n', stderr);
}

static void note_print(const struct opened_suite *opened, const struct run_args *args)
{
    if (opened->continuing.note && !args->telling.quiet &&
        args->progress != PROGRESS_JSON)
        fprintf(stderr, "%s\n", opened->continuing.note);
}

/* Before a token is spent: fewer cases than it takes if not one of them changes. */
static void floor_print(struct opened_suite *opened, const struct run_args *args)
{
    const struct run_plan *plan = opened->prepared.plan;
    char fewest_text[FIGURE_SIZE], counted_text[FIGURE_SIZE];
    struct error ignored;
    uint64_t fewest;
    int64_t counted;

    if (args->suite.versus || args->telling.quiet || args->progress == PROGRESS_JSON ||
        sight_floor(opened, &fewest, &counted, &ignored) || !fewest)
        return;
    figure_count((int64_t)fewest, fewest_text);
    figure_count(counted, counted_text);
    fprintf(stderr,
            "%s can PASS only by being better: %s %s%s, and a margin of %g points%s "
            "takes %s if nothing changes (noworse plan)\n",
            plan->suite, counted_text,
            counted < plan->case_count ? "independent case" : "case",
            counted == 1 ? "" : "s", 100 * plan->gate.max_drop,
            sight_held(plan, plan->gate.max_drop) < plan->gate.max_drop ? ", judged,"
                                                                        : "",
            fewest_text);
}

static void events_begin(struct opened_suite *opened, struct events *events)
{
    struct run_info info;
    struct error err;

    if (run_file_info(opened->file, &info, &err))
        return; /* the run will say so */
    events_run_start(events, info.id, opened->prepared.plan,
                     opened->continuing.resumed.count);
    run_info_release(&info);
}

/* --junit-cases, else the project's word. */
static struct telling_args telling_of(const struct opened_suite *opened,
                                      const struct run_args *args)
{
    const struct project *project = opened->suite->project;
    struct telling_args telling = args->telling;

    telling.has_just_run = true;
    if (telling.junit_cases == JUNIT_CASES_UNSET)
        telling.junit_cases =
            project && project->junit_is_strict ? JUNIT_CASES_STRICT : JUNIT_CASES_GATE;
    return telling;
}

enum exit_code suite_ask(struct opened_suite *opened, const struct run_args *args,
                         struct command_use *use)
{
    const struct clock clock = clock_from_now();
    const struct progress_options shown = {
        .mode = args->telling.quiet && args->progress == PROGRESS_AUTO
                    ? PROGRESS_NONE
                    : (enum progress_mode)args->progress,
        .out = stderr,
        .clock = &clock};
    struct progress *progress = progress_new(&shown);
    struct run_options options = {
        .concurrency = args->concurrency,
        .timeout_s = args->timeout_s,
        .retries = args->retries == UNSET_RETRIES ? -1 : (int)args->retries,
        .seed = args->suite.seed,
        .resumed = &opened->continuing.resumed,
        .cache = opened->replies,
        .clock = &clock,
        .failures_max = args->max_failures,
        .observer = args->telling.events ? events_observer(args->telling.events)
                                         : (struct run_observer){NULL, NULL, NULL},
        .situation = stderr,
        .progress = on_progress,
        .progress_context = progress};
    struct run_end end;
    struct error err;
    enum exit_code code = EXIT_CODE_OK;

    if (earlier_continue(opened, (enum uncertain)args->uncertain, &err)) {
        progress_end(progress);
        return error_tell(&err);
    }
    command_use_cap(use, clock.steady_us(&clock), opened);
    heading_print(opened, args);
    note_print(opened, args);
    floor_print(opened, args);
    if (args->telling.events)
        events_begin(opened, args->telling.events);
    if (run_samples(&opened->prepared, &options, &end, &err))
        code = error_tell(&err);
    else
        command_use_add(use, &end.counts.spent);
    signal(SIGUSR1, SIG_IGN); /* the loop has set its default again */
    progress_end(progress);
    run_end_release(&end);
    suite_cache_tidy(opened->replies);
    mistakes_tell(&opened->cache_notes, color_for(args->telling.color, stderr));
    return code;
}

static const struct run_args run_defaults = {
    .suite = {.cache = CACHE_UNSET},
    .telling = {.junit_cases = JUNIT_CASES_UNSET},
    .retries = UNSET_RETRIES};

static const struct option run_options[] = {
    SUITE_OPTIONS(struct run_args, suite),
    {"state", 0, OPTION_TEXT, offsetof(struct run_args, suite.state), "DIR",
     "where runs are kept; default: .noworse below the root", NULL},
    {"run-file", 0, OPTION_TEXT, offsetof(struct run_args, suite.run_file), "FILE",
     "where this run is written; default: STATE/runs/ID.nwrun", NULL},
    {"concurrency", 'j', OPTION_COUNT, offsetof(struct run_args, concurrency), "N",
     "calls at the same time, instead of the suite's", NULL},
    {"timeout", 0, OPTION_SECONDS, offsetof(struct run_args, timeout_s), "S",
     "seconds a call may take, instead of the model's", NULL},
    {"retries", 0, OPTION_NUMBER, offsetof(struct run_args, retries), "N",
     "further tries of a call that may have been billed, instead of the model's", NULL},
    {"max-cost", 0, OPTION_USD, offsetof(struct run_args, suite.max_cost), "USD",
     "each suite may cost so much at most; where its budget says less, that holds", NULL},
    {"cache", 0, OPTION_WORD, offsetof(struct run_args, suite.cache), "HOW",
     "kept replies: use (the default), refresh, off or only", cache_words},
    {"fresh", 0, OPTION_FLAG, offsetof(struct run_args, suite.fresh), NULL,
     "begin a new run, also where an earlier one did not finish", NULL},
    {"uncertain", 0, OPTION_WORD, offsetof(struct run_args, uncertain), "HOW",
     "calls in flight when a run was killed: resend or skip", uncertain_words},
    {"max-failures", 0, OPTION_COUNT, offsetof(struct run_args, max_failures), "N",
     "stop after so many failed samples; nothing is compared then", NULL},
    {"events", 0, OPTION_TEXT, offsetof(struct run_args, telling.events_file), "FILE",
     "what happens while it runs, as JSON Lines; - is standard output", NULL},
    {"progress", 0, OPTION_WORD, offsetof(struct run_args, progress), "HOW",
     "auto, bar, lines, json or none; on standard error", progress_words},
    TELLING_OPTIONS(struct run_args, telling),
    COLOR_OPTION(struct run_args, telling.color),
    {NULL, 0, OPTION_FLAG, 0, NULL, NULL, NULL},
};

/* What the run file tells, where the end of the run made it another. A run that was gone
 * on with has the plan of its beginning. */
static enum exit_code command_settle(struct opened_suite *opened, const char *again)
{
    struct run_plan *plan = opened->prepared.plan;
    struct error err;

    if (opened->continuing.resumed.count || !plan->command ||
        !strcmp(plan->command, again))
        return EXIT_CODE_OK;
    free(plan->command);
    plan->command = mem_text(again);
    return run_file_set_plan(opened->file, plan, &err) ? error_tell(&err) : EXIT_CODE_OK;
}

static enum exit_code suite_run(struct opened_suite *opened, const struct run_args *args,
                                struct command_use *use)
{
    struct telling_args telling = telling_of(opened, args);
    const struct clock *clock = clock_system();
    enum exit_code code = suite_ask(opened, args, use);
    char *again;

    if (code == EXIT_CODE_OK) {
        telling.again = again = again_command(opened, args, run_options, &run_defaults);
        code = command_settle(opened, again);
        code = exit_code_worse(code, run_tell(opened->file, &telling));
        free(again);
    }
    if (!args->suite.run_file)
        old_runs_remove(opened, clock->wall_ms(clock));
    return code;
}

static int args_check(const struct run_args *args, const struct texts *paths,
                      struct error *err)
{
    if (paths->count > 1 && (args->telling.outputs.count || args->suite.run_file))
        return error_set(err, ERROR_USAGE, "N0907",
                         "-o and --run-file name one file, and %zu suites were given",
                         paths->count);
    return telling_check(&args->telling, err);
}

/* One after the other, until a signal ends it. */
static enum exit_code opened_run(struct opened_suite *opened, size_t count,
                                 const struct run_args *args)
{
    const struct clock *clock = clock_system();
    struct command_use use = {.started_us = clock->steady_us(clock)};
    enum exit_code code = EXIT_CODE_OK;

    for (size_t i = 0; i < count; i++) {
        if (code != EXIT_CODE_INTERRUPTED && code != EXIT_CODE_TERMINATED) {
            code = exit_code_worse(code, suite_run(&opened[i], args, &use));
            opened_suite_close(&opened[i]);
        } else {
            opened_suite_discard(&opened[i]);
        }
    }
    return code;
}

/* With events, where they are asked for. */
static enum exit_code checked_run(struct opened_suite *opened, size_t count,
                                  const struct run_args *args)
{
    const struct clock clock = clock_from_now();
    struct run_args telling = *args;
    enum exit_code code;
    struct error err;

    if (args->telling.events_file &&
        events_open(args->telling.events_file, &clock, &telling.telling.events, &err)) {
        for (size_t i = 0; i < count; i++)
            opened_suite_discard(&opened[i]);
        return error_tell(&err);
    }
    code = opened_run(opened, count, &telling);
    if (events_close(telling.telling.events, &err))
        code = exit_code_worse(code, error_tell(&err));
    return code;
}

/* As the run files tell them: one a suite, to be freed; of `diff` there are none. */
static char **commands_given(const struct run_args *args, const struct texts *paths)
{
    char **out = mem_new(paths->count, sizeof *out);

    for (size_t i = 0; !args->suite.versus && i < paths->count; i++)
        out[i] = given_command(paths->items[i], args, run_options, &run_defaults);
    return out;
}

enum exit_code suites_run(const struct run_args *args, const struct texts *paths)
{
    struct opened_suite *opened;
    char **given;
    struct error err;
    enum exit_code code;

    if (args_check(args, paths, &err))
        return error_tell(&err);
    if (args->suite.cache != CACHE_ONLY)
        transport_expect();
    opened = mem_new(paths->count, sizeof *opened);
    given = commands_given(args, paths);
    code = suites_open(args, paths, given, opened);
    if (code == EXIT_CODE_OK)
        code = checked_run(opened, paths->count, args);
    else
        for (size_t i = 0; i < paths->count; i++)
            opened_suite_discard(&opened[i]);
    for (size_t i = 0; i < paths->count; i++)
        free(given[i]);
    free(given);
    free(opened);
    return code;
}

static enum exit_code run_run(const void *given, const struct texts *operands)
{
    const struct run_args *args = given;
    struct error_list errors = ERROR_LIST_INIT;
    struct named_suites named;
    enum exit_code code;

    if (named_suites_find(operands, args->suite.root, &named, &errors)) {
        mistakes_tell(&errors, color_for(args->telling.color, stderr));
        code = exit_code_for_errors(&errors);
    } else {
        code = suites_run(args, &named.paths);
    }
    named_suites_release(&named);
    error_list_release(&errors);
    return code;
}

const struct command command_run_suites = {
    .name = "run",
    .operands = "[SUITE…]",
    .summary = "runs suites, grades the answers, gates, reports",
    .details =
        "All suites are checked before anything is sent. Exit code: 0 the gate passed, 1 "
        "it failed,\n2 the input is wrong and nothing was sent, 3 incomplete, 4 no case, "
        "5 inconclusive;\nall of them: noworse explain exit-codes.",
    .options = run_options,
    .args_size = sizeof(struct run_args),
    .defaults = &run_defaults,
    .operands_max = UINT_MAX,
    .run = run_run,
};

/* cli/judge/judge_calibrate.c - noworse judge calibrate: a judge against people. */
#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/path.h"
#include "cli/judge/judge_parts.h"
#include "cli/mistakes.h"
#include "cli/run.h"
#include "cli/suite_cache.h"
#include "suites/cache_mode.h"

#include <stdlib.h>
#include <string.h>

/* Its own baseline plays no part. */
static int suite_open(struct calibrating *of)
{
    const struct suite_args *args = &of->args->suite;
    const struct suite_options options = {
        .root = args->root, .allow_outside = args->allow_outside, .baseline = "none"};

    if (suite_load(of->path, &options, &of->suite, &of->errors))
        return -1;
    of->suite->stop_early = false;
    return 0;
}

static struct reply_cache *replies_open(struct calibrating *of)
{
    struct suite_args args = of->args->suite;

    if (!args.state && of->suite->project)
        args.state = of->suite->project->runs_dir;
    return suite_cache_open(of->suite, &args, &of->cache_notes);
}

/* Only the cases that are labelled are read into the case table. */
static const char **cases_of(const struct labels *labels)
{
    const char **names = mem_new(labels->count + 1, sizeof *names);
    size_t count = 0;

    for (size_t i = 0; i < labels->count; i++)
        if (!count || strcmp(names[count - 1], labels->items[i].test) != 0)
            names[count++] = labels->items[i].test;
    return names;
}

/* Where no case is there at all, each label says so itself. */
static bool only_no_cases(const struct error_list *errors)
{
    return errors->error_count == 1 && errors->count > 0 &&
           errors->items[errors->count - 1].kind == ERROR_NO_CASES;
}

static int suite_prepare(struct calibrating *of)
{
    const struct suite_args *args = &of->args->suite;
    const struct clock *clock = clock_system();
    const char **cases = cases_of(&of->labels);
    const struct prepare_options options = {.purpose = PREPARE_RUN,
                                            .allow_exec = args->allow_exec,
                                            .replies = of->replies = replies_open(of),
                                            .cache = (enum cache_mode)args->cache,
                                            .grader = of->judge->name,
                                            .now_ms = clock->wall_ms(clock),
                                            .max_cost = args->max_cost,
                                            .selection = {.cases = cases}};
    char version[] = NOWORSE_VERSION;
    const struct run_info info = {.started_ms = clock->wall_ms(clock),
                                  .version = version};
    struct error err;
    int rc;

    if (run_file_create(NULL, &info, &of->file, &err))
        rc = error_list_add(&of->errors, &err);
    else
        rc = prepare_suite(of->suite, &options, of->file, &of->prepared, &of->errors);
    free(cases);
    if (rc && only_no_cases(&of->errors)) {
        error_list_release(&of->errors);
        return 0;
    }
    return rc;
}

static int grader_check(struct calibrating *of)
{
    struct error err;

    if (of->prepared.plan->grader_count == 1)
        return 0;
    error_set(&err, ERROR_INPUT, "N0983",
              "%zu graders that judge these cases are called \"%s\"",
              of->prepared.plan->grader_count, of->judge->name);
    error_hint(&err, "give each judge its own `name`");
    return error_list_add(&of->errors, &err);
}

static void answers_keep(const struct calibrating *of, struct judge_file *made)
{
    const struct run_plan *plan = of->prepared.plan;

    made->answers = mem_new(of->count, sizeof *made->answers);
    for (size_t i = 0; i < of->count; i++) {
        const struct calibrated_answer *answer = &of->answers[i];
        struct judge_file_answer *row = &made->answers[made->answer_count];
        const int truth = judged_answer_truth(&answer->judged);

        if (truth < 0)
            continue;
        judge_answer_key(plan->cohorts[answer->cohort].name, answer->id,
                         answer->label->answer, answer->label->answer_length, row->key);
        row->passes = truth == 1;
        row->verdict = answer->judged.verdict;
        made->answer_count++;
    }
}

/* Seen from the suite's folder; NULL: it is not below it. */
static char *labels_name(const struct calibrating *of)
{
    char *folder = NULL, *path = NULL, *name = NULL;
    struct error ignored;

    if (path_resolve(of->suite->folder, &folder, &ignored) == 0 &&
        path_resolve(of->labels.path, &path, &ignored) == 0 &&
        path_is_inside(folder, path))
        name = path_below(folder, path);
    free(folder);
    free(path);
    return name;
}

static int calibration_write(struct calibrating *of, struct error *err)
{
    const struct clock *clock = clock_system();
    const struct judge_quality *quality = &of->quality;
    struct judge_file *made = &of->made;
    struct buf text = BUF_INIT(JUDGE_FILE_BYTES_MAX);
    char *name = judge_file_name(of->suite->name, of->judge->name);
    int rc;

    made->suite = mem_text(of->suite->name);
    made->grader = mem_text(of->judge->name);
    made->grader_digest = mem_text(of->prepared.plan->graders[0].digest);
    made->version = mem_text(NOWORSE_VERSION);
    made->calibrated_ms = clock->wall_ms(clock);
    made->labels_file = labels_name(of);
    made->labels_digest = mem_text(of->labels.digest);
    made->labels = (int64_t)of->labels.count;
    made->raters = of->raters;
    made->counts = quality->counts;
    made->split = quality->split;
    made->unjudged_pass = quality->unjudged_pass;
    made->unjudged_fail = quality->unjudged_fail;
    answers_keep(of, made);
    judge_file_format(made, &text);
    of->written = strcmp(of->suite->folder, ".") ? path_join(of->suite->folder, name)
                                                 : mem_text(name);
    rc = file_write(of->written, buf_text(&text), text.length, err);
    free(name);
    buf_release(&text);
    return rc;
}

static int quality_find(struct calibrating *of, struct error *err)
{
    struct judged_answer *answers = mem_new(of->count, sizeof *answers);
    int rc;

    for (size_t i = 0; i < of->count; i++)
        answers[i] = of->answers[i].judged;
    rc = judge_quality_of(answers, of->count, 0.95, &of->quality, err);
    free(answers);
    return rc;
}

/* All mistakes are found before anything is sent. */
static int calibrating_begin(struct calibrating *of)
{
    if (suite_open(of) || judge_choose(of) ||
        labels_load(of->args->labels,
                    json_object_get(of->judge->source.json, "categories"), &of->labels,
                    &of->errors) ||
        suite_prepare(of) || answers_gather(of))
        return -1;
    return grader_check(of);
}

static enum exit_code calibrate(struct calibrating *of)
{
    const enum color color = color_for(of->args->color, stderr);
    enum exit_code code = EXIT_CODE_OK;
    struct error err;
    int rc;

    if (calibrating_begin(of)) {
        mistakes_tell(&of->errors, color);
        return exit_code_for_errors(&of->errors);
    }
    mistakes_tell(&of->errors, color);
    rc = answers_ask(of, &code, &err);
    suite_cache_tidy(of->replies);
    mistakes_tell(&of->cache_notes, color);
    if (rc || votes_read(of, &err) || quality_find(of, &err) ||
        calibration_write(of, &err)) {
        const enum exit_code told = error_tell(&err);

        return code == EXIT_CODE_OK ? told : code;
    }
    if (of->args->json)
        calibration_print_json(of);
    else
        calibration_print(of);
    return EXIT_CODE_OK;
}

static void calibrating_release(struct calibrating *of)
{
    for (size_t i = 0; i < of->count; i++) {
        free(of->answers[i].reason);
        json_decref(of->answers[i].details);
    }
    free(of->answers);
    free(of->written);
    judge_file_release(&of->made);
    prepared_release(&of->prepared);
    reply_cache_close(of->replies);
    run_file_close(of->file);
    labels_release(&of->labels);
    suite_free(of->suite);
    error_list_release(&of->errors);
    error_list_release(&of->cache_notes);
}

static enum exit_code calibrate_run(const void *given, const struct texts *operands)
{
    const struct calibrate_args *args = given;
    struct calibrating of = {.args = args, .path = operands->items[0]};
    enum exit_code code;
    struct error err;

    if (!args->labels) {
        error_set(&err, ERROR_USAGE, "N0988", "--labels FILE is missing");
        error_hint(&err, "the labels of people, as JSON Lines: docs/cli.md");
        return error_tell(&err);
    }
    code = calibrate(&of);
    calibrating_release(&of);
    return code;
}

static const struct calibrate_args calibrate_defaults = {.suite = {.cache = CACHE_UNSET},
                                                         .retries = UNSET_RETRIES};

static const struct option calibrate_options[] = {
    {"labels", 0, OPTION_TEXT, offsetof(struct calibrate_args, labels), "FILE",
     "what people said: JSON Lines of case, answer, label, rater", NULL},
    {"grader", 0, OPTION_TEXT, offsetof(struct calibrate_args, grader), "NAME",
     "the judge, where the suite has several", NULL},
    {"concurrency", 'j', OPTION_COUNT, offsetof(struct calibrate_args, concurrency), "N",
     "calls at the same time, instead of the suite's", NULL},
    {"timeout", 0, OPTION_SECONDS, offsetof(struct calibrate_args, timeout_s), "S",
     "seconds a call may take, instead of the model's", NULL},
    {"retries", 0, OPTION_NUMBER, offsetof(struct calibrate_args, retries), "N",
     "further tries of a call that may have been billed, instead of the model's", NULL},
    {"seed", 0, OPTION_NUMBER, offsetof(struct calibrate_args, suite.seed), "N",
     "of the jitter of waits between tries", NULL},
    {"max-cost", 0, OPTION_USD, offsetof(struct calibrate_args, suite.max_cost), "USD",
     "it may cost so much at most", NULL},
    {"cache", 0, OPTION_WORD, offsetof(struct calibrate_args, suite.cache), "HOW",
     "kept replies: use (the default), refresh, off or only", cache_words},
    {"state", 0, OPTION_TEXT, offsetof(struct calibrate_args, suite.state), "DIR",
     "where replies are kept; default: .noworse below the root", NULL},
    {"root", 0, OPTION_TEXT, offsetof(struct calibrate_args, suite.root), "DIR",
     "files are read below it; default: the repository", NULL},
    {"allow-outside", 0, OPTION_FLAG,
     offsetof(struct calibrate_args, suite.allow_outside), NULL,
     "files outside the root may be read", NULL},
    {"allow-exec", 0, OPTION_FLAG, offsetof(struct calibrate_args, suite.allow_exec),
     NULL, "the suite may start programs (provider exec)", NULL},
    {"json", 0, OPTION_FLAG, offsetof(struct calibrate_args, json), NULL,
     "all figures and disagreements as JSON", NULL},
    COLOR_OPTION(struct calibrate_args, color),
    {NULL, 0, OPTION_FLAG, 0, NULL, NULL, NULL},
};

const struct command command_judge_calibrate = {
    .name = "calibrate",
    .of = "judge",
    .operands = "SUITE",
    .summary = "asks a judge about answers that people labelled, and keeps how it did",
    .details =
        "A label is a line {\"case\": \"cohort/id\", \"answer\": \"...\", \"label\": "
        "\"pass\", \"rater\": \"ann\"}.\nThe result goes to judges/SUITE.GRADER.json "
        "beside "
        "the suite, to be committed;\nruns then show rates corrected for the judge's "
        "errors, and `calibrated` can demand it.",
    .options = calibrate_options,
    .args_size = sizeof(struct calibrate_args),
    .defaults = &calibrate_defaults,
    .operands_min = 1,
    .operands_max = 1,
    .run = calibrate_run,
};

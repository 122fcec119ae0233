/* cli/baseline/baseline_regrade.c - an old run's answers, graded by the suite of today.
 */
#include "base/clock.h"
#include "base/mem.h"
#include "base/ulid.h"
#include "cli/baseline/baseline_parts.h"
#include "cli/mistakes.h"
#include "cli/opening.h"
#include "cli/state_folder.h"
#include "runner/regrade.h"
#include "store/run_file_continue.h"

#include <stdlib.h>
#include <string.h>

struct regrading {
    const char *path, *state;
    struct run_file *was;
    struct run_plan *plan; /* of that run */
    struct suite *suite;
    struct run_file *file; /* the new one */
    char *file_path;
    struct prepared prepared;
    struct error_list errors;
};

/* Its baseline plays no part, where that is a file: it need not be there. */
static int suite_open(struct regrading *of)
{
    struct suite_options options = {.repeats = of->plan->repeats};

    if (suite_load(of->path, &options, &of->suite, &of->errors))
        return -1;
    if (!of->suite->baseline.file)
        return 0;
    suite_free(of->suite);
    of->suite = NULL;
    options.baseline = "none";
    return suite_load(of->path, &options, &of->suite, &of->errors);
}

/* A run of its own, of the time when the answers came. */
static int file_make(struct regrading *of, struct run_info *info, struct error *err)
{
    struct random random = random_system();
    const struct project *project = of->suite->project;
    char *state = state_folder(!of->state && project ? project->runs_dir : of->state,
                               of->suite->root);
    int rc = state_make(state, err);

    ulid_make(clock_system()->wall_ms(clock_system()), &random, info->id);
    of->file_path = mem_format("%s/runs/%s.nwrun", state, info->id);
    if (rc == 0)
        rc = run_file_create(of->file_path, info, &of->file, err);
    free(state);
    return rc;
}

static bool texts_are_same(const char *a, const char *b)
{
    return a && b ? !strcmp(a, b) : a == b;
}

/* Other texts or versions of the same prompts, asked of the same models. */
static bool variants_are_like(const struct run_plan *was, const struct run_plan *is)
{
    bool are_like =
        was->variant_count == is->variant_count && was->repeats == is->repeats;

    for (size_t i = 0; i < is->variant_count && are_like; i++) {
        const struct plan_variant *a = &was->variants[i], *b = &is->variants[i];

        are_like = texts_are_same(a->prompt_name, b->prompt_name) &&
                   texts_are_same(a->model_id, b->model_id) &&
                   a->is_baseline == b->is_baseline;
    }
    return are_like;
}

/* The answers are those of what was asked then, and stay so. */
static int asked_keep(struct regrading *of, struct error *err)
{
    struct run_plan *is = of->prepared.plan;

    for (size_t i = 0; i < is->variant_count; i++) {
        struct plan_variant today = is->variants[i];
        struct plan_variant *kept = &is->variants[i];

        *kept = of->plan->variants[i];
        of->plan->variants[i] = today;
        kept->baseline = today.baseline;
        kept->baseline_entry = today.baseline_entry;
        kept->anchor_entry = today.anchor_entry;
    }
    memcpy(is->asked_digest, of->plan->asked_digest, sizeof is->asked_digest);
    return run_file_set_plan(of->file, is, err);
}

static int answers_check(struct regrading *of, struct error *err)
{
    const bool are_like = variants_are_like(of->plan, of->prepared.plan);
    struct run_changes changes;

    if (run_file_compare(of->was, of->file, &changes, err))
        return -1;
    if (!changes.asked)
        return 0;
    if (are_like && !changes.contents)
        return asked_keep(of, err);
    error_set(err, ERROR_INPUT, "N0979",
              "the run's answers are not those of this suite: %s",
              are_like ? "its cases changed" : changes.what);
    return error_hint(err, "graders and the text of prompts may have changed; else run "
                           "the suite anew");
}

/* A verdict that nobody gave would be a hole in every later comparison. */
static int asking_refuse(const struct regrading *of, struct error *err)
{
    if (!of->prepared.graders_ask)
        return 0;
    error_set(err, ERROR_INPUT, "N0982",
              "a grader of this suite asks a %s, and --regrade asks nothing",
              of->prepared.has_judges ? "model" : "program");
    return error_hint(err, "run the suite: replies that the cache keeps are not asked "
                           "for again; then noworse baseline set RUN");
}

static int answers_grade(struct regrading *of, const struct run_info *info,
                         struct error *err)
{
    int64_t count;

    if (run_file_begin(of->file, err))
        return -1;
    if (run_file_take_answers(of->file, of->was, err) ||
        samples_regrade(&of->prepared, &count, err)) {
        run_file_roll_back(of->file);
        return -1;
    }
    if (run_file_commit(of->file, err) ||
        run_file_end(of->file, RUN_FINISHED, 0, NULL, info->ended_ms, err) ||
        run_file_settle(of->file, err))
        return -1;
    printf("graded %lld answers again, as run %s\n", (long long)count, of->file_path);
    return 0;
}

static int run_regrade(struct regrading *of, bool allow_exec, const char *plugins)
{
    struct prepare_options options = {.purpose = PREPARE_CHECK,
                                      .allow_exec = allow_exec,
                                      .plugins = plugins,
                                      .now_ms = clock_system()->wall_ms(clock_system()),
                                      .cache = CACHE_OFF};
    struct run_info info;
    struct error err;
    int rc;

    if (run_file_plan(of->was, &of->plan, &err) || run_file_info(of->was, &info, &err))
        return error_list_add(&of->errors, &err);
    rc = suite_open(of);
    if (rc == 0 && file_make(of, &info, &err))
        rc = error_list_add(&of->errors, &err);
    if (rc == 0)
        rc = prepare_suite(of->suite, &options, of->file, &of->prepared, &of->errors);
    if (rc == 0 && (asking_refuse(of, &err) || answers_check(of, &err) ||
                    answers_grade(of, &info, &err)))
        rc = error_list_add(&of->errors, &err);
    run_info_release(&info);
    return rc;
}

int baseline_regrade(struct run_file *run, const char *suite, const char *state,
                     bool allow_exec, const char *plugins, struct run_file **out,
                     enum exit_code *code)
{
    struct regrading of = {.path = suite, .state = state, .was = run};
    int rc = run_regrade(&of, allow_exec, plugins);

    mistakes_tell(&of.errors, color_for(COLOR_AUTO, stderr));
    *code = exit_code_for_errors(&of.errors);
    prepared_release(&of.prepared);
    if (rc) {
        run_file_close(of.file);
        if (of.file)
            run_file_remove(of.file_path);
    } else {
        *out = of.file;
    }
    suite_free(of.suite);
    run_plan_free(of.plan);
    error_list_release(&of.errors);
    free(of.file_path);
    return rc;
}

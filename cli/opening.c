/* cli/opening.c - a suite named on the command line, loaded and prepared. */
#include "cli/opening.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/path.h"
#include "base/ulid.h"
#include "cli/revision.h"
#include "cli/state_folder.h"
#include "cli/suite_cache.h"
#include "gate/figure.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void count_print(int64_t count, const char *noun, FILE *stream)
{
    char text[FIGURE_SIZE];

    figure_count(count, text);
    fprintf(stream, "%s %s%s", text, noun, count == 1 ? "" : "s");
}

void calls_print(const struct prepared *prepared, FILE *stream)
{
    const struct run_plan *plan = prepared->plan;

    count_print(plan->case_count, "case", stream);
    fputs(" × ", stream);
    count_print(plan->repeats, "repeat", stream);
    fputs(" × ", stream);
    count_print((int64_t)plan->variant_count, "variant", stream);
    fputs(" = ", stream);
    count_print(plan->sample_count, "call", stream);
    if (prepared->has_judges)
        fputs(", and what graders ask", stream);
}

static int run_path_make(struct opened_suite *opened, const struct suite_args *args,
                         struct error *err)
{
    char *state = state_folder(args->state, opened->suite->root);
    char *folder =
        args->run_file ? path_folder(args->run_file) : path_join(state, "runs");
    int rc = args->run_file ? 0 : state_make(state, err);

    if (rc == 0)
        rc = file_make_folders(folder, err);
    if (rc == 0)
        opened->run_path = args->run_file ? mem_text(args->run_file)
                                          : mem_format("%s/%s.nwrun", folder, opened->id);
    free(folder);
    free(state);
    return rc;
}

static int run_file_make(struct opened_suite *opened, const struct suite_args *args,
                         enum prepare_purpose purpose, struct error *err)
{
    const struct clock *clock = clock_system();
    struct random random = random_system();
    char version[] = NOWORSE_VERSION;
    struct run_info info = {.started_ms = clock->wall_ms(clock), .version = version};
    int rc = 1;

    ulid_make(info.started_ms, &random, opened->id);
    memcpy(info.id, opened->id, sizeof info.id);
    if (purpose == PREPARE_RUN)
        rc = earlier_expect(opened, args, err);
    if (rc < 0 || (rc == 0 && run_path_make(opened, args, err)))
        return -1;
    info.commit = revision_of(opened->suite->folder);
    rc = run_file_create(opened->run_path, &info, &opened->file, err);
    free(info.commit);
    if (rc) { /* whatever stands there is not ours to remove */
        free(opened->run_path);
        opened->run_path = NULL;
    }
    return rc;
}

/* The suite was prepared into a temporary file, and there is no run to go on with. */
static int run_file_make_late(struct opened_suite *opened, const struct suite_args *args,
                              struct error *err)
{
    struct run_file *fresh = opened->file;
    struct run_info info;
    int rc;

    if (run_file_info(fresh, &info, err))
        return -1;
    rc = run_path_make(opened, args, err);
    if (rc == 0)
        rc = run_file_create(opened->run_path, &info, &opened->file, err);
    run_info_release(&info);
    if (rc) {
        free(opened->run_path);
        opened->run_path = NULL;
        return -1;
    }
    opened->prepared.file = opened->file;
    rc = run_file_adopt(opened->file, fresh, err);
    run_file_close(fresh);
    return rc;
}

/* A run file that this command goes on with or writes anew. */
static int run_file_choose(struct opened_suite *opened, const struct suite_args *args,
                           struct error *err)
{
    if (opened->run_path)
        return 0;
    if (earlier_find(opened, args, err))
        return -1;
    return opened->continuing.earlier ? 0 : run_file_make_late(opened, args, err);
}

/* --baseline RUN becomes the path of its file, before this run has one: `latest` is an
 * earlier run. */
static int baseline_run_find(const struct opened_suite *opened,
                             const struct suite_args *args, struct error *err)
{
    char **word = &opened->suite->baseline.word;
    char *state, *path;
    int rc;

    if (!*word || !strcmp(*word, "none") || !strncmp(*word, "git:", 4) ||
        access(*word, F_OK) == 0)
        return 0;
    state = state_folder(args->state, opened->suite->root);
    rc = run_file_find(state, *word, &path, err);
    free(state);
    if (rc) {
        error_set(err, ERROR_INPUT, "N0970", "--baseline %s is no file and no run of %s",
                  *word, opened->suite->root);
        return error_hint(err, "it takes a baseline's file, a run, git:REF, or none");
    }
    free(*word);
    *word = path;
    return 0;
}

int opened_suite_open(struct opened_suite *opened, const char *path,
                      const struct suite_args *given, enum prepare_purpose purpose)
{
    struct suite_args with_project = *given;
    const struct suite_args *args = &with_project;
    const struct suite_options suite_options = {.root = args->root,
                                                .allow_outside = args->allow_outside,
                                                .baseline = args->baseline,
                                                .profile = args->profile,
                                                .profile_is_optional =
                                                    args->profile_is_optional,
                                                .stop_early = args->stop_early,
                                                .versus = args->versus,
                                                .repeats = args->repeats};
    struct prepare_options options = {
        .purpose = purpose,
        .command = args->command,
        .cache = CACHE_UNSET,
        .allow_exec = args->allow_exec,
        .plugins = args->plugins,
        .max_cost = args->max_cost,
        .now_ms = clock_system()->wall_ms(clock_system()),
        .selection = {.prompts = args->prompts.items,
                      .models = args->models.items,
                      .cohorts = args->cohorts.items,
                      .cases = args->cases.items,
                      .filter = args->filter,
                      .sample = {.cases = args->sample, .seed = args->seed}}};
    struct error err;

    *opened = (struct opened_suite){.path = path};
    if (suite_load(path, &suite_options, &opened->suite, &opened->errors))
        return -1;
    if (!given->state && opened->suite->project)
        with_project.state = opened->suite->project->runs_dir;
    if (baseline_run_find(opened, args, &err))
        return error_list_add(&opened->errors, &err);
    if (run_file_make(opened, args, purpose, &err))
        return error_list_add(&opened->errors, &err);
    if (purpose == PREPARE_RUN) {
        options.cache = (enum cache_mode)args->cache;
        opened->replies = suite_cache_open(opened->suite, args, &opened->cache_notes);
        options.replies = opened->replies;
    }
    if (prepare_suite(opened->suite, &options, opened->file, &opened->prepared,
                      &opened->errors)) {
        prepared_release(&opened->prepared);
        return -1;
    }
    if (purpose == PREPARE_RUN &&
        (run_file_choose(opened, args, &err) || earlier_tell(opened, &err)))
        return error_list_add(&opened->errors, &err);
    return 0;
}

void profile_check(struct opened_suite *opened, size_t count,
                   const struct suite_args *args)
{
    bool is_known = count < 2 || !args->profile;
    struct error err;

    for (size_t i = 0; i < count; i++)
        is_known = is_known || !opened[i].suite || opened[i].suite->profile;
    if (!is_known) {
        error_set(&err, ERROR_USAGE, "N0941", "no suite here has the profile \"%s\"",
                  args->profile);
        error_hint(&err, "profiles stand below `profiles` of a suite");
        error_list_add(&opened[0].errors, &err);
    }
    for (size_t i = 0; count > 1 && args->profile && is_known && i < count; i++)
        if (opened[i].suite && !opened[i].suite->profile)
            fprintf(stderr, "%s has no profile \"%s\" and runs plain\n",
                    opened[i].suite->name, args->profile);
}

void opened_suite_close(struct opened_suite *opened)
{
    reply_cache_close(opened->replies);
    error_list_release(&opened->cache_notes);
    prepared_release(&opened->prepared);
    continuing_release(&opened->continuing);
    run_file_close(opened->file);
    suite_free(opened->suite);
    error_list_release(&opened->errors);
    free(opened->run_path);
    *opened = (struct opened_suite){.path = NULL};
}

void opened_suite_discard(struct opened_suite *opened)
{
    char *path = mem_text(opened->run_path);

    opened_suite_close(opened);
    if (path)
        run_file_remove(path);
    free(path);
}
